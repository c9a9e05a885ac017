"""Rules of installed packages: trusted as all that somebody installed, and found only where packages are installed."""

import sys
import venv
from pathlib import Path

import pytest

from tests.own_rules import MARKING, own_rule
from tests.shop import REPOSITORY, project
from tests.waiting import ran

SETTINGS = '[tool.rulekit]\nrules = ["tea-style"]\n'
NAMES = "Metadata-Version: 2.1\nName: tea-style\nVersion: 1.0\n"
POINTS = "[rulekit.rules]\ntea-style = tea_style\n"


@pytest.fixture
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment of its own, with rulekit and the libraries of this one; packages may be put into it."""
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    (site,) = folder.glob("lib/*/site-packages")
    libraries = Path(next(path for path in sys.path if path.endswith("site-packages")))
    (site / "others.pth").write_text(f"{REPOSITORY}\n{libraries}\n", "utf-8")
    return site


def package(folder: Path) -> None:
    """Write a package of rules as an installer leaves it."""
    project(
        folder,
        {
            "tea_style/__init__.py": "",
            "tea_style/asked_customer.py": own_rule(first=MARKING),
            "tea_style-1.0.dist-info/METADATA": NAMES,
            "tea_style-1.0.dist-info/entry_points.txt": POINTS,
        },
    )


def check(home: Path, folder: Path) -> tuple[int, str]:
    """Check a folder as nbqa and kernels would, from within it and with it first in the import path."""
    program = (
        "import sys; from rulekit.cli.main import main; sys.exit(main(['check', 'orders.py', '--select', 'SHOP']))"
    )
    done = ran(str(home.parents[2] / "bin" / "python"), "-c", program, cwd=folder)
    return done.returncode, done.stdout + done.stderr


def test_an_installed_package_is_trusted_and_one_in_the_working_folder_is_none(home: Path, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS, "orders.py": "ask_customer(1)\n"})
    package(tmp_path)
    status, told = check(home, tmp_path)
    assert (status, "`tea-style` is no installed package with an entry point `rulekit.rules`" in told) == (2, True)
    package(home)
    status, told = check(home, tmp_path)
    assert (status, "SHOP101" in told) == (1, True)
    assert not (tmp_path / "tea_style" / "mark").exists()
    assert (home / "tea_style" / "mark").exists()


def test_an_installed_package_that_fails_is_named_with_its_line(home: Path, tmp_path: Path) -> None:
    project(tmp_path, {"pyproject.toml": SETTINGS, "orders.py": "ask_customer(1)\n"})
    package(home)
    project(home, {"tea_style/broken.py": "RULE = 1 / 0\n"})
    status, told = check(home, tmp_path)
    assert (status, "broken.py:1: `tea-style` not loaded (ZeroDivisionError" in told) == (2, True), told
