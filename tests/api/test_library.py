"""`import rulekit`: light, complete, and the same whatever was imported before."""

import sys
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

import rulekit
from rulekit.engine.catalog import catalog
from tests.marked import notebook_of
from tests.shop import BARE, CLEAN, project
from tests.waiting import ran, unmeasured

HEAVY = "IPython ipywidgets nbformat jsonschema rich markdown_it".split()
LATE = "threading subprocess multiprocessing _multiprocessing concurrent.futures asyncio".split()
BEFORE = {
    "nothing": "pass",
    "the folder of rules": "import rulekit.rules",
    "a rule": "import rulekit.rules.errors.bare_except",
    "a rule, by name": "from rulekit.rules.errors import bare_except",
    "the api": "import rulekit.api",
    "the catalog": "from rulekit.engine.catalog import catalog; catalog()",
    "the command line": "import rulekit.cli.main",
    "all names": "from rulekit import *",
}


def python(program: str) -> str:
    """Run a program in a fresh interpreter and give what it prints."""
    done = ran(sys.executable, "-c", program, environment=unmeasured())
    assert (done.stderr, done.returncode) == ("", 0)
    return done.stdout.strip()


def test_importing_rulekit_loads_nothing_heavy() -> None:
    program = f"import sys, rulekit; rulekit.check({BARE!r}); print([m for m in {HEAVY + LATE} if m in sys.modules])"
    assert python(program) == "[]"


def test_asking_for_the_version_loads_no_rules() -> None:
    program = """
import sys
from rulekit.cli.main import main
try:
    main(["--version"])
except SystemExit:
    print([name for name in sys.modules if name.startswith(("rulekit.engine", "rulekit.rules", "rulekit.analysis"))])
"""
    assert python(program).splitlines() == [f"rulekit {rulekit.__version__} (rulekit-style)", "[]"]


def test_checking_needs_neither_threads_nor_processes() -> None:
    program = f"""
import sys
sys.modules.update(dict.fromkeys({LATE}))
import rulekit
print([finding.code for finding in rulekit.check({notebook_of(BARE)!r}, "day.ipynb")])
print(rulekit.fix({BARE!r}).text == {BARE!r})
print(rulekit.rules["bare-except"].guide)
for name in {LATE}:
    del sys.modules[name]  # the interpreter asks for them when it ends
"""
    guide = catalog()["RK301"].guide
    assert python(program).splitlines() == ["['RK301']", "True", guide]


@pytest.mark.parametrize("before", BEFORE.values(), ids=BEFORE)
def test_every_public_name_resolves_whatever_was_imported_before(before: str) -> None:
    program = f"""
{before}
import rulekit
kinds = {{name: type(getattr(rulekit, name)).__name__ for name in rulekit.__all__}}
print(kinds["rules"], kinds["check"], len(kinds), rulekit.rules["RK301"].name)
"""
    assert python(program) == f"Rules function {len(rulekit.__all__)} bare-except"


def test_the_public_names_are_sorted_and_complete() -> None:
    assert rulekit.__all__ == sorted(rulekit.__all__)
    star: dict[str, object] = {}
    exec("from rulekit import *", star)  # noqa: S102 - the statement is what is tested
    assert sorted(set(star) - {"__builtins__"}) == rulekit.__all__
    assert [name for name in rulekit.__all__ if name not in dir(rulekit)] == []


def test_a_name_that_there_is_not_is_told_as_usual() -> None:
    with pytest.raises(AttributeError, match="module 'rulekit' has no attribute 'explian'"):
        rulekit.explian  # type: ignore[attr-defined] # noqa: B018 - reading it is what fails


def test_the_rules_are_a_catalog() -> None:
    assert len(rulekit.rules) == len(list(rulekit.rules)) == len(catalog())
    assert rulekit.rules["bare-except"] == rulekit.rules["RK301"] == rulekit.rules["rk301"]
    codes = [rule.code for rule in rulekit.rules.section("errors")]
    assert codes == [rule.code for rule in rulekit.rules.section("RK3")] == [c for c in codes if c.startswith("RK3")]
    assert repr(rulekit.rules).splitlines() == [f"{rule.code} {rule.name}" for rule in catalog()]
    with pytest.raises(rulekit.RulekitError, match="unknown rule `bare-exept`, did you mean `bare-except`"):
        rulekit.rules["bare-exept"]


def test_a_rule_can_be_read_and_tried() -> None:
    rule = rulekit.rules["bare-except"]
    assert (rule.code, rule.name, rule.guide) == ("RK301", "bare-except", catalog()["RK301"].guide)
    assert rule.why.startswith(catalog()["RK301"].explanation.partition("## Why\n")[2].splitlines()[0])
    assert [finding.code for finding in rule.check("import json\n" + BARE)] == ["RK301"]
    assert [finding.cell for finding in rule.check(notebook_of(CLEAN, BARE), "a.ipynb")] != [None]
    assert rule.fix(CLEAN).text == CLEAN
    assert "<h3>RK301 bare-except</h3>" in rule._repr_html_()


def test_the_page_in_a_notebook_passes_no_markup_of_examples_on() -> None:
    pages = [rule._repr_html_() for rule in rulekit.rules]
    assert [page for page in pages if "<script" in page] == []


TEXTS = {
    "an empty text": ("", None, []),
    "an empty notebook": ('{"cells": []}', "day.ipynb", []),
    "a notebook by its path": (notebook_of(BARE), "day.ipynb", ["RK301"]),
    "a notebook by its path object": (notebook_of(BARE), Path("day.ipynb"), ["RK301"]),
    "a module by its path object": (BARE, Path("shop") / "orders.py", ["RK301"]),
    "a text with a null byte": ("\0", None, ["RK001"]),
    "a text with half a character": ("x = '\ud800'", None, ["RK001"]),
    "a text nested without end": ("(" * 10_000 + ")" * 10_000, None, ["RK001"]),
    "a text that grows name by name": ("s = 'select 1 '\n" + "s = s + a\n" * 400 + "cursor.execute(s)\n", None, []),
}


@pytest.mark.parametrize(("text", "path", "codes"), TEXTS.values(), ids=TEXTS)
def test_a_text_is_checked(text: str, path: str | Path | None, codes: list[str]) -> None:
    assert [finding.code for finding in rulekit.check(text, path)] == codes
    assert rulekit.fix(text, path).text == text


def test_a_role_that_there_is_not_is_refused() -> None:
    with pytest.raises(rulekit.RulekitError, match="`prod` is no role: use one of production, script, test, notebook"):
        rulekit.check(BARE, role="prod")
    with pytest.raises(rulekit.RulekitError, match="`prod` is no role"):
        rulekit.fix(BARE, role="prod")


@pytest.mark.parametrize("select", ["RK301", "bare-except", "E722", ["errors"], ("RK3",), {"RK301", "RK105"}])
def test_selected_rules_alone_hold(select: Any) -> None:
    text = "import os\n" + BARE
    assert [finding.code for finding in rulekit.check(text, select=select)] == ["RK301"]
    assert [finding.code for finding in rulekit.fix(text, select=select).findings] == ["RK301"]


def test_a_selection_replaces_that_of_the_settings_and_keeps_the_rest() -> None:
    settings = rulekit.Settings(select=("RK702",), per_file_ignores={"tools/*": ("RK301",)})
    assert [finding.code for finding in rulekit.check(BARE, "shop.py", settings=settings, select="RK301")] == ["RK301"]
    selected = ["RK301", "RK304"]
    assert rulekit.check(BARE, "tools/shop.py", settings=settings, select=selected) == ()


def test_a_selection_changes_the_settings_of_each_folder(tmp_path: Path) -> None:
    text = '[tool.rulekit]\nselect = ["RK1"]\nper-file-ignores = {"tools/*" = ["RK301"]}\n'
    project(tmp_path, {"pyproject.toml": text, "orders.py": BARE, "tools/stock.py": BARE})
    found = rulekit.check_paths(tmp_path, select=["errors"]).findings
    assert [(finding.path, finding.code) for finding in found] == [(f"{tmp_path}/orders.py", "RK301")]


@pytest.mark.parametrize("select", [[], "", ["bare-exept"], "RK31"], ids=repr)
def test_a_selection_of_nothing_is_refused(select: Any) -> None:
    with pytest.raises(rulekit.RulekitError, match="select"):
        rulekit.check(BARE, select=select)


def test_settings_are_made_of_a_table_and_refuse_what_they_do_not_know() -> None:
    settings = rulekit.Settings.of({"select": ["long-function"], "long-function": {"max-lines": 1}})
    text = "def pay(bill):\n    total = bill\n    return total\n"
    assert [finding.code for finding in rulekit.check(text, settings=settings)] == ["RK103"]
    with pytest.raises(rulekit.RulekitError, match="settings: unknown key `slect`: did you mean `select`"):
        rulekit.Settings.of({"slect": ["ALL"]})
    with pytest.raises(rulekit.RulekitError, match="must be a list"):
        rulekit.Settings.of({"select": "ALL"})
    with pytest.raises(rulekit.RulekitError, match="`extend` names a file"):
        rulekit.Settings.of({"extend": "base.toml"})


def test_a_finding_shows_itself_in_one_line_whatever_the_code_holds() -> None:
    path = "shop\n\x1b[31m::error.ipynb"
    found = rulekit.check(notebook_of(CLEAN, BARE), path)
    shown = "<shop\\n\\x1b[31m::error.ipynb:cell_2:3:1: RK301 bare-except (error): bare `except`"
    assert [repr(finding).startswith(shown) for finding in found] == [True]
    assert repr(found[0]) == str(found[0])
    assert repr(found[0]).isprintable()


def test_a_broken_notebook_is_refused() -> None:
    with pytest.raises(rulekit.RulekitError, match=r"day\.ipynb: the notebook's JSON is broken"):
        rulekit.check("{", "day.ipynb")


@pytest.mark.parametrize(
    "kind", [str, Path, lambda path: [str(path)], lambda path: [path]], ids=["text", "path", "texts", "paths"]
)
def test_paths_may_be_one_or_many(tmp_path: Path, kind: Callable[[Path], Any]) -> None:
    project(tmp_path, {"orders.py": BARE, "stock.py": CLEAN, "broken.py": b"\0"})
    report = rulekit.check_paths(kind(tmp_path))
    assert [(finding.path, finding.code) for finding in report.findings] == [(f"{tmp_path}/orders.py", "RK301")]
    assert report.files == (f"{tmp_path}/orders.py", f"{tmp_path}/stock.py")
    assert len(report.problems) == 1


def test_any_executor_may_share_the_work(tmp_path: Path) -> None:
    project(tmp_path, {f"orders_{number:02}.py": BARE for number in range(40)})
    with ThreadPoolExecutor(2) as executor:
        assert rulekit.check_paths(tmp_path, executor) == rulekit.check_paths(tmp_path)


class OnlySubmits(Executor):
    """What the cluster of another library needs to have: `submit` without keywords, each call in a process anew."""

    def submit(self, call: Callable[..., Any], /, *given: Any) -> "Future[Any]":  # type: ignore[override]
        """Hand a call on, pickled as it would travel, and give a future of its answer."""
        answer = Future[Any]()
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
            answer.set_result(elsewhere.submit(call, *given).result())
        return answer


def test_an_executor_needs_to_submit_and_nothing_else(tmp_path: Path) -> None:
    project(tmp_path, {f"orders_{number:02}.py": BARE for number in range(20)})
    assert rulekit.check_paths(tmp_path, OnlySubmits(), cache=False) == rulekit.check_paths(tmp_path, cache=False)


def test_findings_hold_no_tree() -> None:
    assert {finding.node for finding in rulekit.check(BARE)} == {None}
