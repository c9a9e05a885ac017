"""What a pipeline is told: the same findings, the true lines, what was not judged, and names that last."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from rulekit.model.finding import Severity, Span
from rulekit.report import sarif
from rulekit.report.account import Account, fingerprints
from tests.conftest import Command
from tests.marked import notebook_of
from tests.report.readers import READERS, Read, validate_sarif
from tests.shop import BARE, CLEAN, Done, finding, project, records

LEVELS = {
    "github": ("error", "warning", "notice"),
    "gitlab": ("major", "minor", "info"),
    "azure": ("error", "warning", "warning"),
    "junit": ("failure", "failure", "skipped"),
    "sarif": ("error", "warning", "note"),
}
FORMATS = ["full", "concise", "grouped", "json", "json-lines", *READERS]
THREE = {"orders.py": "ship_old(1)\nannounce(2)\nshelf = [1, 2, 3, 4]\n"}


def read(done: Done, layout: str) -> list[Read]:
    return sorted(READERS[layout](done.out), key=lambda one: (one.path, one.line))


def results(done: Done) -> list[dict[str, Any]]:
    """Read the results of a log that is valid."""
    log = json.loads(done.out)
    validate_sarif(log)
    found: list[dict[str, Any]] = log["runs"][0]["results"]
    return found


@pytest.mark.parametrize("layout", READERS)
def test_each_finding_has_its_file_its_line_and_its_level(in_workshop: Command, tmp_path: Path, layout: str) -> None:
    project(tmp_path, {"pyproject.toml": "", "shop/orders.py": THREE["orders.py"]})
    told = read(in_workshop("check", ".", "--advice", "--output-format", layout), layout)
    assert [one[:3] for one in told] == [
        (level, "shop/orders.py", line) for line, level in enumerate(LEVELS[layout], 1)
    ]
    assert all(word in one.message for word, one in zip(("ship_old", "announce", "shelf"), told, strict=True))


@pytest.mark.parametrize("layout", READERS)
def test_advice_waits_until_it_is_asked_for(in_workshop: Command, tmp_path: Path, layout: str) -> None:
    project(tmp_path, THREE)
    assert [one.line for one in read(in_workshop("check", ".", "--output-format", layout), layout)] == [1, 2]


@pytest.mark.parametrize("layout", sorted({*READERS} - {"junit"}))
def test_the_line_of_a_notebook_is_that_of_its_json(in_workshop: Command, tmp_path: Path, layout: str) -> None:
    notebook = notebook_of("made = 1\n", "\nship_old(made)\n")
    project(tmp_path, {"pyproject.toml": "", "day.ipynb": notebook})
    physical = next(n for n, line in enumerate(notebook.splitlines(), 1) if "ship_old" in line)
    (one,) = read(in_workshop("check", ".", "--output-format", layout), layout)
    assert (one.path, one.line, "cell 2, line 2: " in one.message) == ("day.ipynb", physical, True)


def test_junit_names_the_cell_and_the_line_of_the_file(in_workshop: Command, tmp_path: Path) -> None:
    notebook = notebook_of(CLEAN, "\nannounce(1)\n")
    project(tmp_path, {"day.ipynb": notebook})
    physical = next(n for n, line in enumerate(notebook.splitlines(), 1) if "announce" in line)
    out = in_workshop("check", "day.ipynb", "--output-format", "junit").out
    assert 'name="RK190 loud-call (cell 2, line 2, column 1)"' in out
    assert f"day.ipynb:{physical}: RK190" in out


STATUS: dict[str, tuple[dict[str, str], list[str], int]] = {
    "errors": (THREE, [], 1),
    "errors that may be": (THREE, ["--exit-zero"], 0),
    "warnings below the level that fails": ({"orders.py": "announce(1)\n"}, ["--fail-level", "error"], 0),
    "advice": ({"orders.py": "shelf = [1, 2, 3, 4]\n"}, [], 0),
    "advice that counts": ({"orders.py": "shelf = [1, 2, 3, 4]\n"}, ["--strict"], 1),
    "nothing": ({"orders.py": ""}, [], 0),
    "no file": ({}, [], 0),
    "a file that cannot be read": ({"orders.py": "a\0b"}, [], 2),
    "a rule that fails": ({"orders.py": "weigh(1)\n"}, ["--exit-zero"], 2),
}


@pytest.mark.parametrize("layout", FORMATS)
@pytest.mark.parametrize("case", STATUS)
def test_the_exit_status_is_the_same_in_every_format(
    in_workshop: Command, tmp_path: Path, layout: str, case: str
) -> None:
    files, options, status = STATUS[case]
    project(tmp_path, files)
    assert in_workshop("check", ".", "--output-format", layout, *options).status == status


@pytest.mark.parametrize("layout", sorted({*READERS} - {"sarif"}))
def test_what_was_not_judged_is_told_as_loud_as_it_must_be(command: Command, tmp_path: Path, layout: str) -> None:
    project(tmp_path, {"pyproject.toml": "", "broken.py": "a\0b", "day.ipynb": in_r(), "orders.py": CLEAN})
    told = read(command("check", ".", "--output-format", layout), layout)
    levels = {"gitlab": ("blocker", "info"), "junit": ("error", "skipped"), "azure": ("error", "warning")}
    assert [(one.level, one.path) for one in told] == [
        *zip(levels.get(layout, ("error", "notice")), ("broken.py", "day.ipynb"), strict=True)
    ]
    assert ["null bytes" in told[0].message, "another language" in told[1].message] == [True, True]


def in_r() -> str:
    return notebook_of(BARE).replace(
        '"metadata": {},\n "nbformat"', '"metadata": {"kernelspec": {"language": "R"}},\n "nbformat"'
    )


def test_a_sarif_log_says_what_was_not_judged_and_how_the_run_ended(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": "", "broken.py": "a\0b", "day.ipynb": in_r(), "orders.py": BARE})
    log = json.loads(command("check", ".", "--select", "RK301", "--output-format", "sarif").out)
    (run,) = log["runs"]
    (invocation,) = run["invocations"]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    notes = invocation["toolExecutionNotifications"]
    places = [note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for note in notes]
    assert [*zip((note["level"] for note in notes), places, strict=True)] == [
        ("error", "broken.py"),
        ("note", "day.ipynb"),
    ]
    assert "1 finding in 1 of 2 files: 1 error, and 1 problem, 1 skipped" in invocation["properties"]["summary"]


def test_a_sarif_log_knows_the_status_of_a_run_that_fails_by_its_fixes(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "announce(1)\n"})
    done = in_workshop("check", ".", "--fix", "--exit-non-zero-on-fix", "--output-format", "sarif")
    assert (done.status, json.loads(done.out)["runs"][0]["invocations"][0]["exitCode"]) == (1, 1)


@pytest.mark.parametrize("layout", ["github", "azure", "grouped"])
def test_a_log_ends_with_the_summary_unless_it_is_quiet(command: Command, tmp_path: Path, layout: str) -> None:
    project(tmp_path, {"orders.py": BARE})
    checked = ("check", ".", "--select", "RK301", "--output-format", layout)
    assert command(*checked).out.splitlines()[-1] == "1 finding in 1 of 1 file: 1 error"
    assert "1 finding in" not in command(*checked, "--quiet").out


@pytest.mark.parametrize("layout", ["junit", "sarif"])
def test_a_report_holds_the_summary(command: Command, tmp_path: Path, layout: str) -> None:
    project(tmp_path, {"orders.py": CLEAN})
    assert "No findings: 1 file checked" in command("check", "orders.py", "--output-format", layout).out


def test_a_clean_file_is_a_test_that_passed(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": "", "orders.py": CLEAN})
    out = command("check", ".", "--output-format", "junit").out
    assert READERS["junit"](out) == []
    assert '<testcase name="clean" classname="orders.py" time="0"/>' in out


def test_files_are_grouped_under_their_names(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"a.py": "announce(1)\nif open:\n    ship_old(2)\n", "b.ipynb": notebook_of("\nannounce(1)\n")})
    done = in_workshop("check", "a.py", "b.ipynb", "--output-format", "grouped")
    assert done.out.splitlines()[:6] == [
        "a.py:",
        "  1:1  RK190 [*] `announce` is loud: call `note`",
        "  3:5  RK191 `ship_old` loses parcels: call `ship`",
        "",
        "b.ipynb:",
        "  cell_1:2:1  RK190 [*] `announce` is loud: call `note`",
    ]


def test_every_rule_stands_in_a_sarif_log_with_its_page(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": CLEAN})
    log = json.loads(command("check", "orders.py", "--output-format", "sarif").out)
    validate_sarif(log)
    rules = {rule["id"]: rule for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert {"RK001", "RK101", "RK804"} <= {*rules}
    rule = rules["RK402"]
    assert (rule["name"], rule["defaultConfiguration"], rule["properties"]["tags"]) == (
        "unsafe-sql",
        {"level": "error"},
        ["database", "external/cwe/cwe-089"],
    )
    assert rule["helpUri"].startswith("https://")
    assert rule["help"]["text"].startswith(rule["fullDescription"]["text"])
    assert rule["help"]["markdown"].startswith("# RK402 unsafe-sql\n")


def test_the_steps_of_a_finding_are_a_code_flow_with_true_lines(in_workshop: Command, tmp_path: Path) -> None:
    notebook = notebook_of("made = 1\n", "\nship_old(made)\n")
    project(tmp_path, {"day.ipynb": notebook, "orders.py": "made = 1\nship_old(made)\n"})
    flows = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: [
            step["location"]["physicalLocation"]["region"]["startLine"]
            for step in result["codeFlows"][0]["threadFlows"][0]["locations"]
        ]
        for result in results(in_workshop("check", ".", "--output-format", "sarif"))
    }
    lines = notebook.splitlines()
    physical = [n for n, line in enumerate(lines, 1) if "made = 1" in line or "ship_old" in line]
    assert flows == {"day.ipynb": physical, "orders.py": [1, 2]}


def test_the_replacements_of_a_sarif_log_are_those_of_the_fix(in_workshop: Command, tmp_path: Path) -> None:
    text = "\nif open:\n    announce('é𝒳中'), announce(2)\n"
    project(tmp_path, {"orders.py": text})
    found = results(in_workshop("check", "orders.py", "--output-format", "sarif"))
    in_workshop("check", "orders.py", "--fix")
    changes = [change for result in found for fix in result["fixes"] for change in fix["artifactChanges"]]
    assert replaced(text, (one for change in changes for one in change["replacements"])) == (
        tmp_path / "orders.py"
    ).read_text("utf-8")


def replaced(text: str, replacements: Iterable[dict[str, Any]]) -> str:
    """Carry out replacements within lines, the last first."""
    lines = text.splitlines(keepends=True)
    for one in sorted(replacements, key=lambda one: -int(one["deletedRegion"]["startColumn"])):
        at = one["deletedRegion"]
        line = lines[at["startLine"] - 1]
        before, after = line[: at["startColumn"] - 1], line[at["endColumn"] - 1 :]
        lines[at["startLine"] - 1] = before + one["insertedContent"]["text"] + after
    return "".join(lines)


def test_a_fix_of_a_notebook_is_no_replacement_in_its_json(in_workshop: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": notebook_of("announce(1)\n")})
    (result,) = results(in_workshop("check", "day.ipynb", "--output-format", "sarif"))
    assert ("fixes" in result, result["locations"][0]["logicalLocations"][0]["name"]) == (False, "cell 1")


def names(done: Done) -> list[str]:
    return [result["partialFingerprints"]["rulekit/v1"] for result in results(done)]


MOVED = {
    "lines above": lambda code: "\n\n# a comment\n" + code,
    "another indentation": lambda code: "if open:\n" + "".join(f"    {line}\n" for line in code.splitlines()),
    "code below": lambda code: code + "stock = 1\n",
}


@pytest.mark.parametrize("move", MOVED.values(), ids=MOVED)
def test_a_finding_keeps_its_fingerprint_when_its_line_moves(in_workshop: Command, tmp_path: Path, move: Any) -> None:
    code = "announce(1)\nship_old(1)\nannounce(1)\n"
    sarif_log, quality = ("check", ".", "--output-format", "sarif"), ("check", ".", "--output-format", "gitlab")
    project(tmp_path, {"orders.py": code})
    before = names(in_workshop(*sarif_log)), json.loads(in_workshop(*quality).out)
    project(tmp_path, {"orders.py": move(code)})
    after = names(in_workshop(*sarif_log)), json.loads(in_workshop(*quality).out)
    assert (before[0], [row["fingerprint"] for row in before[1]]) == (
        after[0],
        [row["fingerprint"] for row in after[1]],
    )
    assert len({*before[0]}) == 3


def test_fingerprints_differ_by_rule_file_and_code() -> None:
    alike = finding(Span(1, 1, 1, 2), anchor="pay: announce(1)")
    changes: list[dict[str, Any]] = [{"path": "stock.py"}, {"code": "RK191"}, {"anchor": "pay: note()"}]
    others = [alike, *(alike._replace(**change) for change in [*changes, {"anchor": "pack: announce(1)"}])]
    found = fingerprints(Account([alike, *others]))
    assert len({*found}) == 6
    assert fingerprints(Account([alike._replace(span=Span(7, 3, 7, 4), severity=Severity.ERROR)])) == found[:1]


def test_a_finding_of_a_notebook_keeps_its_fingerprint_when_its_cell_moves_or_grows(
    in_workshop: Command, tmp_path: Path
) -> None:
    checked = ("check", "day.ipynb", "--output-format", "sarif")
    project(tmp_path, {"day.ipynb": notebook_of("announce(1)\n", CLEAN)})
    before = names(in_workshop(*checked))
    project(tmp_path, {"day.ipynb": notebook_of(CLEAN, "stock = 1\nannounce(1)\n")})
    assert names(in_workshop(*checked)) == before


def test_paths_are_told_from_the_root_of_the_repository(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"mono/.git/HEAD": "", "mono/shop/my orders.py": BARE, "elsewhere.py": BARE})
    for layout, own, other in (
        ("github", "shop/my orders.py", str(tmp_path / "elsewhere.py")),
        ("gitlab", "shop/my orders.py", str(tmp_path / "elsewhere.py")),
        ("sarif", "shop/my%20orders.py", (tmp_path / "elsewhere.py").as_uri()),
    ):
        done = command(
            *("check", ".", "../../elsewhere.py", "--select", "RK301", "--output-format", layout),
            cwd=tmp_path / "mono" / "shop",
        )
        if layout == "sarif":
            at = [one["locations"][0]["physicalLocation"]["artifactLocation"] for one in results(done)]
            assert at == [{"uri": own, "uriBaseId": sarif.ROOT}, {"uri": other}]
        else:
            assert {one.path for one in READERS[layout](done.out)} == {own, other}


@pytest.mark.parametrize("layout", READERS)
def test_no_report_tells_a_secret(command: Command, tmp_path: Path, layout: str) -> None:
    secret = "tr0ub4dor-hunter-77"  # noqa: S105 - made up
    project(tmp_path, {"shop.py": f'password = "{secret}"\ntry:\n    load("{secret}")\nexcept: stop("{secret}")\n'})
    done = command("check", ".", "--advice", "--output-format", layout)
    assert (done.status, secret in done.out + done.err, "RK502" in done.out) == (1, False, True)


def test_standard_input_is_told_of_in_every_format(command: Command) -> None:
    for layout, reader in READERS.items():
        given = ("check", "-", "--stdin-filename", "orders.py", "--select", "RK301", "--output-format", layout)
        assert [one.path for one in reader(command(*given, stdin=BARE.encode()).out)] == ["orders.py"]
    assert records(command("check", "-", "--output-format", "json-lines", stdin=b"")) == []
