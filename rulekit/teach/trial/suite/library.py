"""The stand-in of `pytest`."""

from types import ModuleType
from typing import Any, NoReturn

from rulekit.teach.trial.standins.naming import module_of
from rulekit.teach.trial.suite.given import Capture, LogCapture
from rulekit.teach.trial.suite.marking import Failed, Marks, Skipped, fixture, param
from rulekit.teach.trial.suite.mocker import Mocker
from rulekit.teach.trial.suite.monkey import MonkeyPatch
from rulekit.teach.trial.suite.nearly import approx
from rulekit.teach.trial.suite.patching import Load, mock_modules
from rulekit.teach.trial.suite.preparing import Request
from rulekit.teach.trial.suite.raising import Caught, raises, warns


def fail(reason: str = "", **_: object) -> NoReturn:
    """End the test: it did not hold."""
    raise Failed(reason)


def skip(reason: str = "", **_: object) -> NoReturn:
    """Leave the test out."""
    raise Skipped(reason)


def testing_modules(load: Load) -> dict[str, ModuleType]:
    """Make `pytest`, `unittest` and `unittest.mock`."""
    attributes: dict[str, Any] = {
        **{one.__name__: one for one in (fixture, param, raises, warns, approx, fail, skip)},
        "mark": Marks(),
        "importorskip": lambda name, **_: load(name),
        "MonkeyPatch": MonkeyPatch,
        "FixtureRequest": Request,
        "CaptureFixture": _Hint(Capture),
        "LogCaptureFixture": LogCapture,
        "ExceptionInfo": _Hint(Caught),
    }
    plugin = module_of("pytest_mock", {"MockerFixture": Mocker})
    return {"pytest": module_of("pytest", attributes), "pytest_mock": plugin, **mock_modules(load)}


class _Hint:
    """A class that may stand in a hint with brackets."""

    def __init__(self, kind: type) -> None:
        self._kind = kind

    def __getitem__(self, _: object) -> type:
        return self._kind

    def __or__(self, other: object) -> object:
        return self._kind
