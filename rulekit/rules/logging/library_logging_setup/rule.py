"""Configure logging at the application entry point, not inside library modules.

## Why
How much is logged, and where it goes, is a choice of the program and not of the modules that it uses.
A module that calls `logging.basicConfig()` takes this choice away from everyone who imports it, and the first to call
it wins: all later calls do nothing and do not say so.
The shop's order intake once stopped writing its log file.
A new release of a small module for postal codes had called `basicConfig` while it was imported, half a second before
the intake did, and for two weeks the records went to a terminal that nobody had open.
A handler that a module adds to its own logger does its harm more quietly: every line appears twice.

## Instead
A module says `logger = logging.getLogger(__name__)`, uses it, and leaves it at that.
The program says once, in `main()` or under its `__main__` guard, what becomes of the records.
A library that wants silence when nobody has configured anything may add a `logging.NullHandler()`.

## When to break it
Offer a function for those who want your format, such as `setup_logging()`, and let the program call it.
A change that is taken back at once, such as a quiet minute around a noisy call, decides nothing for others.

## What the check sees
- error: nothing.
- warning: `basicConfig`, `dictConfig`, `disable` and the like, also those of loguru and structlog, and changes of the
  root logger, outside the parts that start a program; a level or a handler that a module gives to a logger while it is
  imported, also by a function of another module; `basicConfig` after a call that has configured logging already;
  `logging.info()` while a module is imported.
- advice: `logging.info()` and the like in a function, which configure the root logger if nobody has; a new name for a
  level.
- not seen: a program that starts in a way unknown to the check, and two programs of a project that configure logging in
  different ways.
"""

import ast
from collections.abc import Iterator
from functools import partial

from rulekit.analysis.edits.print_to_log import own_logger_call
from rulekit.analysis.exceptions.boundaries import callback_names
from rulekit.analysis.flow.calls import argument
from rulekit.analysis.logs.loggers import log_calls
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.project.project import Project
from rulekit.analysis.project.roles import in_entry_scope
from rulekit.analysis.syntax.source import Source
from rulekit.analysis.testing.pytest_model import is_fixture, is_test
from rulekit.known.logs import LEVEL_NAMERS
from rulekit.model.finding import Edit, Finding, Fix, Severity, Step
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section
from rulekit.rules.logging.library_logging_setup.configuration import (
    BASIC,
    Place,
    Reach,
    Setup,
    at_import,
    calls_at_import,
    changes_nothing,
    configured_before,
    has_main_guard,
    is_named_setup,
    is_root_call,
    is_undone,
    setups,
)
from rulekit.rules.logging.library_logging_setup.cross_module import (
    application_factories,
    calls_of_functions,
    calls_while_imported,
    is_application,
    setup_functions,
    setups_of_other_modules,
)

RULE = Rule(
    code="RK202",
    name="library-logging-setup",
    known_as=(
        "basicConfig",
        "logging configuration",
        "configure logging",
        "root logger",
        "handler in a library",
    ),
    section=Section.LOGGING,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "A module that decides for all others",
            bad="""
                import logging

                logging.basicConfig(level=logging.INFO)  # <- RK202
                logger = logging.getLogger(__name__)
            """,
            good="""
                import logging

                logger = logging.getLogger(__name__)
            """,
        ),
        Example(
            "A handler that comes with the import",
            bad="""
                import logging

                logger = logging.getLogger(__name__)
                logger.addHandler(logging.StreamHandler())  # <- RK202
            """,
            good="""
                import logging

                logger = logging.getLogger(__name__)
                logger.addHandler(logging.NullHandler())
            """,
            fixed=True,
            asks=True,
        ),
        Example(
            "The program decides",
            bad="""
                import logging

                logging.getLogger().setLevel(logging.DEBUG)  # <- RK202
            """,
            good="""
                import logging

                if __name__ == "__main__":
                    logging.getLogger().setLevel(logging.DEBUG)
            """,
        ),
    ),
    tempting=(
        Example(
            "No setup in sight, but the first call makes one",
            bad="""
                import logging

                logging.info("the catalogue is read")  # <- RK202
            """,
            good="""
                import logging

                logger = logging.getLogger(__name__)

                logger.info("the catalogue is read")
            """,
            fixed=True,
            asks=True,
        ),
    ),
    related=("print-call", "wrong-log-level"),
    references=(
        "https://docs.python.org/3/howto/logging.html#configuring-logging-for-a-library",
        "https://docs.python.org/3/library/logging.html#logging.basicConfig",
        "https://docs.python.org/3/library/logging.handlers.html#nullhandler",
    ),
    equivalents={"ruff": ("LOG015",), "flake8": ("LOG015",)},
    roles=frozenset({"production", "notebook"}),
    collects=(calls_of_functions, setup_functions, calls_while_imported),
)


@RULE.check
def library_setup(source: Source) -> Iterator[Finding]:
    """Find places that configure logging for the whole program, or one logger while its module is imported."""
    for setup in setups(source):
        is_early = at_import(source, setup.node)
        if setup.reach is not Reach.ONE or is_early:
            is_guarded = is_early and has_main_guard(source)
            severity = Severity.ADVICE if is_guarded or setup.what in LEVEL_NAMERS else Severity.WARNING
            message = _message(setup, "under the `__main__` guard" if is_guarded else "to the program's start")
            make_fix = partial(_null_handler, source, setup)
            yield RULE.at(source, setup.node, message, severity=severity, make_fix=make_fix)


def _message(setup: Setup, place: str) -> str:
    if setup.what in LEVEL_NAMERS:
        return f"a new name for a level holds for the whole program: move it {place}"
    if setup.reach is Reach.ALL:
        return f"`{setup.what}` decides for the whole program: move it {place}"
    if setup.reach is Reach.ROOT:
        return f"`{setup.what}` of the root logger holds for the whole program: move it {place}"
    if setup.what == "addHandler":
        return "a handler added at import is forced on every program: add only a `NullHandler`"
    return f"`{setup.what}` of a logger is set at import: move it {place}"


def _null_handler(source: Source, setup: Setup) -> Fix | None:
    """Offer a `NullHandler` in place of a handler that is made on the spot."""
    call = setup.node
    if setup.what != "addHandler" or setup.reach is not Reach.ONE or not isinstance(call, ast.Call):
        return None
    made = call.args[0] if len(call.args) == 1 else None
    if not isinstance(made, ast.Call) or not isinstance(made.func, ast.Attribute):
        return None
    if names(source).resolve(made.func.value) != "logging" or not isinstance(source.parents[call], ast.Expr):
        return None
    prefix = source.segment(source.extent(made.func.value))
    edit = Edit(source.extent(made), f"{prefix}.NullHandler()")
    return Fix("Add a `NullHandler` instead", (edit,), safe=False)


@RULE.check
def setup_at_import(source: Source) -> Iterator[Finding]:
    """Find calls, while the module is imported, of its own functions that configure logging."""
    seen: set[ast.AST] = set()
    for setup in setups(source):
        function = enclosing_function(source, setup.node)
        if function is None or (setup.reach is not Reach.ONE and not is_named_setup(source, setup.node)):
            continue
        if is_undone(source, setup) or changes_nothing(source, setup.node):
            continue
        for call in calls_at_import(source, function):
            if call not in seen:
                seen.add(call)
                step = Step(source.span(setup.node), "logging is configured here")
                message = f"`{function.name}()` configures logging at import: call it where the program starts"
                yield RULE.at(source, call, message, steps=(step,))


@RULE.check
def setup_of_another_module(project: Project) -> Iterator[Finding]:
    """Find calls, while a module is imported, of another module's function that configures logging."""
    for member, call, function in setups_of_other_modules(project):
        message = f"`{function.name}()` configures logging at import: call it where the program starts"
        yield RULE.at(member, call, message)


@RULE.check
def root_call(source: Source) -> Iterator[Finding]:
    """Find calls of `logging.info` and its siblings, which configure the root logger if nobody has."""
    for log_call in log_calls(source):
        if is_root_call(source, log_call):
            is_early = at_import(source, log_call.call) and not has_main_guard(source)
            severity = Severity.WARNING if is_early and source.role != "notebook" else Severity.ADVICE
            called = f"`logging.{log_call.method}()`"
            message = f"{called} configures the root logger if nobody has: use a logger of the module"
            make_fix = partial(own_logger_call, source, log_call)
            yield RULE.at(source, log_call.call, message, severity=severity, make_fix=make_fix)


@RULE.check
def late_setup(source: Source) -> Iterator[Finding]:
    """Find `basicConfig` after a call that has configured logging already, so that it does nothing."""
    for setup in setups(source):
        call = setup.node
        # Cells run in any order.
        if setup.what != BASIC or source.role == "notebook" or not isinstance(call, ast.Call):
            continue
        is_start = in_entry_scope(source, call) or is_application(source)
        if is_start and argument(source, call, "force") is None and (first := configured_before(source, call)):
            message = f"`basicConfig` does nothing after line {first.lineno}: move it up or say `force=True`"
            step = Step(source.span(first), "logging is configured here")
            yield RULE.at(source, source.statement(call), message, steps=(step,))


@RULE.exempt(library_setup, setup_at_import, root_call)
def program_start(node: Place, source: Source) -> bool:
    """It runs only because a person started the program: under the `__main__` guard, in `main`, in a command."""
    return in_entry_scope(source, node)


@RULE.exempt(library_setup, setup_at_import, root_call)
def application(node: Place, source: Source) -> bool:
    """The module is an application, as in `app = FastAPI()`, or the function makes one, such as `create_app`."""
    function = enclosing_function(source, node)
    return is_application(source) or function in application_factories(source)


@RULE.exempt(library_setup)
def named_setup(node: Place, source: Source) -> bool:
    """The function is there for it, by its name or that of its class or file: `setup_logging`, `LogConfig.apply`."""
    return is_named_setup(source, node)


@RULE.exempt(library_setup, root_call)
def other_process(node: Place, source: Source) -> bool:
    """The function is handed on as the start of something else, such as a worker process."""
    function = enclosing_function(source, node)
    return function is not None and function.name in callback_names(source)


@RULE.exempt(library_setup)
def null_handler(call: ast.Call, source: Source) -> bool:
    """It adds a `NullHandler`, or a level of `NOTSET`, which changes nothing."""
    return changes_nothing(source, call)


@RULE.exempt(library_setup)
def taken_back(node: Place, source: Source) -> bool:
    """The change is only for a while: the same function, or `__exit__` for `__enter__`, takes it back."""
    return any(setup.node is node and is_undone(source, setup) for setup in setups(source))


@RULE.exempt(library_setup, setup_at_import, root_call, late_setup)
def in_a_test(node: Place, source: Source) -> bool:
    """It stands in a test or a fixture."""
    function = enclosing_function(source, node)
    return function is not None and (is_test(source, function) or is_fixture(source, function))
