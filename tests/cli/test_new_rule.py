"""`rulekit new`: a rule is one file and its cases, and everything else follows from them."""

import json
import re
import sys
from pathlib import Path

import pytest

from rulekit.engine.catalog import catalog
from tests.shop import Done, Server, copy_package, process, project, records
from tests.waiting import ran

FILE = "rulekit/rules/errors/late_raise.py"
CASES = "tests/cases/errors/late_raise.md"
NAMES = {
    "a section with rules": ("errors/late-raise", "rulekit/rules/errors/late_raise.py", "RK3"),
    "a section without rules": ("concurrency/late-join", "rulekit/rules/concurrency/late_join.py", "RK8"),
    "a name with a line below": ("errors/late_raise_2", "rulekit/rules/errors/late_raise_2.py", "RK3"),
    "a name of one word": ("security/lottery", "rulekit/rules/security/lottery.py", "RK5"),
}


def files(folder: Path) -> set[str]:
    found = {file.relative_to(folder).as_posix() for file in folder.rglob("*.py")}
    return {name for name in found if not name.endswith("/__init__.py")}


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """Copy the package; commands run in it use it."""
    return copy_package(tmp_path)


def other_rule(clone: Path) -> str:
    """Give the text of a rule that there is under another code and name."""
    text = (clone / "rulekit/rules/errors/bare_except.py").read_text()
    return text.replace("bare-except", "early-raise").replace("RK301", "RK399")


def run(clone: Path, *arguments: str) -> Done:
    return process(*arguments, cwd=clone, package=clone)


@pytest.mark.parametrize(("given", "file", "prefix"), NAMES.values(), ids=NAMES)
def test_a_new_rule_is_one_file_with_a_free_code_and_its_cases(clone: Path, given: str, file: str, prefix: str) -> None:
    before = files(clone)
    codes = {rule.code for rule in catalog()}
    done = run(clone, "new", given)
    name = Path(file).stem.replace("_", "-")
    declared = dict(re.findall(r'^    (code|name)="(.*)",$', (clone / file).read_text(), re.MULTILINE))
    assert (declared["name"], declared["code"][:3], declared["code"] in codes) == (name, prefix, False)
    cases = clone / "tests" / "cases" / Path(file).relative_to("rulekit/rules").with_suffix(".md")
    assert cases.read_text().startswith(f"# {name}\n")
    assert (done.status, done.err, files(clone) - before) == (0, "", {file})
    assert done.out.splitlines() == [
        str(clone / file),
        str(cases),
        f"Write the rule and its cases there, then run `python -m pytest -k {declared['code']}`.",
    ]


@pytest.mark.parametrize("given", ["late-raise", "colours/late-raise", "errors/LateRaise", "errors/class"])
def test_a_new_rule_of_the_guide_needs_one_of_its_sections_and_a_name(clone: Path, given: str) -> None:
    before = files(clone)
    done = run(clone, "new", given)
    assert (done.status, "is no SECTION/NAME: the section is one of general" in done.err) == (2, True)
    assert files(clone) == before


def test_a_new_rule_may_be_a_package_from_the_start(clone: Path) -> None:
    run(clone, "new", "concurrency/late-join", "--package")
    home = clone / "rulekit/rules/concurrency/late_join"
    assert {file.name for file in home.iterdir()} == {"__init__.py", "rule.py"}
    assert "late-join" in run(clone, "rules").out


def test_a_new_rule_is_listed_explained_configured_and_counted_at_once(clone: Path) -> None:
    project(clone, {"orders.py": "late_raise(1)\n" * 13})
    run(clone, "new", "errors/late-raise")
    with Server(clone) as server:
        rows = json.loads(server.run("rules", "--output-format", "json", cwd=clone).out)
        (code,) = [row["code"] for row in rows if row["name"] == "late-raise"]
        assert f"{code}  late-raise" in server.run("rules", cwd=clone).out
        page = server.run("explain", "late-raise", "--output-format", "markdown", cwd=clone).out
        assert page.startswith(f"# {code} late-raise\n\n> Say here in one sentence what the rule asks for.\n")
        schema = json.loads(server.run("rules", "--output-format", "schema", cwd=clone).out)
        assert {"late-raise", code} <= set(schema["properties"])
        readings = server.run("guide", "--readings", cwd=clone).out
        assert f"| {code} late-raise | Say here in one sentence what the rule asks for. |" in readings
        assert server.run("orders.py", "--select", code, cwd=clone).out.splitlines()[-3:] == [
            f"    13  {code}  late-raise  mostly in orders.py (13)",
            f"Start with late-raise: `rulekit explain {code}`, then `rulekit check --select {code}`.",
            "13 findings in 1 of 1 file: 13 warnings",
        ]


def test_the_example_of_a_new_rule_is_true(clone: Path) -> None:
    run(clone, "new", "errors/late-raise")
    program = """
from rulekit.engine.catalog import catalog
from rulekit.api import check
(example,) = catalog()["late-raise"].examples
found = {(finding.span.line, finding.code) for finding in check(example.shown, example.path)}
print(found == example.marks, bool(found), check(example.good, example.path))
"""
    done = ran(sys.executable, "-c", program, cwd=clone)
    assert (done.stderr, done.stdout) == ("", "True True ()\n")


def test_a_new_rule_is_not_written_over_a_file(clone: Path) -> None:
    rule = other_rule(clone)
    project(clone, {FILE: rule})
    done = run(clone, "new", "errors/late-raise")
    assert done == (2, "", f"rulekit: {clone / FILE}: exists already: choose another name\n")
    assert run(clone, "new", "errors/late-raise", "--package") == done
    assert (clone / FILE).read_text() == rule
    assert not (clone / CASES).exists()


def test_a_new_rule_is_not_written_beside_cases_of_its_name(clone: Path) -> None:
    project(clone, {CASES: "# late-raise\n"})
    done = run(clone, "new", "errors/late-raise")
    assert done == (2, "", f"rulekit: {clone / CASES}: exists already: choose another name\n")
    assert not (clone / FILE).exists()


def test_two_rules_of_one_name_are_refused_in_one_line(clone: Path) -> None:
    rule = (clone / "rulekit/rules/errors/bare_except.py").read_text()
    project(clone, {FILE: rule})
    done = run(clone, "rules")
    assert done == (2, "", "rulekit: two rules are called `RK301`: choose another code or name\n")


def test_a_module_without_a_rule_is_refused_in_one_line(clone: Path) -> None:
    project(clone, {FILE: '"""Nothing."""\n'})
    message = "rulekit: rulekit.rules.errors.late_raise: a rule module must define `RULE = Rule(...)`\n"
    assert run(clone, "check", ".") == (2, "", message)


CHECKS = {
    "an unannotated subject": ("def seen(call, source):", "annotate the first parameter with what is judged"),
    "an unknown parameter": ("def seen(call: ast.Call, extra: int):", "parameter `extra` is unknown"),
    "a family of nodes": ("def seen(node: ast.expr, source: Source):", "`expr` is a family, name the node types"),
    "options that are no dataclass": ("def seen(call: ast.Call, options: int):", "must be annotated with a dataclass"),
}


@pytest.mark.parametrize(("head", "message"), CHECKS.values(), ids=CHECKS)
def test_a_check_that_does_not_keep_its_form_is_refused_in_one_line(clone: Path, head: str, message: str) -> None:
    project(clone, {FILE: f"{other_rule(clone)}\n\n@RULE.check\n{head}\n    yield from ()\n"})
    done = run(clone, "rules")
    assert (done.status, message in done.err, done.err.count("\n")) == (2, True, 1)


def test_rules_of_a_section_that_is_not_the_guide_s_are_welcome(clone: Path) -> None:
    rule = (clone / "rulekit/rules/errors/bare_except.py").read_text()
    rule = rule.replace("RK301", "SHOP001").replace("bare-except", "till-except")
    section = 'Section("SHOP", "shop", "The Shop")'
    rule = rule.replace("section=Section.ERRORS", f"section={section}")
    project(clone, {"rulekit/rules/shop/__init__.py": '"""Shop."""\n', "rulekit/rules/shop/till_except.py": rule})
    project(clone, {"orders.py": "try:\n    load()\nexcept:\n    stop()\n"})
    done = run(clone, "orders.py", "--select", "shop", "--output-format", "json-lines")
    assert [record["code"] for record in records(done)] == ["SHOP001"]
    assert run(clone, "orders.py", "--ignore", "SHOP,RK301").status == 0
