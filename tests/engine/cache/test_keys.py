"""What an answer about a file reads: the file itself, and what its key knows."""

import builtins
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rulekit.api.files import check_file
from rulekit.api.runs import plan
from rulekit.engine.settings_files import forget_settings
from tests.marked import notebook_of

PROJECT = {
    "pyproject.toml": '[project]\nname = "shop"\ndependencies = ["requests"]\n[tool.rulekit]\n',
    "shop/__init__.py": "",
    "shop/prices.py": "import os\n\nimport requests\n\nfrom . import tills\n\n\ndef priceOf(tea):\n    return 17\n",
    "shop/tills.py": "TILL = 1\n",
    "tests/test_prices.py": "from shop.prices import priceOf\n\n\ndef test_price():\n    assert priceOf(1) == 17\n",
    "requirements.txt": "-c constraints.txt\nrequests\n",
    "constraints.txt": "requests==2.32.0\n",
    "day.ipynb": notebook_of("import os", "total = 1\nprint(total)"),
}
# They say where a project begins, what its modules are called, and which settings hold: that is in the key.
MARKS = {"__init__.py", "pyproject.toml", "rulekit.toml", ".rulekit.toml", "setup.py", "setup.cfg", ".git"}
DOORS = [(os, "stat"), (os, "lstat"), (os, "scandir"), (os, "listdir"), (io, "open"), (builtins, "open")]


def test_an_answer_reads_nothing_that_its_key_does_not_know(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in PROJECT.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    files = plan(["."]).files
    read: dict[str, set[str]] = {}
    for file in files:
        forget_settings()
        with monkeypatch.context() as watched:
            read[file] = seen_through(watched, tmp_path)
            answer = check_file(file, None, (".",))
        assert not isinstance(answer, str)
        known = {os.path.normpath(file), *(name for name, _ in answer.beside)}
        files_read = {name for name in read[file] - known if not Path(name).is_dir()}
        assert {name for name in files_read if Path(name).name not in MARKS} == set()
    assert all(os.path.normpath(file) in read[file] for file in files)
    assert "constraints.txt" in read["./requirements.txt"]


def seen_through(watched: pytest.MonkeyPatch, folder: Path) -> set[str]:
    """Note each path below a folder that is looked at from now on."""
    seen: set[str] = set()

    def noting(door: Callable[..., Any]) -> Callable[..., Any]:
        def look(path: Any = ".", *others: Any, **named: Any) -> Any:
            whole = folder / os.path.normpath(path) if isinstance(path, (str, os.PathLike)) else folder
            if whole != folder and whole.is_relative_to(folder):
                seen.add(str(whole.relative_to(folder)))
            return door(path, *others, **named)

        return look

    for module, name in DOORS:
        watched.setattr(module, name, noting(getattr(module, name)))
    return seen
