"""The edit that adds a keyword argument to a call and keeps everything else where it is."""

import ast

from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Edit
from rulekit.model.late import regex

_COMMENT = regex(r"#[^\r\n]*")
_NEWLINE = regex(r"\r\n|\r|\n")


def keyword_added(source: Source, call: ast.Call, text: str) -> Edit | None:
    """Write `text` (`shell=False`) behind the last argument; on a line of its own where each has one.

    Nothing is offered where arguments are passed on by `*` or `**`, or the text is hard to read.
    """
    arguments: list[ast.expr | ast.keyword] = sorted(
        [*call.args, *call.keywords], key=lambda argument: (argument.lineno, argument.col_offset)
    )
    if not arguments or any(isinstance(argument, (ast.Starred, ast.GeneratorExp)) for argument in arguments):
        return None
    if any(keyword.arg is None for keyword in call.keywords) or _is_in_text(source, call):
        return None
    whole, last = source.extent(call), source.extent(arguments[-1])
    start = source.offset(last.end_line, last.end_column)
    rest = source.text[start : source.offset(whole.end_line, whole.end_column) - 1]
    code = _COMMENT.sub(lambda comment: " " * len(comment[0]), rest).rstrip()
    if "\\" in code:
        return None
    at = start + len(code)
    if not code.endswith(","):
        return Edit(source.span_of(at, at), f", {text}")
    line = source.lines[last.line - 1]
    indent = line[: len(line) - len(line.lstrip())]
    newline = _NEWLINE.search(rest, len(code))
    if newline is None or last.column - 1 != len(indent):
        return Edit(source.span_of(at, at), f" {text}")
    at = start + newline.start()
    return Edit(source.span_of(at, at), f"{newline[0]}{indent}{text},")


def _is_in_text(source: Source, call: ast.Call) -> bool:
    """Recognise a call in the braces of an f-string, whose place Python 3.11 does not know."""
    return any(isinstance(around, ast.JoinedStr) for around in source.ancestors(call))
