"""Nothing that stands in checked code, in names of files or in messages breaks out of a format."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit import __version__
from rulekit.engine.catalog import catalog
from rulekit.model.finding import Cell, Edit, Finding, Fix, Severity, Span, Step
from rulekit.report import annotations, gitlab, json_values, junit, sarif, text
from rulekit.report.account import Account, one_line, region, sentence
from rulekit.report.json_values import Unjudged
from rulekit.report.styled import plain, uncommanded, visible
from tests.conftest import Command
from tests.report.readers import READERS, Annotation
from tests.report.readers import annotations as shown_by_github
from tests.shop import BARE, project

PIECES = (
    *("::error::", "::add-mask::x", "\n::stop-commands::t\n", "##[add-mask]x", "##vso[task.complete]"),
    *("]", ";", "%", "%0A", "%25", "%AZP25", ",", ":", "=", " ", "/", "..", "shop", "`os`", "中", "🛒"),
    *("<!--", "]]>", "&amp;", "&", '"', "'", "<failure>"),
    *("\x1b[31m", "\x9b", "\r", "\n", "\t", "\x00", "\x7f", "\u2028", "\u202e", "\ufffe", "\uffff", "\ud800", "\udc80"),
)
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), min_size=1, max_size=6).map("".join)
PATHS = HOSTILE.map(lambda path: path.replace("\0", "0").replace("\ud800", "0").strip("/") or "orders.py")
SPANS = st.builds(
    lambda line, column, more, cell: Span(line, column, line + more, column + 1, cell),
    st.integers(1, 9),
    st.integers(1, 9),
    st.integers(0, 2),
    st.none() | st.just(Cell(2, 1, "b")),
)
FINDINGS = st.builds(
    lambda rule, severity, span, message, path, lines: Finding(
        rule.code,
        rule.name,
        severity,
        span,
        message,
        path,
        Fix(message, (Edit(Span(1, 1, 1, 2), message),)),
        (Step(span, message, span.line),),
        span.line,
        tuple(lines),
    ),
    st.sampled_from([*catalog()]),
    st.sampled_from(Severity),
    SPANS,
    HOSTILE,
    PATHS,
    st.lists(HOSTILE, max_size=2),
)
ACCOUNTS = st.builds(
    lambda findings, path, problem, told: Account(
        findings, [Unjudged(Severity.ERROR, path, problem)], [path], [told], 2, Path.cwd()
    ),
    st.lists(FINDINGS, max_size=4),
    PATHS,
    HOSTILE,
    HOSTILE.map(visible),
)
WRITERS: dict[str, Callable[[Account], Iterator[str]]] = {
    "github": annotations.write_github,
    "gitlab": gitlab.write,
    "azure": annotations.write_azure,
    "junit": partial(junit.write, moment="2026-01-31T12:00:00"),
    "sarif": partial(sarif.write, version=__version__),
}
SPELLED: dict[str, Callable[[str], str]] = {
    "github": one_line,
    "gitlab": str,
    "azure": one_line,
    "junit": junit.quotable,
    "sarif": str,
}
TOLD: dict[str, Callable[[Finding], str]] = {
    "github": sentence,
    "gitlab": lambda finding: f"{finding.code} {sentence(finding)}",
    "azure": lambda finding: f"{finding.name}: {sentence(finding)}",
    "junit": lambda finding: junit.quotable(sentence(finding)),
    "sarif": sentence,
}


@pytest.mark.parametrize("layout", READERS)
@given(account=ACCOUNTS)
def test_hostile_text_is_read_back_as_one_record_for_each_finding(layout: str, account: Account) -> None:
    written = "".join(WRITERS[layout](account))
    spelled, told = SPELLED[layout], TOLD[layout]
    expected = [(spelled(account.path(one.path)), one.span.line, told(one)) for one in account.findings]
    records = READERS[layout](written)
    assert Counter(expected) <= Counter((one.path, one.line, one.message) for one in records)
    assert len(records) == len(expected) + (layout != "sarif")  # what was not judged stands elsewhere there
    assert STEERING.search(written) is None
    if layout not in {"github", "azure"}:
        assert (READERS["github"](written), READERS["azure"](written)) == ([], [])


@given(account=ACCOUNTS)
def test_an_annotation_on_github_says_what_rulekit_says(account: Account) -> None:
    shown = shown_by_github("".join(annotations.write_github(account)))
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
    expected = [
        Annotation(
            levels[one.severity], sentence(one), {**properties_of(one), "file": one_line(account.path(one.path))}
        )
        for one in account.findings
    ]
    unjudged = [
        Annotation(
            "error", visible(one.message), {"file": one_line(account.path(one.path)), "title": "rulekit: not judged"}
        )
        for one in account.unjudged
    ]
    assert shown == [*expected, *unjudged]


def properties_of(one: Finding) -> dict[str, str]:
    """Give the title and the lines of an annotation; columns only within one line of a module, as GitHub takes them."""
    at = region(one)
    lines = {"title": f"{one.code} {one.name}", "line": str(at.line), "endLine": str(at.end_line)}
    if at.column is None or at.line != at.end_line:
        return lines
    return {**lines, "col": str(at.column), "endColumn": str(at.end_column)}


@given(findings=st.lists(FINDINGS, max_size=4))
def test_json_holds_no_command_to_a_log(findings: list[Finding]) -> None:
    for written in (json_values.as_json(findings), "\n".join(json_values.as_json_lines(findings))):
        assert (READERS["github"](written), READERS["azure"](written)) == ([], [])
    assert json.loads(json_values.as_json(findings)) == [json_values.as_values(one) for one in findings]


@given(findings=st.lists(FINDINGS, max_size=4))
def test_hostile_text_stays_in_its_line_for_people(findings: list[Finding]) -> None:
    lines = [plain(line) for line in text.grouped(findings)]
    files = len([*groupby(one.path for one in findings)])
    assert len(lines) == len(findings) + 2 * files
    assert STEERING.search("".join(lines)) is None


@given(line=HOSTILE)
def test_no_line_for_people_is_a_command_to_a_log(line: str) -> None:
    written = uncommanded(visible(line))
    assert (READERS["github"](written), READERS["azure"](written)) == ([], [])
    assert uncommanded(written) == written


NAMES = (
    "::error::b.py",
    "##[add-mask]c.py",
    "##vso[task.complete];d]e.py",
    "f%0A,g:h&<i>'.py",
    "j\x1b[1m\nk.py",
    "l m.py",
)


@pytest.mark.parametrize("layout", READERS)
def test_a_file_with_a_hostile_name_has_its_finding(command: Command, tmp_path: Path, layout: str) -> None:
    project(tmp_path, {"pyproject.toml": "", **dict.fromkeys(NAMES, BARE)})
    done = command("check", *NAMES, "--select", "RK301", "--output-format", layout)
    assert done.status == 1
    spelled = SPELLED[layout]
    assert Counter(one.path for one in READERS[layout](done.out)) == Counter(map(spelled, NAMES))


@pytest.mark.parametrize("variable", ["GITHUB_ACTIONS", "TF_BUILD"])
@pytest.mark.parametrize(
    "arguments",
    [["--output-format=full"], ["--output-format=concise"], ["--output-format=grouped"], ["--diff", "--unsafe-fixes"]],
    ids=" ".join,
)
def test_a_log_takes_no_line_of_the_code_for_a_command(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, arguments: list[str]
) -> None:
    project(tmp_path, {"::error::b.py": "import os\n  # ::error::x\nimport re  # ##[error]y ##vso[task.complete]z\n"})
    checked = ("check", "::error::b.py", "gone ##[error].py", "--select", "RK702", *arguments)
    monkeypatch.setenv(variable, "true")
    done = command(*checked[:2], *checked[3:])
    missed = command(*checked)
    for written in (done.out, done.err, missed.err):
        assert (READERS["github"](written), READERS["azure"](written)) == ([], [])
    assert any(spelled in done.out for spelled in (r"\x23\x23[error]y", r"\x3a\x3aerror"))
    assert missed.status == 2
