"""Which files of a project only a person starts: each case is a file `tools/count.py` beside another one."""

import pytest

from rulekit.analysis.project.programs import imported_modules, started_by_hand
from rulekit.analysis.project.project import Member, Project, key_of, module_of
from rulekit.analysis.syntax.source import Source

BESIDE = {
    "a file that imports something else": ("shop.py", "import counting\nfrom tools import counts\n", True),
    "a file that imports it from its folder": ("shop.py", "from tools import count\n", False),
    "a file that imports something from it": ("shop.py", "from tools.count import all_teas\n", False),
    "a file of its folder that imports it": ("tools/start.py", "import count\n", False),
    "a file of its folder that imports it by dots": ("tools/start.py", "from . import count\n", False),
    "a file that names it in a text": ("shop.py", "COMMANDS = ['tools.count:run']\n", False),
    "a file that has a word of its name": ("shop.py", "word = 'count'\n", True),
    "a package around it": ("tools/__init__.py", "", False),
    "a package somewhere else": ("shop/__init__.py", "", True),
}


def member(path: str, text: str) -> Member:
    """Give a file with its answer."""
    return Member(path, module_of(path), "production", {key_of(imported_modules): imported_modules(Source(text, path))})


@pytest.mark.parametrize(("path", "text", "expected"), BESIDE.values(), ids=BESIDE)
def test_a_person_starts_a_file_beside(path: str, text: str, expected: bool) -> None:
    files = (member("tools/count.py", "print(1)\n"), member(path, text))
    found = [one.path for one in started_by_hand(Project(files, files))]
    assert ("tools/count.py" in found) is expected


def test_of_a_part_of_a_project_nobody_can_tell() -> None:
    files = (member("tools/count.py", "print(1)\n"),)
    assert list(started_by_hand(Project(files, files, whole=False))) == []
