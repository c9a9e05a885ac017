"""What a run would have found before a change."""

from pathlib import Path

from rulekit.api import findings_before, outcomes, plan
from rulekit.api.files import check_text
from rulekit.api.runs import ALONE
from rulekit.engine.changes import changes_since
from rulekit.engine.files import Document
from rulekit.engine.setting_overrides import Overrides
from tests.repositories import committed
from tests.shop import BARE, CLEAN, project

ONLY = Overrides(select=("RK301", "RK601"))
FILES = {
    "pyproject.toml": "[tool.rulekit]\nextend-exclude = ['left_out.py']\n",
    "shop/till.py": "def pay(tea):\n    return tea\n",
    "tests/test_till.py": "from shop.till import pay\n\n\ndef test_pay():\n    assert pay(1) == 1\n",
    "changed.py": BARE,
    "deleted.py": BARE,
    "same.py": BARE,
    "left_out.py": BARE,
}


def test_the_project_is_judged_as_it_was(tmp_path: Path) -> None:
    committed(project(tmp_path, FILES))
    project(tmp_path, {"changed.py": CLEAN, "new.py": BARE})
    for name in ("deleted.py", "tests/test_till.py", "left_out.py"):
        (tmp_path / name).unlink()
    run = plan(tmp_path, ONLY)
    found = findings_before(run, changes_since("HEAD", tmp_path), outcomes, None)
    assert sorted((Path(one.path or "").name, one.code) for one in found) == [
        ("changed.py", "RK301"),
        ("deleted.py", "RK301"),
        ("same.py", "RK301"),
    ]


def test_a_text_is_judged_in_place_of_its_file(tmp_path: Path) -> None:
    (tmp_path / "till.py").write_text(CLEAN, "utf-8")
    [finding] = check_text(Document(str(tmp_path / "till.py"), BARE), ALONE).findings
    assert (finding.code, finding.anchor) == ("RK301", "<module>: except")
