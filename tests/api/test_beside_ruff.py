"""What ruff reports by the repository's own settings is not said twice; what it does not report is said."""

import json
import os
import shutil
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import pytest

import rulekit
from rulekit.engine.catalog import catalog
from rulekit.model.rule import Rule
from tests.marked import notebook_of
from tests.shop import process, project
from tests.waiting import ran

RUFF = Path(sys.executable).with_name("ruff")
EVERYTHING = '[tool.ruff]\npreview = true\n[tool.ruff.lint]\nselect = ["ALL"]\n'
BESIDE = '[tool.rulekit]\nbeside = ["ruff"]\n'
RULES = [rule for rule in catalog() if rule.equivalents.get("ruff")]
# Where the examples of a rule are beyond ruff.
MORE: Mapping[str, str] = {
    "RK103": "def pay(bill: int) -> None:\n" + "    bill += 1\n" * 60,
    "RK202": "import logging\n\nlogging.info('paid')\n",
    "RK503": "import pickle\nfrom flask import request\n\nbill = pickle.loads(request.data)\n",
    "RK602": "import pytest\n\n\n@pytest.fixture()\ndef tea(request):\n    request.addfinalizer(print)\n    return 3\n",
    "RK603": "def test_pay(shop):\n    pay(shop.till)\n    assert shop.till.called_once_with(3)\n",
    "RK604": "import pytest\n\n\ndef test_pay():\n    with pytest.raises(Exception):\n        pay(None)\n",
    "RK801": "import threading\n\n\ndef pay() -> None:\n    with threading.Lock():\n        count()\n",
}
SHOP = "import os, sys\nfrom json import dump, load\n\n\ndef pay(bill, tip: int = 3):\n    print(os, load)\n"


def told(folder: Path) -> tuple[list[str], list[str]]:
    """Give what is said and what is left to ruff, as codes with lines."""
    report = rulekit.check_paths(folder, cache=False)
    assert report.problems == ()
    shown = [f"{one.code}:{one.span.line}" for one in report.findings if one.severity is not rulekit.Severity.ADVICE]
    return shown, [f"{one.code}:{one.span.line}" for one in report.told_elsewhere]


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> tuple[Mapping[str, set[str]], Mapping[str, set[str]]]:
    """Check the examples of all rules: give the places left to ruff by rule, and the places that ruff reports."""
    folder = tmp_path_factory.mktemp("examples")
    for rule in RULES:
        home = folder / rule.code
        project(home, {"pyproject.toml": f'{BESIDE}select = ["{rule.code}"]\n{EVERYTHING}'})
        # As modules of a package: RK201 leaves alone what a person starts.
        (home / "__init__.py").touch()
        texts = [example.bad for example in rule.examples if "# file:" not in example.bad]
        for number, text in enumerate([*texts, MORE.get(rule.code, "")]):
            start = "tests/test_" if rule.code.startswith("RK6") else "shop_"
            project(home, {f"{start}{number}.py": text})
    report = rulekit.check_paths(folder, cache=False)
    assert report.problems == ()
    ours = defaultdict(set)
    for one in report.told_elsewhere:
        ours[one.code].add(f"{one.path}:{one.span.line}")
    done = ran(RUFF, "check", "--output-format", "json", "--exit-zero", "--quiet", folder)
    theirs = defaultdict(set)
    for said in json.loads(done.stdout):
        for row in range(said["location"]["row"], said["end_location"]["row"] + 1):
            theirs[said["code"]].add(f"{said['filename']}:{row}")
    return ours, theirs


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_what_ruff_reports_under_an_equivalent_code_is_left_to_it(
    rule: Rule, examples: tuple[Mapping[str, set[str]], Mapping[str, set[str]]]
) -> None:
    left, reported = examples
    there = set().union(*(reported.get(code, set()) for code in rule.equivalents["ruff"]))
    assert left[rule.code]
    assert left[rule.code] <= there


def test_only_what_the_settings_of_ruff_select_is_left_to_it(tmp_path: Path) -> None:
    files = {"shop.py": SHOP, "pyproject.toml": BESIDE}
    shown, left = told(project(tmp_path, files | {"ruff.toml": 'lint.select = ["F"]\n'}))
    assert left == ["RK702:1", "RK702:2"]
    assert shown == ["RK101:5", "RK102:5", "RK201:6", "RK601:5"]
    shown, left = told(project(tmp_path, {"ruff.toml": 'lint.select = ["F"]\nlint.ignore = ["F401"]\n'}))
    assert left == []
    assert shown[:2] == ["RK702:1", "RK702:2"]
    project(tmp_path, {"ruff.toml": 'extend = "base.toml"\nlint.extend-select = ["D103"]\n'})
    shown, left = told(project(tmp_path, {"base.toml": 'lint.select = ["ANN"]\n'}))
    assert left == ["RK101:5", "RK102:5"]


@pytest.mark.parametrize(
    "settings",
    [
        'lint.per-file-ignores = {"shop.py" = ["F401"]}',
        'extend-exclude = ["shop.py"]',
        'include = ["other/*.py"]',
        'lint.select = ["E"]',
        'lint.dummy-variable-rgx = "x"\nlint.pyflakes.allowed-unused-imports = ["os"]',
    ],
    ids=["ignored in the file", "excluded", "not included", "not selected", "allowed"],
)
def test_where_ruff_says_nothing_the_finding_stays(tmp_path: Path, settings: str) -> None:
    files = {"shop.py": "import os\n", "pyproject.toml": BESIDE, "ruff.toml": settings + "\n"}
    assert told(project(tmp_path, files)) == (["RK702:1"], [])


def test_of_several_things_in_a_line_only_those_that_ruff_reports_are_left_out(tmp_path: Path) -> None:
    allowed = 'lint.pyflakes.allowed-unused-imports = ["os"]\n'
    files = {"shop.py": "import os, sys\n", "pyproject.toml": BESIDE, "ruff.toml": allowed}
    report = rulekit.check_paths(project(tmp_path, files), cache=False)
    assert [one.message[:4] for one in report.findings] == ["`os`"]
    assert [one.message[:5] for one in report.told_elsewhere] == ["`sys`"]


def test_what_is_told_of_several_things_stays_unless_ruff_reports_each(tmp_path: Path) -> None:
    text = "def pay(\n    bill,\n    tip,\n):\n    pass\n"
    files = {"shop.py": text, "pyproject.toml": BESIDE + 'select = ["RK101"]\n'}
    for codes, left in (('["ANN001"]', []), ('["ANN201"]', []), ('["ANN"]', ["RK101:1"])):
        found = told(project(tmp_path, files | {"ruff.toml": f"lint.select = {codes}\n"}))
        assert found[1] == left
    project(tmp_path, {"tests/test_shop.py": "def paid(*bills, **more):\n    return bills\n"})
    assert "RK101:1" in told(tmp_path)[1]
    assert [one.path for one in rulekit.check_paths(tmp_path, cache=False).findings] == []
    numbers = "def pay(bill: int) -> int:\n    if bill > 4711:\n        return 4711 * bill\n    return bill\n"
    files = {"shop.py": numbers, "pyproject.toml": BESIDE + 'select = ["RK105"]\n'}
    assert told(project(tmp_path, files | {"ruff.toml": 'lint.select = ["PLR2004"]\n'})) == (["RK105:2"], [])


def test_a_call_that_ruff_reports_whatever_it_says_is_reported(tmp_path: Path) -> None:
    text = "import subprocess\n\nsubprocess.run(['ls'])\n"
    files = {"shop.py": text, "pyproject.toml": BESIDE + 'select = ["RK501"]\n', "ruff.toml": 'lint.select = ["S"]\n'}
    assert told(project(tmp_path, files)) == (["RK501:3"], [])


def test_cells_are_compared_with_cells(tmp_path: Path) -> None:
    cells = notebook_of("# Sales", "import os", "import sys\nprint(sys)")
    files = {
        "day.ipynb": cells,
        "pyproject.toml": BESIDE + 'select = ["RK702"]\n',
        "ruff.toml": 'lint.select = ["F"]\n',
    }
    assert told(project(tmp_path, files)) == ([], ["RK702:1"])
    silenced = json.loads(cells)
    silenced["cells"][-1]["source"] = "import os\nimport sys\nprint(sys)"
    silenced["cells"][1]["source"] = "print(1)"
    project(tmp_path, {"day.ipynb": json.dumps(silenced)})
    assert told(tmp_path) == ([], ["RK702:1"])


def test_folders_have_settings_of_their_own(tmp_path: Path) -> None:
    files = {
        "a/shop.py": "import os\n",
        "a/pyproject.toml": BESIDE,
        "b/shop.py": "import os\n",
        "b/pyproject.toml": "[tool.rulekit]\n",
    }
    shown, left = told(project(tmp_path, files))
    assert (shown, left) == (["RK702:1"], ["RK702:1"])


def test_the_option_does_the_same_and_the_summary_counts(tmp_path: Path) -> None:
    project(tmp_path, {"shop.py": "import os\n", "ruff.toml": 'lint.select = ["F"]\n'})
    done = process("check", "shop.py", "--beside", "ruff", "--select", "RK702", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert "1 left to ruff" in done.out
    done = process("check", "-", "--stdin-filename", "shop.py", "--beside=ruff", cwd=tmp_path, stdin=b"import os\n")
    assert "1 left to ruff" in done.out
    assert done.places == []


def test_ruff_changes_no_file_and_a_fix_leaves_what_is_ruffs(tmp_path: Path) -> None:
    files = {
        "shop.py": SHOP,
        "pyproject.toml": BESIDE,
        "ruff.toml": 'fix = true\nunsafe-fixes = true\nlint.select = ["F"]\n',
    }
    project(tmp_path, files)
    output = {"RUFF_OUTPUT_FILE": "elsewhere.txt", "RUFF_OUTPUT_FORMAT": "github"}
    done = process("check", ".", "--fix", cwd=tmp_path, environment=output)
    assert "2 left to ruff" in done.out
    assert (tmp_path / "shop.py").read_text("utf-8").startswith("import os, sys\nfrom json import dump, load\n")
    assert not (tmp_path / "elsewhere.txt").exists()


def test_settings_that_ruff_refuses_are_told_and_nothing_is_left_out(tmp_path: Path) -> None:
    project(tmp_path, {"shop.py": "import os\n", "ruff.toml": 'lint.select = ["NONE1"]\n'})
    done = process("check", ".", "--beside", "ruff", cwd=tmp_path)
    assert done.status == 2
    assert done.err.startswith("rulekit: ruff failed, so nothing was left to it: ")
    assert len(done.err.splitlines()) == 1
    assert done.places == ["./shop.py:1:8"]


def test_without_ruff_that_is_told_and_nothing_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(tmp_path, {"shop.py": "import os\n", "pyproject.toml": BESIDE})
    shutil.copy(RUFF, tmp_path / "ruff")
    monkeypatch.setattr(sys, "executable", str(tmp_path / "elsewhere" / "python"))
    monkeypatch.setenv("PATH", os.pathsep.join([".", "", str(tmp_path / "missing")]))
    monkeypatch.chdir(tmp_path)
    report = rulekit.check_paths(".", cache=False)
    assert [one.code for one in report.findings] == ["RK702"]
    assert len(report.problems) == 1
    assert report.problems[0].startswith("ruff was not found, so nothing was left to it: install ruff")


@pytest.mark.parametrize("arguments", [["--beside", "flake8"], ["--beside", ""]], ids=" ".join)
def test_another_tool_is_refused(tmp_path: Path, arguments: list[str]) -> None:
    done = process("check", ".", *arguments, cwd=tmp_path)
    assert done.status == 2
    assert len(done.err.splitlines()) == 1
