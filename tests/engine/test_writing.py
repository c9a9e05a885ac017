"""Writing a file: its mode, its links and its encoding stay, or it is not written at all."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rulekit.engine.files import decode
from rulekit.engine.writing import TEMPORARY_PREFIX, write_document
from rulekit.model.errors import UnreadableError
from tests.conftest import Command
from tests.shop import contents, project


def test_the_mode_of_a_file_stays(in_workshop: Command, tmp_path: Path) -> None:
    file = project(tmp_path, {"orders.py": "announce(1)\n"}) / "orders.py"
    file.chmod(0o751)
    in_workshop("check", "--fix", ".")
    assert (file.read_text(), oct(file.stat().st_mode & 0o7777)) == ("note(1)\n", "0o751")


def test_a_link_stays_a_link(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"shop/orders.py": "announce(1)\n"})
    link = tmp_path / "orders.py"
    link.symlink_to("shop/orders.py")
    in_workshop("check", "--fix", "orders.py")
    assert (link.is_symlink(), (tmp_path / "shop/orders.py").read_text()) == (True, "note(1)\n")


def test_a_read_only_file_is_left_alone_and_named(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "announce(1)\n", "stock.py": "announce(2)\n"})
    (tmp_path / "orders.py").chmod(0o444)
    done = in_workshop("check", "--fix", "orders.py", "stock.py")
    assert done.err.splitlines()[0] == "rulekit: orders.py: cannot be written (it is read-only): it is unchanged"
    assert (done.status, contents(tmp_path)) == (2, {"orders.py": b"announce(1)\n", "stock.py": b"note(2)\n"})


def test_a_text_that_its_encoding_cannot_hold_is_not_written(tmp_path: Path) -> None:
    raw = b"# coding: latin-1\nx = 1\n"
    project(tmp_path, {"orders.py": raw})
    document = decode(raw, str(tmp_path / "orders.py"))
    with pytest.raises(UnreadableError, match=r"cannot be written .*: save it as UTF-8"):
        write_document(document, document.text + "'🛒'")
    assert contents(tmp_path) == {"orders.py": raw}


def test_a_file_that_changed_since_it_was_read_stays_as_it_is(tmp_path: Path) -> None:
    file = project(tmp_path, {"orders.py": "announce(1)\n"}) / "orders.py"
    document = decode(file.read_bytes(), str(file))
    file.write_text("announce(1)\nsaved_by_an_editor = 1\n")
    with pytest.raises(UnreadableError, match=r"cannot be written \(it changed meanwhile\): it is unchanged"):
        write_document(document, "note(1)\n")
    assert contents(tmp_path) == {"orders.py": b"announce(1)\nsaved_by_an_editor = 1\n"}


def test_other_names_of_a_file_show_the_mended_text_too(in_workshop: Command, tmp_path: Path) -> None:
    file = project(tmp_path, {"orders.py": "announce(1)\n"}) / "orders.py"
    (tmp_path / "same.txt").hardlink_to(file)
    in_workshop("check", "--fix", "orders.py")
    assert contents(tmp_path) == {"orders.py": b"note(1)\n", "same.txt": b"note(1)\n"}


def test_a_shorter_text_in_a_file_with_other_names_leaves_no_rest(tmp_path: Path) -> None:
    file = project(tmp_path, {"orders.py": "x = 1\n" * 100}) / "orders.py"
    (tmp_path / "same.txt").hardlink_to(file)
    write_document(decode(file.read_bytes(), str(file)), "x = 1\n")
    assert contents(tmp_path) == {"orders.py": b"x = 1\n", "same.txt": b"x = 1\n"}


@pytest.mark.skipif(not hasattr(os, "setxattr"), reason="this system has no extended attributes")
def test_the_attributes_of_a_file_stay(in_workshop: Command, tmp_path: Path) -> None:
    file = project(tmp_path, {"orders.py": "announce(1)\n"}) / "orders.py"
    os.setxattr(file, "user.shop", b"till")
    in_workshop("check", "--fix", "orders.py")
    assert (file.read_text(), os.getxattr(file, "user.shop")) == ("note(1)\n", b"till")


AS_NOBODY = """
import os, sys
from rulekit.engine import writing
from rulekit.engine.files import decode
os.setuid(65534)
path = sys.argv[1]
try:
    writing.write_document(decode(open(path, "rb").read(), path), "note(1)\\n")
except Exception as error:
    print(type(error).__name__, "(it is read-only)" in str(error))
"""


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can make files of others")
@pytest.mark.parametrize(
    ("mode", "said", "text"), [(0o644, "UnreadableError True\n", "announce(1)\n"), (0o666, "", "note(1)\n")]
)
def test_a_file_of_somebody_else_stays_theirs(mode: int, said: str, text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        file = project(Path(folder), {"orders.py": "announce(1)\n"}) / "orders.py"
        file.chmod(mode)
        command = [sys.executable, "-c", AS_NOBODY, str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, shell=False)
        assert (done.stdout, file.read_text(), file.stat().st_uid) == (said, text, 0)


def test_what_killed_runs_left_is_swept_and_what_is_young_is_not(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "announce(1)\n", f"{TEMPORARY_PREFIX}old": "", f"{TEMPORARY_PREFIX}young": ""})
    os.utime(tmp_path / f"{TEMPORARY_PREFIX}old", (0, 0))
    in_workshop("check", "--fix", "orders.py")
    assert contents(tmp_path) == {"orders.py": b"note(1)\n", f"{TEMPORARY_PREFIX}young": b""}


def test_a_file_with_the_longest_name_can_be_mended(in_workshop: Command, tmp_path: Path) -> None:
    name = "x" * 252 + ".py"
    project(tmp_path, {name: "announce(1)\n"})
    assert in_workshop("check", "--fix", name).status == 0
    assert contents(tmp_path) == {name: b"note(1)\n"}


def test_a_file_in_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"orders\.py: cannot be written \(No such file or directory\)"):
        write_document(decode(b"", str(tmp_path / "gone" / "orders.py")), "x = 1\n")
