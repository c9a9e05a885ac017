"""Lines as Python counts them."""

from itertools import accumulate

from rulekit.model.late import regex

_LINE = regex(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def split_lines(text: str) -> list[str]:
    """Split text into lines that keep their ends; only CR LF, CR and LF end a line."""
    return text.splitlines(keepends=True) if _is_plain(text) else _LINE.findall(text)


def _is_plain(text: str) -> bool:
    r"""Tell whether `str.splitlines` agrees: it also splits at `\f`, `\v` and five Unicode separators."""
    return text.isascii() and not any(mark in text for mark in "\f\v\x1c\x1d\x1e")


def code_point_column(line: str, byte_offset: int) -> int:
    """Turn the UTF-8 offset that `ast` gives (from 0) into a column in code points (from 1)."""
    if line.isascii():
        return byte_offset + 1
    return len(line.encode()[:byte_offset].decode(errors="ignore")) + 1


def line_starts(lines: list[str]) -> list[int]:
    """Tell where each line starts, and where the text ends."""
    return list(accumulate(map(len, lines), initial=0))
