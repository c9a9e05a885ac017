"""Files that settings exclude are asked what they take from modules, and nothing else."""

from pathlib import Path

from rulekit.analysis.project.takers import Takers
from rulekit.engine.other_takers import members_among
from tests.shop import project


def test_members_among_files_take_names_and_what_cannot_be_read_takes_none(tmp_path: Path) -> None:
    project(tmp_path, {"conf.py": "from shop.prices import Decimal\n", "old.py": b"# \xff\xff\n"})
    takers = Takers([*members_among([str(tmp_path / "conf.py"), str(tmp_path / "old.py")])])
    assert takers.take("shop.prices", "Decimal")
    assert not takers.take("shop.prices", "TAX")
