"""What stands between quotes in code, read letter by letter, since the code may be broken."""

import re
from collections.abc import Iterator

_BORDER = re.compile(r"\\.|\"\"\"|'''|[\"'\n]", re.DOTALL)


def literals_in(text: str) -> Iterator[str]:
    """Yield what stands between quotes."""
    return (text[start:end] for start, end in literal_places(text))


def literal_places(text: str) -> Iterator[tuple[int, int]]:
    """Tell where what stands between quotes begins and ends; a single quote that nobody closes ends with its line."""
    opened, start = "", 0
    for border in _BORDER.finditer(text):
        mark = border[0]
        if not opened and mark[0] in "\"'":
            opened, start = mark, border.end()
        elif opened and mark.startswith(opened):
            yield start, border.start()
            opened = ""
        elif mark == "\n" and len(opened) == 1:
            opened = ""
