"""Requirements in notebooks of several cells and in shell cells, and the exact places of what is found."""

from importlib.metadata import version
from pathlib import Path

import pytest

from rulekit.api import check, check_paths, fix
from rulekit.api.rule_library import rules
from rulekit.model.finding import Finding
from tests.marked import notebook_of

CONTINUED = (
    "numpy==2.1.0 \\\n    --hash=sha256:aaaa\npandas[excel] >=2 ; python_version > '3' \\\n    --hash=sha256:bbbb\n"
)


def found_in(*cells: str) -> list[Finding]:
    return [f for f in check(notebook_of(*cells), "shop.ipynb") if f.code == "RK701"]


def stretch(finding: Finding, text: str) -> str:
    span = finding.span
    return text.splitlines()[span.line - 1][span.column - 1 : span.end_column - 1]


@pytest.mark.parametrize(
    ("cell", "stretches"),
    [
        ("pip install pandas", ["pandas"]),
        ("%pip install pandas 'scipy>1' numpy==2.1.0 rich", ["pandas", "scipy>1", "rich"]),
        ("if NEW:\n    !pip install -q  pandas", ["pandas"]),
        ("%%bash\ncd shop\npip install pandas # the newest\n", ["pandas"]),
        ("%%sh\nfor name in a b; do echo; done; pip3 install 'scipy>1' && echo", ["scipy>1"]),
        ("%%capture\n!pip install pandas", ["pandas"]),
        ("%%time\n%pip install pandas\n", ["pandas"]),
        ("!pip install pandas>=2,<3 rich==13.9.4", ["pandas>=2,<3"]),
        ("!pip install é pandas", ["pandas"]),
        ("%%writefile requirements.txt\nnumpy==2.1.0\npandas\n", ["pandas"]),
        ("%%html\npip install pandas", []),
        ('"""\n!pip install pandas\n"""', []),
    ],
)
def test_an_install_is_found_where_it_stands(cell: str, stretches: list[str]) -> None:
    assert [stretch(finding, cell) for finding in found_in("x = 1\n\n", cell)] == stretches


def test_a_finding_knows_its_cell() -> None:
    (finding,) = found_in("x = 1", "x\n%pip install pandas")

    assert finding.span.cell
    assert (finding.span.cell.number, finding.span.line) == (2, 2)


def test_a_version_that_the_shell_takes_for_a_file_is_an_error() -> None:
    assert [finding.severity.value for finding in found_in("!pip install pandas>=2")] == ["error"]


def test_a_requirement_ends_before_its_marker_options_and_continuation() -> None:
    (finding,) = check(CONTINUED, "requirements.txt")

    assert stretch(finding, CONTINUED) == "pandas[excel] >=2 ; python_version > '3'"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("pandas===2.2.3\r\n", "pandas==2.2.3\r\n"),
        ("pandas[excel] === 2.2.3 ; python_version > '3'  # prices\n", None),
        ("pandas===2.2.3+shop\n", "pandas===2.2.3+shop\n"),
        ("pandas\n", "pandas\n"),
    ],
)
def test_the_fix_writes_two_equal_signs_for_three_where_the_version_is_plain(before: str, after: str | None) -> None:
    fixed = rules["unpinned-requirement"].fix(before, "requirements.txt").text

    assert fixed == (before.replace("===", "==") if after is None else after)


@pytest.mark.parametrize(
    "text",
    ["[project]\ndependencies = 3\n", "[project]\nclassifiers = 1\ndynamic = 2\n", "project = 1\n", "[[broken\n", ""],
)
def test_a_pyproject_of_another_shape_gives_nothing(text: str) -> None:
    assert check(text, "pyproject.toml") == ()


def pinned(text: str) -> str:
    return fix(text, "requirements.txt", unsafe=True).text


@pytest.mark.parametrize(("head", "rest"), [("packaging", ""), ("packaging>=20,<1000", " ; python_version > '3'")])
def test_what_is_installed_is_offered_as_the_pin(head: str, rest: str) -> None:
    assert pinned(f"{head}{rest}\n") == f"packaging=={version('packaging')}{rest}\n"


@pytest.mark.parametrize(
    "line", ["packaging<1\n", "no-such-distribution\n", "packaging @ https://files.example/p.whl\n"]
)
def test_what_is_not_installed_or_not_allowed_is_no_pin(line: str) -> None:
    assert pinned(line) == line


def test_a_pin_waits_to_be_asked_for() -> None:
    assert fix("packaging\n", "requirements.txt").text == "packaging\n"


def ranges_found_in(folder: Path, files: dict[str, str]) -> list[str]:
    for name, text in files.items():
        (folder / name).write_text(text)
    findings = [finding for finding in check_paths([folder]).findings if finding.code == "RK701"]
    return sorted({Path(finding.path or "").name for finding in findings})


CHOSEN = "# what we chose\nDjango<6.1\nredis\n"
FULL_LISTS = {
    "all pinned": ("Django==6.0.8\nredis==7.0\nsqlparse==0.5\n", []),
    "one left out": ("Django==6.0.8\n", ["base_requirements.txt"]),
    "one open": ("Django==6.0.8\nredis>=7\n", ["base_requirements.txt", "requirements.txt"]),
}


@pytest.mark.parametrize(("full", "found"), FULL_LISTS.values(), ids=FULL_LISTS)
def test_a_list_of_chosen_names_beside_the_full_list(tmp_path: Path, full: str, found: list[str]) -> None:
    assert ranges_found_in(tmp_path, {"base_requirements.txt": CHOSEN, "requirements.txt": full}) == found


LONG = "instrumentation-of-all-the-tills-of-the-shop-and-more"
WHOLE = {
    LONG: f"`{LONG}` has no version: pin it with `==`",
    f"{LONG}>=1": f"`{LONG}>=1` allows many versions: pin one with `==`",
    f"{LONG}>=1,<2": f"`{LONG}` allows many versions: pin one with `==`",
    f"{LONG}{LONG}>=1": "this line allows many versions: pin one with `==`",
    f"git+https://git.example.com/shop/{LONG}.git@main": (
        "this requirement follows a branch or tag that can move: name the full commit after `@`"
    ),
    f"this is no requirement of {LONG}": "pip cannot read this line: write `name==1.2.3`, one a line",
    f"{{{{ {LONG} }}}}=={{{{ version }}}}": "a program fills in this line: check the list that it writes",
}


@pytest.mark.parametrize(("line", "message"), WHOLE.items())
def test_a_message_names_all_of_a_requirement_or_nothing(line: str, message: str) -> None:
    assert [one.message for one in check(f"{line}\n", "requirements.txt")] == [message]


def test_lines_that_are_no_requirements_are_counted_in_one_finding() -> None:
    text = "Read this before you begin.\nThen install:\n\nflask==3.0.0\nby hand, please!\n"
    (finding,) = (one for one in check(text, "requirements.txt") if one.code == "RK701")
    told = "pip cannot read `Read this before you begin.` and 2 others: write one `name==1.2.3` a line"
    assert (finding.span.line, finding.message) == (1, told)
