"""What can be told of an answer before it is run: whether it was tried, can be read, keeps its names, is open."""

import ast
import io
import re
import tokenize
import warnings
from collections.abc import Iterator

from rulekit.notebook.magics import translate
from rulekit.teach.exercise import Exercise

_SILENCE = re.compile(
    r"#.*\b(noqa|nosec|nosemgrep|rulekit-expect)\b|#\s*(pylint|ruff|flake8|rulekit)\s*:", re.IGNORECASE
)


def is_attempted(exercise: Exercise, answer: str) -> bool:
    """Tell whether an answer is more than nothing, comments, or the starter with other spaces."""
    if exercise.is_text:
        return _bare(answer) not in {"", _bare(exercise.starter)}
    tree = _tree(answer)
    if tree is None:
        return bool(answer.strip())
    return bool(tree.body) and ast.dump(tree) != ast.dump(_tree(exercise.starter) or ast.Module([], []))


def same_code(one: str, other: str) -> bool:
    """Tell whether two texts are the same code but for spaces and comments."""
    first, second = _tree(one), _tree(other)
    if first is None or second is None:
        return _bare(one) == _bare(other)
    return ast.dump(first) == ast.dump(second)


def syntax_problem(answer: str) -> tuple[str, int] | None:
    """Give what Python says and the line, where the answer is no Python; what only a notebook knows is named."""
    try:
        with warnings.catch_warnings(action="ignore"):
            compile(answer, "answer", "exec", dont_inherit=True)
    except SyntaxError as error:
        return _of_notebooks(answer) or (f"Python cannot read the code: {error.msg}", error.lineno or 1)
    except (ValueError, RecursionError) as error:
        return f"Python cannot read the code: {error}", 1
    return None


def _of_notebooks(answer: str) -> tuple[str, int] | None:
    """Name the first command of a notebook."""
    for number, line in enumerate(answer.splitlines(), 1):
        if line.lstrip().startswith("%%"):
            return f"`{line.strip()}` is a magic of the notebook and no Python: take the line away", number
    for command in translate(answer).commands:
        say = "run it in a cell of its own, and take it out of the answer"
        return f"`{command.text}` is a command of the notebook and no Python: {say}", command.line
    return None


def missing_names(exercise: Exercise, answer: str) -> tuple[str, ...]:
    """Give the names that the answer must define at its top and does not."""
    tree = _tree(answer)
    defined = set(_defined(tree.body)) if tree else set()
    return tuple(name for name in exercise.keep if name not in defined)


def suppressions(answer: str) -> tuple[int, ...]:
    """Give the lines with a comment that silences a checker."""
    try:
        words = list(tokenize.generate_tokens(io.StringIO(answer).readline))
    except (tokenize.TokenError, SyntaxError):
        return ()
    return tuple(one.start[0] for one in words if one.type == tokenize.COMMENT and _SILENCE.search(one.string))


def _defined(body: list[ast.stmt]) -> Iterator[str]:
    for statement in body:
        match statement:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield statement.name
            case ast.Import() | ast.ImportFrom():
                yield from (alias.asname or alias.name.partition(".")[0] for alias in statement.names)
            case ast.If() | ast.Try() | ast.With():
                yield from _defined([*statement.body, *getattr(statement, "orelse", [])])
            case _:
                names = (node for node in ast.walk(statement) if isinstance(node, ast.Name))
                yield from (name.id for name in names if isinstance(name.ctx, ast.Store))


def _tree(text: str) -> ast.Module | None:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return None


def _bare(text: str) -> str:
    return "\n".join(" ".join(line.partition("#")[0].split()) for line in text.splitlines() if line.strip()).strip()
