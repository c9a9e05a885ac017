"""`%load_ext rulekit` and `%unload_ext rulekit`: magics, hooks and the completion behind them come and go."""

from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from rulekit.engine.catalog import catalog
from rulekit.jupyter.cell_checker import CellChecker, know_rules
from rulekit.jupyter.exercises import ExerciseMagics
from rulekit.jupyter.magics import ACTIONS, RulekitMagics
from rulekit.jupyter.transform import with_a_body
from rulekit.notebook.checkstyle_line import build_parser, choice_parser

_NAME = "rulekit"
_KEYS = ("%%checkstyle", "%checkstyle", "%rule", "%explore")
_EXERCISE_KEYS = ("%%exercise", "%exercise")
_OWN = (
    ("line", "checkstyle"),
    ("cell", "checkstyle"),
    ("line", "rule"),
    ("line", "explore"),
    ("line", "exercise"),
    ("cell", "exercise"),
)


def load(shell: InteractiveShell) -> None:
    """Put the magics and hooks in place."""
    if _NAME in shell.magics_manager.registry:
        return
    know_rules()
    checker = CellChecker(shell)
    magics = RulekitMagics(shell, checker)
    exercises = ExerciseMagics(shell)
    shell.register_magics(magics, exercises)
    shell.magics_manager.registry[_NAME] = magics
    shell.input_transformers_cleanup.extend([checker.transform, with_a_body])
    shell.events.register("pre_run_cell", checker.before_cell)
    shell.events.register("post_run_cell", checker.after_cell)
    for key in _KEYS:
        shell.set_hook("complete_command", complete, str_key=key)  # type: ignore[no-untyped-call]
    for key in _EXERCISE_KEYS:
        shell.set_hook("complete_command", exercises.complete, str_key=key)  # type: ignore[no-untyped-call]


def unload(shell: InteractiveShell) -> None:
    """Take the magics and hooks away."""
    magics = shell.magics_manager.registry.pop(_NAME, None)
    if magics is None:
        return
    for kind in (type(magics), ExerciseMagics):
        gone = shell.magics_manager.registry.pop(kind.__name__, None)
        if isinstance(gone, ExerciseMagics):
            gone.given.withdraw()
    for transform in (magics.checker.transform, with_a_body):
        shell.input_transformers_cleanup.remove(transform)
    shell.events.unregister("pre_run_cell", magics.checker.before_cell)
    shell.events.unregister("post_run_cell", magics.checker.after_cell)
    for where, name in _OWN:
        shell.magics_manager.magics[where].pop(name, None)
    for key in (*_KEYS, *_EXERCISE_KEYS):
        shell.strdispatchers["complete_command"].strs.pop(key, None)


def complete(_: Any, event: Any) -> list[str]:
    """Offer what may stand behind our magics: options, actions, codes and names of rules."""
    rules = [word for rule in catalog() for word in (rule.code, rule.name)]
    if event.command.endswith(("rule", "explore")):
        return rules
    is_cell = event.command.startswith("%%")
    parser = build_parser() if is_cell else choice_parser("")
    options = [word for action in parser._actions for word in action.option_strings]  # noqa: SLF001 - no other way
    return [*([] if is_cell else ACTIONS), *options, *rules]
