"""Answers are tried: each check gets a fresh world, a fresh run of the answer, and the recorders that it asks for."""

import ast
import inspect
import io
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from rulekit.teach.trial.counting import STEPS, TooManySteps
from rulekit.teach.trial.standins.locks import PutOff
from rulekit.teach.trial.standins.waiting import WaitsForEver
from rulekit.teach.trial.suite.ground import Ground
from rulekit.teach.trial.suite.library import testing_modules
from rulekit.teach.trial.suite.telling import line_of
from rulekit.teach.trial.testing import try_tests_in
from rulekit.teach.trial.tried import Tried
from rulekit.teach.trial.world import ANSWER, World

CHECK, SHOW = "<check>", "<witness>"
CALLED = re.compile(r"[\w.]+\(\) (missing|takes|got)")
OURS = (NameError, SyntaxError, ImportError)
PLAIN: Mapping[type[BaseException], str] = {
    SystemExit: "the code ends the whole program",
    RecursionError: "a function calls itself without end",
}


class MissingNameError(Exception):
    """A check asks for a name that the answer does not define."""


class Names:
    """What an answer defined, as attributes."""

    def __init__(self, names: Mapping[str, Any]) -> None:
        self.__dict__.update({name: value for name, value in names.items() if not name.startswith("__")})

    def __getattr__(self, name: str) -> Any:
        raise MissingNameError(f"`{name}` is not at the top of the module: define it there")


def try_answer(
    answer: str, checks: str, modules: Mapping[str, str] | None = None, *, budget: int = STEPS
) -> tuple[Tried, ...]:
    """Try an answer by every function of `checks` whose name begins with `check_`."""
    try:
        found = [node for node in ast.parse(checks).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError as error:
        return (Tried("checks", "", f"they cannot be read: {error}", is_ours=True),)
    named = [node for node in found if node.name.startswith("check_")]
    return tuple(_try(answer, checks, modules or {}, node, budget) for node in named)


def try_tests(
    tests: str, modules: Mapping[str, str], impostors: Mapping[str, str], *, budget: int = STEPS
) -> tuple[Tried, ...]:
    """Try tests that a learner wrote, on the given modules and on impostors of the first."""

    def make(some: Mapping[str, str]) -> Ground:
        world = World(some, budget)
        world.provide(testing_modules(world.load))
        return Ground(world.load, world.run, world.recorders)

    return try_tests_in(make, tests, modules, impostors)


def show_harm(answer: str, witness: str, modules: Mapping[str, str] | None = None) -> str:
    """Run `show` of a witness on an answer and give what it printed."""
    world = World(modules or {}, switching=True)
    printed = io.StringIO()
    tell = partial(print, file=printed)
    try:
        names = Names(world.run(answer))
        code = world.run_beside(witness, SHOW)
        code["print"] = tell
        code["show"](**_wanted(code["show"], world, names))
    except (WaitsForEver, TooManySteps, PutOff) as error:
        tell(error)
    except Exception as error:  # noqa: BLE001 - what the answer raises is part of the harm
        tell(f"{type(error).__name__}: {error}")
    return printed.getvalue().removesuffix("\n")


def _try(answer: str, checks: str, modules: Mapping[str, str], node: ast.FunctionDef, budget: int) -> Tried:
    sentence = (ast.get_docstring(node) or "").partition("\n")[0]
    wanted = {argument.arg for argument in node.args.args}
    world = World(modules, budget, switching="threads" in wanted)
    unknown = sorted(wanted - {"answer", *world.recorders})
    if unknown:
        return Tried(node.name, sentence, f"it asks for `{unknown[0]}`, which nobody knows", is_ours=True)
    try:
        code = world.run_beside(checks, CHECK)
    except Exception as error:  # noqa: BLE001 - code of an exercise: told as our fault
        return Tried(node.name, sentence, f"{type(error).__name__}: {error}", is_ours=True)
    try:
        names = Names(world.run(answer))
        code[node.name](**_wanted(code[node.name], world, names))
    except (KeyboardInterrupt, MemoryError):
        raise
    except BaseException as error:  # noqa: BLE001 - whatever an answer raises is told to the learner
        return _told(Tried(node.name, sentence), error)
    return Tried(node.name, sentence)


def _wanted(function: Callable[..., object], world: World, names: Names) -> dict[str, Any]:
    known = {"answer": names, **world.recorders}
    return {name: known[name] for name in inspect.signature(function).parameters}


def _told(tried: Tried, error: BaseException) -> Tried:
    """Say what went wrong: the check's own words, an end of our own, or an exception in plain words."""
    line = line_of(error, ANSWER)
    text = str(error).partition("\n")[0]
    told = f"`{type(error).__name__}: {text}`" if text else f"`{type(error).__name__}`"
    ours = line is None and isinstance(error, OURS)
    if isinstance(error, AssertionError) and line is None:
        message = str(error).strip() or tried.sentence
    elif isinstance(error, (WaitsForEver, TooManySteps, MissingNameError)) or ours:
        message = told if ours else text
    elif isinstance(error, tuple(PLAIN)):
        message = next(words for kind, words in PLAIN.items() if isinstance(error, kind))
    elif line is None and isinstance(error, TypeError) and CALLED.match(text):
        message = f"it cannot be called as the shop calls it: {text}"
    else:
        message = f"the code raises {told}" if line else f"what came back cannot be used: {told}"
    return replace(tried, message=message, line=line, is_ours=ours)
