"""Markdown as HTML, with the code in it highlighted."""

from collections.abc import Mapping
from typing import Any

from rulekit.model.late import regex
from rulekit.report.highlighting import JUPYTER, highlighted

_HEADING = regex(r"(</?h)([1-6])>")
_OUTSIDE = regex(r'<a (?=href="https?:)')
_DEEPEST = 6


def rendered(text: str, styles: Mapping[str, str] = JUPYTER, *, deeper: int = 0) -> str:
    """Write Markdown as HTML: HTML in it appears as text, headings go so many levels `deeper`.

    Links to other hosts open a page of their own, so that nobody loses a notebook by one.
    """
    from markdown_it import MarkdownIt

    def highlight(code: str, language: str, _: Any) -> str:
        return highlighted(code, styles) if language == "python" else ""

    html = MarkdownIt("commonmark", {"html": False, "highlight": highlight}).enable("table").render(text)
    html = _OUTSIDE.sub(f'<a {styles.get("link", "")} target="_blank" rel="noopener" ', html)
    return _HEADING.sub(lambda tag: f"{tag[1]}{min(int(tag[2]) + deeper, _DEEPEST)}>", html)
