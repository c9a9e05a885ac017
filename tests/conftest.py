"""What tests share: how those about one rule are chosen by its code, and the command line in the test's own folder."""

import ast
import io
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

import rulekit
from rulekit.api import begin
from rulekit.cli.main import main
from rulekit.engine.cache.store import VARIABLE
from rulekit.engine.catalog import catalog
from rulekit.engine.engine_rules import OWN_RULES
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding
from rulekit.model.rule import Example, Rule
from rulekit.teach.exercise import Exercise
from tests.home import home_in
from tests.shop import REPOSITORY, Done, Server, copy_package

# How long an example takes says something about the machine.
settings.register_profile("patient", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

Command = Callable[..., Done]
KEPT = ("errors/__init__.py", "errors/bare_except.py")
FILES = {f"tests/rules/{rule.section.name}/test_{rule.name.replace('-', '_')}": rule for rule in catalog()}


def pytest_configure(config: pytest.Config) -> None:
    """Let tests be marked by the code of a rule: `-k RK301` and `-m RK301` choose by marks."""
    for rule in (*catalog(), *OWN_RULES):
        config.addinivalue_line("markers", f"{rule.code}: speaks of {rule.name}")


def pytest_make_parametrize_id(val: object) -> str | None:
    """Let what a rule or an exercise is called in the name of a test begin with the code, by which `-k` finds it."""
    if isinstance(val, (Rule, rulekit.LiveRule)):
        return f"{val.code}-{val.name}"
    if isinstance(val, Exercise):
        return f"{'+'.join(dict.fromkeys(val.rules))}-{val.id}"
    return val.title if isinstance(val, Example) else None


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests of `tests/rules/<section>/test_<rule>.py`, and of files beside it whose names go on."""
    place = item.path.relative_to(REPOSITORY).as_posix()
    for start, rule in FILES.items():
        if place.startswith(start):
            item.add_marker(rule.code)


@pytest.fixture(scope="session", autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Give all kernels of the tests a home of their own."""
    with pytest.MonkeyPatch.context() as patch:
        for variable, folder in home_in(tmp_path_factory.mktemp("home")).items():
            patch.setenv(variable, folder)
        # A test that changes a rule must not meet the answer that another test got of it.
        patch.setenv(VARIABLE, "")
        # What a test trusts is nobody else's business.
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        for variable in ("FORCE_COLOR", "NO_COLOR", "GITHUB_ACTIONS", "TF_BUILD"):
            patch.delenv(variable, raising=False)
        yield


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Command]:
    """Run a command line in the test's own folder, in this process."""

    def run(*arguments: str, stdin: bytes = b"", cwd: Path = tmp_path) -> Done:
        monkeypatch.chdir(cwd)
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        status = main(arguments)
        return Done(status, *capsys.readouterr())

    yield run
    begin(Settings())


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the package, with RK301 and the made-up rules of `tests/workshop` as its only rules."""
    folder = copy_package(tmp_path_factory.mktemp("workshop"))
    rules = folder / "rulekit" / "rules"
    for file in sorted(rules.glob("*/*.py")):
        if file.relative_to(rules).as_posix() not in KEPT:
            file.unlink()
    (rules / "general").mkdir(exist_ok=True)
    for file in (Path(__file__).parent / "workshop").glob("*.py"):
        shutil.copy(file, rules / "general")
    return folder


@pytest.fixture(scope="session")
def workshop_server(workshop: Path) -> Iterator[Server]:
    """Keep a process that runs command lines by the workshop's rules."""
    with Server(workshop) as server:
        yield server


@pytest.fixture
def in_workshop(tmp_path: Path, workshop_server: Server) -> Command:
    """Run a command line in the test's own folder by the workshop's rules, in another process."""

    def run(*arguments: str, stdin: bytes = b"", cwd: Path = tmp_path) -> Done:
        return workshop_server.run(*arguments, cwd=cwd, stdin=stdin)

    return run


@pytest.fixture
def failing_rule() -> Iterator[Rule]:
    """Let RK301 fail on every `try`, as a rule with a mistake would."""

    def fail(_: ast.Try) -> Iterator[Finding]:
        raise ZeroDivisionError("the scale shows nothing")

    rule = catalog()["RK301"]
    rule.check(fail)
    yield rule
    rule.checks.pop()
