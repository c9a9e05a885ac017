"""Projects: what is given fails, a solution passes, and each fault is seen by the check that is there for it."""

from pathlib import Path

import pytest

from rulekit.teach.project_file import Project, UnknownProjectError, project_named, projects, read_project
from rulekit.teach.projects import ProjectError, begin, grade

ALL = list(projects().values())
WRONG = [(one, check, files) for one in ALL for check, files in one.wrong]
SMALL = """# A small one
```python file shop.py
NAME = "tea"
```
```python solution shop.py
NAME = "oolong"
```
```python checks
def test_name(project):
    \"\"\"The shop sells oolong.\"\"\"
    import shop

    assert shop.NAME == "oolong", f"the shop sells {shop.NAME}"


def test_folder(project):
    \"\"\"There is one module.\"\"\"
    assert len(list(project.glob("*.py"))) == 1, "there are more modules"
```
"""


@pytest.fixture
def small() -> Project:
    """A project of one module."""
    return read_project("small", SMALL)


def test_its_files_are_written_once(small: Project, tmp_path: Path) -> None:
    first = begin(small, tmp_path)
    (tmp_path / "small" / "shop.py").write_text("NAME = 'mine'\n", "utf-8")

    assert first == "1 file written to the folder small\n  shop.py"
    assert begin(small, tmp_path) == "0 files written to the folder small, 1 were there and stay"
    assert (tmp_path / "small" / "shop.py").read_text("utf-8") == "NAME = 'mine'\n"


def test_a_grade_lists_all_requirements_and_tells_what_stands_in_the_way_of_the_first(
    small: Project, tmp_path: Path
) -> None:
    begin(small, tmp_path)

    assert str(grade(small, tmp_path)).splitlines() == [
        "NOT YET  small  A small one   1 of 2 requirements hold",
        "  not yet  The shop sells oolong.",
        "    the shop sells tea",
        "  holds    There is one module.",
    ]


def test_grading_leaves_the_folder_as_it_is(small: Project, tmp_path: Path) -> None:
    begin(small, tmp_path, solved=True)

    assert grade(small, tmp_path).is_passed
    assert [path.name for path in (tmp_path / "small").rglob("*")] == ["shop.py"]


def test_a_project_that_was_not_begun_is_told(small: Project, tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="%exercise begin small"):
        grade(small, tmp_path)


def test_an_unknown_project_gets_the_nearest_name() -> None:
    with pytest.raises(UnknownProjectError, match="did you mean `analysis`"):
        project_named("analisys")


@pytest.mark.parametrize("project", ALL, ids=[one.name for one in ALL])
def test_what_is_given_does_not_pass_and_the_solution_does(project: Project, tmp_path: Path) -> None:
    begin(project, tmp_path / "given")
    begin(project, tmp_path / "solved", solved=True)

    assert not grade(project, tmp_path / "given").is_passed
    assert grade(project, tmp_path / "solved").is_passed, str(grade(project, tmp_path / "solved"))


@pytest.mark.parametrize(("project", "check", "files"), WRONG, ids=[f"{one.name}-{check}" for one, check, _ in WRONG])
def test_a_fault_is_seen_by_its_check(project: Project, check: str, files: dict[str, str], tmp_path: Path) -> None:
    begin(Project(project.name, project.title, files, files, project.checks), tmp_path)

    assert not grade(project, tmp_path, check).is_passed


@pytest.mark.parametrize("project", ALL, ids=[one.name for one in ALL])
def test_each_check_of_a_project_has_a_fault_that_it_sees(project: Project) -> None:
    assert {check for check, _ in project.wrong} == set(_names(project))


def _names(project: Project) -> list[str]:
    return [line[4:].partition("(")[0] for line in project.checks.splitlines() if line.startswith("def test_")]
