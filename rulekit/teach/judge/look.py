"""A look at an answer as a cell: what it prints, and its last value or that of an expression."""

import ast
import contextlib
import io
import sys
from functools import partial
from types import ModuleType
from unittest.mock import patch

from rulekit.teach.judge.fork import End, Line, report
from rulekit.teach.judge.outcomes import ENDED, told_of
from rulekit.teach.judge.plugin import ANSWER
from rulekit.teach.judge.run import Run

EXPRESSION = "<expression>"


def look_at(run: Run) -> list[Line]:
    """Give lines with what was `printed`, a `value` where there is one, or an `error`."""
    run.write(run.code, {**run.request.modules, ANSWER: run.request.answer})
    end, lines = run.isolated(partial(_look, run))
    if end is End.DONE:
        return lines
    return [*lines, {"error": ENDED[end]}]


def _look(run: Run) -> None:
    path = run.code / f"{ANSWER}.py"
    module, shown = ModuleType(ANSWER), io.StringIO()
    names = vars(module)
    names["__file__"] = str(path)
    with run.workspace(), contextlib.redirect_stdout(shown), patch.dict(sys.modules, {ANSWER: module}):
        try:
            value = _value_of(run.request.answer, str(path), names)
            if run.request.expression:
                shown.seek(0)
                shown.truncate()
                value = _value_of(run.request.expression, EXPRESSION, names)
            report({} if value is None else {"value": repr(value)})
        except BaseException as error:  # noqa: BLE001 - whatever an answer raises is told to the learner
            report({"error": told_of(error, path, "")["message"]})
    report({"printed": shown.getvalue()})


def _value_of(text: str, path: str, names: dict[str, object]) -> object:
    """Run a text, and give the value of its last line where that is an expression."""
    tree = ast.parse(text, path)
    last = tree.body[-1] if tree.body else None
    if isinstance(last, ast.Expr):
        tree.body.pop()
    exec(compile(tree, path, "exec", dont_inherit=True), names)  # noqa: S102, RK505 - the learner asks for it
    if not isinstance(last, ast.Expr):
        return None
    return eval(compile(ast.Expression(last.value), path, "eval", dont_inherit=True), names)  # noqa: S307, RK505 - the learner asks for it
