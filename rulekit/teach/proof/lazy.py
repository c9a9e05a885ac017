"""Answers that somebody gives who wants to be done: an exercise must refuse every one of them."""

import ast
from collections.abc import Iterator

from rulekit.teach.exercise import Exercise

STUBS = ("pass", "...", "return None", 'raise NotImplementedError("later")', "return True", "return 0")
SILENCES = ("# noqa", "# noqa: {code}", "# pylint: disable=all", "# nosec")


def lazy_answers(exercise: Exercise) -> Iterator[tuple[str, str]]:
    """Give lazy answers, each with a name."""
    starter = exercise.starter or exercise.solution
    yield "nothing", ""
    yield "blank lines", "\n\n    \n"
    yield "only comments", "".join(f"# {line}\n" for line in starter.splitlines())
    yield "the code as a string", f'"""{starter}"""\n'.replace("\\", "\\\\")
    yield "a printed word", 'print("PASSED")\n'
    if exercise.starter:
        yield "the starter", exercise.starter
        yield "the starter with other spaces", exercise.starter.replace("\n\n", "\n\n\n") + "\n"
        yield from _silenced(exercise)
    if not exercise.is_text:
        yield from _stubs(exercise.solution)


def _silenced(exercise: Exercise) -> Iterator[tuple[str, str]]:
    lines = exercise.starter.splitlines()
    for comment in SILENCES:
        text = comment.format(code=exercise.rules[0])
        yield f"`{text}` on every line", "\n".join(f"{line}  {text}" if line.strip() else line for line in lines)
        yield f"`{text}` at the top", f"{text}\n{exercise.starter}"


def _stubs(solution: str) -> Iterator[tuple[str, str]]:
    """Replace the body of every function by one statement that does nothing of use."""
    for stub in STUBS:
        tree = ast.parse(solution)
        functions = [node for node in ast.walk(tree) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
        for function in functions:
            function.body = [*function.body[:1], *ast.parse(stub).body] if _has_docstring(function) else []
            function.body = function.body or ast.parse(stub).body
        if functions:
            yield f"every function is `{stub}`", ast.unparse(ast.fix_missing_locations(tree))


def _has_docstring(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    return ast.get_docstring(function) is not None
