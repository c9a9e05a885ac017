"""Tests are tried: on the right code, made to fail, and on each impostor."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from rulekit.teach.trial.suite.ground import Ground, MakeGround
from rulekit.teach.trial.suite.reading import failing, hollow_tests
from rulekit.teach.trial.suite.running import Ran, run_tests
from rulekit.teach.trial.suite.telling import words_of
from rulekit.teach.trial.telling import line_of
from rulekit.teach.trial.tried import Tried

ANSWER = "<answer>"
PASSES = "The tests pass on the shop's own code."
ASSERTS = "Every test asserts something."
TIDIES = "What a test opens is closed again, also when the test fails."
NOT_YET = "first the tests must pass on the shop's own code"


@dataclass(frozen=True)
class Trial:
    """The tests of an answer, and the modules that they are about."""

    tests: str
    modules: Mapping[str, str]
    impostors: Mapping[str, str]
    make: MakeGround


def tell(trial: Trial) -> Iterator[Tried]:
    """Judge the tests of an answer."""
    first = _passes(trial)
    yield first
    hollow = hollow_tests(trial.tests)
    message = f"`{hollow[0][0]}` asserts nothing: it passes whatever the code does" if hollow else None
    yield Tried("asserts", ASSERTS, message, hollow[0][1] if hollow else None)
    yield _tidies(trial) if first.message is None else Tried("tidies_up", TIDIES, NOT_YET)
    for number, what in enumerate(trial.impostors, 1):
        sentence = f"A test fails on a stand-in that is wrong: {what}."
        told = Tried(f"impostor_{number}", sentence, NOT_YET)
        yield told if first.message is not None else _caught(trial, what, told)


def _passes(trial: Trial) -> Tried:
    ran, ground, error = _run(trial.make, trial.tests, trial.modules)
    if error is not None:
        words = words_of(error, trial.tests, ANSWER)
        return Tried("passes", PASSES, f"the tests cannot be loaded: {words}", line_of(error, ANSWER))
    wrong = next((one for one in ran if one.error is not None), None)
    if wrong is not None and wrong.error is not None:
        when = " while it tidies up" if wrong.while_tidying else ""
        words = words_of(wrong.error, trial.tests, ANSWER)
        message = f"`{wrong.name}` fails on the shop's own code{when}: {words}"
        return Tried("passes", PASSES, message, line_of(wrong.error, ANSWER))
    if not any(not one.was_skipped for one in ran) or ground is None:
        message = "there is no test that runs: write functions whose names begin with `test_`"
        return Tried("passes", PASSES, message)
    return Tried("passes", PASSES)


def _tidies(trial: Trial) -> Tried:
    for tests, when in ((trial.tests, "when the tests are through"), (failing(trial.tests), "when a test fails")):
        before: list[str] = []
        _, ground, _ = _run(trial.make, tests, trial.modules, before)
        left = [one for one in left_open(ground, trial.modules) if one not in before] if ground is not None else []
        if left:
            message = f"{left[0]} {when}: close it behind the `yield` of a fixture"
            return Tried("tidies_up", TIDIES, message)
    return Tried("tidies_up", TIDIES)


def _caught(trial: Trial, what: str, told: Tried) -> Tried:
    name = next(iter(trial.modules))
    modules = {**trial.modules, name: trial.impostors[what]}
    ran, ground, error = _run(trial.make, trial.tests, modules)
    if ground is not None and isinstance(error, SyntaxError):
        return Tried(told.name, told.sentence, f"the impostor cannot be read: {error}", is_ours=True)
    if error is not None or any(one.error is not None for one in ran):
        return Tried(told.name, told.sentence)
    return Tried(told.name, told.sentence, f"all your tests pass on a stand-in of `{name}` that is wrong: {what}")


def left_open(ground: Ground, modules: Mapping[str, str]) -> list[str]:
    """Say what is still open: connections, sessions, programs, and what the modules themselves tell."""
    counted = {
        "database connection": _count(ground, "database", "still_open"),
        "network connection": _count(ground, "network", "open_sessions"),
        "program": _count(ground, "processes", "running"),
    }
    left = [f"{_several(number, what)} still open" for what, number in counted.items() if number]
    for name in modules:
        ask: Callable[[], object] | None = getattr(ground.load(name), "left_open", None)
        if ask is not None:
            told = ask()
            left += [f"{one} is still open" for one in told] if isinstance(told, (list, tuple)) else []
    return left


def _several(number: int, what: str) -> str:
    return f"a {what} is" if number == 1 else f"{number} {what}s are"


def _count(ground: Ground, recorder: str, name: str) -> int:
    value = getattr(ground.recorders.get(recorder), name, 0)
    return len(value) if isinstance(value, list) else int(value)


def _run(
    make: MakeGround, tests: str, modules: Mapping[str, str], before: list[str] | None = None
) -> tuple[list[Ran], Ground | None, BaseException | None]:
    ground = None
    try:
        ground = make(modules)
        names = ground.run(tests)
        if before is not None:
            before += left_open(ground, modules)
        return run_tests(names, ground), ground, None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever the tests do on import is theirs
        return [], ground, error
