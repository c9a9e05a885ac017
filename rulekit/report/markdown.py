"""Text of others within Markdown: it shows as text, whatever signs it holds, and loads nothing."""

from html import escape

from rulekit.model.late import regex
from rulekit.report.styled import visible

_RUN = regex("`+")
_SIGN = regex(r"[\\*_\[\]()#!~|$]")
_SHORTEST_FENCE = 3


def fenced(text: str, language: str = "") -> str:
    """Write a block of code; its fence is longer than any run of backticks inside."""
    fence = "`" * max([_SHORTEST_FENCE, *(len(run) + 1 for run in _RUN.findall(text))])
    return f"{fence}{language}\n{text.rstrip(chr(10))}\n{fence}"


def sentence(text: str) -> str:
    """Write what stands between backticks as code, and all other signs as they are.

    Code that holds a backtick itself is cut there into code and text, neither of which means anything to Markdown.
    """
    pieces = visible(" ".join(text.split())).split("`")
    return "".join(_code(piece) if at % 2 else _prose(piece) for at, piece in enumerate(pieces))


def _prose(text: str) -> str:
    return escape(_SIGN.sub(r"\\\g<0>", text), quote=False)


def _code(text: str) -> str:
    return f"`{text}`" if text else ""
