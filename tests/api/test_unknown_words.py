"""Every door takes the same words for rules as `rulekit explain`, and refuses or reports what names none."""

from pathlib import Path

import pytest

import rulekit
from rulekit.engine.catalog import catalog
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnknownRuleError
from rulekit.model.rule import Rule
from tests.conftest import Command
from tests.engine.test_expected_findings import tagged
from tests.marked import notebook_of
from tests.shop import BARE, one_line, project, records

KNOWN = [
    "RK301",
    "rk301",
    "bare-except",
    "errors",
    "RK3",
    "RK30",
    "RK",
    "E722",
    "e722",
    "W0702",
    "BLE001",
    "ALL",
    "all",
    "Errors",
    "rk3",
]
KNOWN += ["broad-except", "w0703"]
UNKNOWN = ["RK3O1", "nonsense", "RK301 RK304", "RK999", "E501", "R", "E7", "S", "bare_exept", ":"]
each_known = pytest.mark.parametrize("word", KNOWN)
each_unknown = pytest.mark.parametrize("word", UNKNOWN)


@each_known
def test_what_explain_knows_chooses_the_same_rules_everywhere(command: Command, tmp_path: Path, word: str) -> None:
    project(tmp_path, {"orders.py": BARE, "own/orders.py": BARE})
    project(tmp_path, {"own/pyproject.toml": f'[tool.rulekit]\nselect = ["{word}"]\n'})
    project(tmp_path, {"not/pyproject.toml": f'[tool.rulekit]\nignore = ["{word}"]\n', "not/orders.py": BARE})

    assert command("explain", word).status == 0
    assert [
        one["code"] for one in records(command("orders.py", "--select", word, "--output-format", "json-lines"))
    ] == ["RK301"]
    assert command("orders.py", "--ignore", word).status == 0
    assert command("orders.py", "--select", "RK101", "--extend-select", word).status == 1
    assert command("orders.py", "--per-file-ignores", f"orders.py:{word}").status == 0
    assert [command("check", folder).status for folder in ("own", "not")] == [1, 0]
    assert "RK301 bare-except: " in command("why", "orders.py:3", word).out


@each_unknown
def test_what_explain_refuses_is_refused_everywhere(command: Command, tmp_path: Path, word: str) -> None:
    project(tmp_path, {"orders.py": BARE, "own/orders.py": BARE})
    project(tmp_path, {"own/pyproject.toml": f'[tool.rulekit]\nselect = ["{word}"]\n'})
    calls = [
        ["explain", word],
        ["orders.py", "--select", word],
        ["orders.py", "--ignore", word],
        ["orders.py", "--extend-select", word],
        ["orders.py", "--select", f"RK301,{word}"],
        ["check", "own"],
        ["why", "orders.py:3", word],
    ]

    for call in calls:
        done = command(*call)
        assert f"unknown rule `{word}`" in one_line(done.err)
        assert (done.status, done.out) == (2, "")


def places(text: str) -> list[tuple[int, int, str]]:
    return [(f.cell.number, f.span.line, f.code) for f in rulekit.check(text, "day.ipynb") if f.cell]


@each_known
def test_a_cell_that_chooses_by_the_word_is_judged_so_in_its_file(word: str) -> None:
    selecting = notebook_of(f"%%checkstyle --select {word}\n{BARE}")
    ignoring = notebook_of(f"%%checkstyle --ignore {word}\n{BARE}")
    expecting = notebook_of(f"%%checkstyle --expect {word}\n{BARE}")

    assert (places(selecting), places(ignoring), places(expecting)) == ([(1, 4, "RK301")], [], [])


@each_unknown
@pytest.mark.parametrize("option", ["--select", "--ignore", "--expect"])
def test_a_cell_whose_word_names_no_rule_is_judged_by_all_rules_and_reported(option: str, word: str) -> None:
    text = notebook_of(BARE, f"%%time\n%%checkstyle {option} '{word}'\n{BARE}")

    assert places(text) == [(1, 3, "RK301"), (2, 2, "RK002"), (2, 5, "RK301")]
    message = next(one.message for one in rulekit.check(text, "day.ipynb") if one.code == "RK002")
    assert message.startswith(f"%%checkstyle: `{option}`: unknown rule `{word}`")


@pytest.mark.parametrize("words", ["--slect RK301", "--as poet", "--select", "--select 'RK301", "RK301", "--expect"])
def test_a_cell_whose_options_the_kernel_would_refuse_is_reported(words: str) -> None:
    assert places(notebook_of(f"%%checkstyle {words}\ntotal = 1")) == [(1, 1, "RK002")]


def test_a_cell_that_is_left_out_says_nothing_of_its_options() -> None:
    assert places(tagged(("%%checkstyle --select nonsense\ntotal = 1", ["rulekit-skip"]))) == []


def test_a_run_over_such_a_notebook_is_not_called_clean(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": notebook_of("%%checkstyle --select nonsense\ntotal = 1")})

    done = command("check", ".")

    assert "./day.ipynb:cell_1:1:1: RK002 %%checkstyle: `--select`: unknown rule `nonsense`" in done.out
    assert done.out.splitlines()[-1] == "1 finding in 1 of 1 file: 1 warning"
    assert done.status == 1


def test_a_team_may_ignore_the_wrong_options_of_cells(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.ipynb": notebook_of("%%checkstyle --select nonsense\ntotal = 1")})

    assert command("check", ".", "--ignore", "RK002").status == 0


@pytest.mark.parametrize("rule", list(catalog()))
def test_a_cell_and_the_settings_mean_the_same_by_a_rule(rule: Rule) -> None:
    for example in (one for one in rule.examples if one.path.endswith((".py", ".ipynb"))):
        plain = rulekit.check(notebook_of(example.shown), "day.ipynb", settings=Settings(ignore=(rule.code,)))
        told = rulekit.check(notebook_of(f"%%checkstyle --ignore {rule.name}\n{example.shown}"), "day.ipynb")
        assert [(one.code, one.span.line + 1) for one in plain] == [(one.code, one.span.line) for one in told]


def test_a_comment_for_a_rule_that_its_cell_leaves_out_is_not_called_superfluous() -> None:
    silenced = BARE.replace("except:", "except:  # noqa: RK301 - the till answers late")

    assert places(notebook_of(f"%%checkstyle --ignore RK301\n{silenced}")) == []


def test_a_broken_cell_is_told_whatever_rules_it_chooses() -> None:
    assert places(notebook_of("%%checkstyle --select RK301\ntotal = (")) == [(1, 2, "RK001")]
    assert places(notebook_of("%%checkstyle --ignore RK001\ntotal = (")) == []


@each_unknown
def test_the_library_finds_no_rule_by_such_a_word(word: str) -> None:
    with pytest.raises(UnknownRuleError):
        rulekit.rules.find(word)
    with pytest.raises(UnknownRuleError):
        catalog().select(word)


def test_the_library_knows_no_section_by_such_a_word() -> None:
    with pytest.raises(UnknownRuleError, match="unknown section `nonsense`: use one of general, logging"):
        rulekit.rules.section("nonsense")


@pytest.mark.parametrize("option", ["--select", "--ignore", "--extend-ignore", "--extend-select", "--per-file-ignores"])
def test_an_option_that_names_nothing_is_refused(command: Command, option: str) -> None:
    done = command("check", option, "")
    assert option in one_line(done.err).partition(":")[2]
    assert "'' names nothing" in done.err
    assert (done.status, done.out) == (2, "")


@pytest.mark.parametrize("tag", ["rulekit-skp", "rulekit_skip", "Rulekit-Skip", "rulekit-expects-RK301"])
def test_a_tag_that_means_nothing_is_reported_at_its_cell(tag: str) -> None:
    assert places(tagged(("total = 1", []), (BARE, [tag]))) == [(2, 1, "RK002"), (2, 3, "RK301")]
