"""Writing a file: its mode, its links and its encoding stay, or it is not written at all."""

from pathlib import Path

import pytest

from rulekit.engine.files import decode, write_document
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


def test_a_file_in_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=r"orders\.py: cannot be written \(No such file or directory\)"):
        write_document(decode(b"", str(tmp_path / "gone" / "orders.py")), "x = 1\n")
