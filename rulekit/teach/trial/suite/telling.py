"""What a learner reads of a test that failed."""

import ast
from types import TracebackType

from rulekit.teach.trial.suite.marking import Failed
from rulekit.teach.trial.telling import line_of

LONGEST = 60
MOST_NAMES = 3


def words_of(error: BaseException, text: str, path: str) -> str:
    """Say in plain words why a test failed."""
    told = str(error)
    if isinstance(error, AssertionError) and not told:
        return _untrue(error, text, path)
    if isinstance(error, (AssertionError, Failed, LookupError)) and told:
        return told.partition("\n")[0]
    return f"`{type(error).__name__}`: {told}" if told else f"`{type(error).__name__}`"


def _untrue(error: BaseException, text: str, path: str) -> str:
    line = line_of(error, path)
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Assert) and node.lineno <= (line or 0) <= (node.end_lineno or 0):
            values = _values(node.test, error.__traceback__, path)
            return f"`{ast.unparse(node.test)}` is not true{values}"
    return "an assertion is not true"


def _values(test: ast.expr, trace: TracebackType | None, path: str) -> str:
    """Give the values of the names in an assertion."""
    names: dict[str, object] = {}
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == path:
            names = trace.tb_frame.f_locals
        trace = trace.tb_next
    used = dict.fromkeys(node.id for node in ast.walk(test) if isinstance(node, ast.Name) and node.id in names)
    told = [f"`{name}` is {_short(names[name])}" for name in used if not callable(names[name])]
    return f": {', '.join(told[:MOST_NAMES])}" if told else ""


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= LONGEST and " at 0x" not in text else f"a `{type(value).__name__}`"
