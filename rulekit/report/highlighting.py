"""Code as HTML: words in the colours of what they are, and places marked in it."""

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import groupby, pairwise
from typing import NamedTuple

from rulekit.report.styled import visible

SHORTEST_MARK = 1
JUPYTER = {
    "keyword": 'style="color:var(--jp-mirror-editor-keyword-color,#00600f)"',
    "string": 'style="color:var(--jp-mirror-editor-string-color,#a31515)"',
    "number": 'style="color:var(--jp-mirror-editor-number-color,#00600f)"',
    "comment": 'style="color:var(--jp-content-font-color2,#5f5f5f);font-style:italic"',
    "definition": 'style="color:var(--jp-mirror-editor-def-color,#0000cc)"',
    "link": 'style="color:var(--jp-content-link-color,#1565c0);text-decoration:underline"',
}


class Mark(NamedTuple):
    """A stretch of code to underline, in characters from its beginning, and how.

    It becomes an element that is underlined even where a front end takes styles away.
    """

    start: int
    end: int
    style: str


def highlighted(code: str, styles: Mapping[str, str], marks: Sequence[Mark] = ()) -> str:
    """Write code as HTML; `styles` gives the attributes of the five kinds of words, such as `style="color:green"`."""
    marked = groupby(_pieces(code, marks), key=lambda piece: piece[2])
    return "".join(
        _wrapped("u", over, "".join(_wrapped("span", styles.get(kind, ""), _shown(text)) for text, kind, _ in pieces))
        for over, pieces in marked
    )


def _shown(text: str) -> str:
    return "\n".join(escape(visible(line)) for line in text.split("\n"))


def _wrapped(element: str, attributes: str, html: str) -> str:
    """Wrap what stands on each line, so that no element goes over the end of a line."""
    if not attributes:
        return html
    return "\n".join(f"<{element} {attributes}>{line}</{element}>" if line else "" for line in html.split("\n"))


def _pieces(code: str, marks: Sequence[Mark]) -> Iterator[tuple[str, str, str]]:
    """Cut code where a word or a mark begins or ends."""
    borders = {at for mark in marks for at in (mark.start, max(mark.end, mark.start + SHORTEST_MARK))}
    for start, text, kind in words_of(code):
        end = start + len(text)
        cuts = sorted({start, end, *(at for at in borders if start < at < end)})
        for begin, stop in pairwise(cuts):
            over = next((mark.style for mark in marks if mark.start <= begin < mark.end), "")
            yield code[begin:stop], kind, over


def words_of(code: str) -> Iterator[tuple[int, str, str]]:
    """Give the words of Python code, each with where it begins and its kind; an empty kind for what is plain."""
    from pygments.lexers.python import PythonLexer

    for start, token, text in PythonLexer().get_tokens_unprocessed(code):
        yield start, text, _kind(str(token))


def _kind(token: str) -> str:
    word = token.removeprefix("Token.")
    if word.startswith("Comment"):
        return "comment"
    if word.startswith(("Keyword", "Operator.Word")):
        return "keyword"
    if word.startswith(("Literal.String", "Literal.Number")):
        return "string" if "String" in word else "number"
    return "definition" if word in {"Name.Function", "Name.Class", "Name.Decorator"} else ""
