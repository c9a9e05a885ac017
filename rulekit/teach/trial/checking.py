"""Answers are tried: each check gets a fresh world, a fresh run of the answer, and the recorders that it asks for."""

import ast
import inspect
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from rulekit.teach.trial.counting import STEPS
from rulekit.teach.trial.standins.locks import PutOff
from rulekit.teach.trial.standins.waiting import TooManySteps, WaitsForEver
from rulekit.teach.trial.suite.ground import Ground
from rulekit.teach.trial.suite.library import testing_modules
from rulekit.teach.trial.telling import Names, line_of, told_of
from rulekit.teach.trial.testing import try_tests_in
from rulekit.teach.trial.tried import Tried
from rulekit.teach.trial.world import ANSWER, World

CHECK, SHOW = "<check>", "<witness>"


def try_answer(
    answer: str,
    checks: str,
    modules: Mapping[str, str] | None = None,
    *,
    budget: int = STEPS,
    refused: Sequence[str] | None = None,
) -> tuple[Tried, ...]:
    """Try an answer by every function of `checks` whose name begins with `check_`; a guard may fill `refused`."""
    try:
        found = [node for node in ast.parse(checks).body if isinstance(node, ast.FunctionDef)]
    except SyntaxError as error:
        return (Tried("checks", "", f"they cannot be read: {error}", is_ours=True),)
    named = [node for node in found if node.name.startswith("check_")]
    make = partial(World, modules or {}, budget, refused=refused)
    return tuple(_try(answer, checks, make, node) for node in named)


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


def _try(answer: str, checks: str, make: Callable[..., World], node: ast.FunctionDef) -> Tried:
    sentence = (ast.get_docstring(node) or "").partition("\n")[0]
    wanted = {argument.arg for argument in node.args.args}
    world = make(switching="threads" in wanted)
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
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever an answer raises is told to the learner
        return _told(Tried(node.name, sentence), error)
    return Tried(node.name, sentence)


def _wanted(function: Callable[..., object], world: World, names: Names) -> dict[str, Any]:
    known = {"answer": names, **world.recorders}
    return {name: known[name] for name in inspect.signature(function).parameters}


def _told(tried: Tried, error: BaseException) -> Tried:
    line = line_of(error, ANSWER)
    message, is_ours = told_of(error, line, tried.sentence)
    return replace(tried, message=message, line=line, is_ours=is_ours)
