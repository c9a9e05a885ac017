"""What a shell makes of a line: the programs that it would start, with the words that each would get."""

import re
import shlex
from collections.abc import Iterator
from pathlib import PurePosixPath

SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh"})
_STRUCTURE = frozenset({"if", "then", "elif", "else", "do", "while", "until", "!", "{", "time"})
_SIGNS = ";|&()<>\n"
_LETTERS = frozenset(f"{_SIGNS}#") - {"\n"}
_ASSIGNED = re.compile(r"\w+=")
_LIFTED = re.compile("\0(\\d+)\0")


def programs_of_line(line: str) -> list[list[str]]:
    """Give the commands of a shell line in the order in which they are written, those inside `$()` after their line.

    Raises ValueError for a line with an open quote, which no shell takes.
    """
    outer, inner = _lift(line)
    found: list[list[str]] = []
    for words in _commands(outer):
        restored = [_LIFTED.sub(lambda match: inner[int(match[1])][0], word) for word in words]
        found += programs_of_words(restored)
    for _, script in inner:
        found += programs_of_line(script)
    return found


def programs_of_words(words: list[str]) -> list[list[str]]:
    """Give a command that gets these words, and those of its script where it is itself a shell."""
    if words and PurePosixPath(words[0]).name in SHELLS and "-c" in words[1:-1]:
        return [words, *programs_of_line(words[words.index("-c") + 1])]
    return [words]


def _commands(line: str) -> Iterator[list[str]]:
    lexer = shlex.shlex(line, posix=True, punctuation_chars=_SIGNS)
    lexer.whitespace = " \t\r"
    lexer.whitespace_split = True
    lexer.commenters = ""
    words: list[str] = []
    skips_next = False
    for token in lexer:
        is_sign = bool(token) and set(token) <= set(_SIGNS)
        if is_sign and set(token) & set("<>"):
            skips_next = True
            words = words[:-1] if words and words[-1] in {"0", "1", "2"} else words
        elif is_sign:
            yield from _bare(words)
            words = []
        elif skips_next:
            skips_next = False
        else:
            words.append(token)
    yield from _bare(words)


def _bare(words: list[str]) -> Iterator[list[str]]:
    """Leave out what stands before a command: words of the shell's own, and assignments."""
    start = 0
    while start < len(words) and (words[start] in _STRUCTURE or _ASSIGNED.match(words[start])):
        start += 1
    if start < len(words):
        yield words[start:]


def _lift(line: str) -> tuple[str, list[tuple[str, str]]]:
    """Take out what a lexer would misread: what is left, and each as written with its script.

    That are `$(...)` and backquotes, and signs that a quote or a backslash turns into letters; comments are left out.
    """
    kept, inner, place, quote = "", list[tuple[str, str]](), 0, ""
    while place < len(line):
        sign, end = line[place], place + 1 if quote == "'" else _end_of_piece(line, place)
        piece = line[place:end]
        place = end
        if len(piece) > 1 and sign != "\\":
            inner.append((piece, piece.removeprefix("$(").removesuffix(")").strip("`")))
            kept += f"\0{len(inner) - 1}\0"
        elif piece[-1] in _LETTERS and (quote or len(piece) > 1):
            inner.append((piece[-1], ""))
            kept += f"\0{len(inner) - 1}\0"
        elif sign == "#" and not quote and (not kept or kept[-1] in f"{_SIGNS} \t"):
            place = line.find("\n", place) if "\n" in line[place:] else len(line)
        elif piece != "\\\n":
            quote = _quote_after(quote, piece)
            kept += piece
    return kept, inner


def _quote_after(quote: str, piece: str) -> str:
    """Give which quote is open behind a piece."""
    if piece not in {"'", '"'} or quote not in {"", piece}:
        return quote
    return "" if quote else piece


def _end_of_piece(line: str, start: int) -> int:
    """Give where a substitution ends, an escaped sign, or any other sign."""
    return start + 2 if line[start] == "\\" else _end_of_substitution(line, start)


def _end_of_substitution(line: str, start: int) -> int:
    """Give where a substitution ends that begins here, or the next place."""
    if line[start] == "`" and "`" in line[start + 1 :]:
        return line.index("`", start + 1) + 1
    if not line.startswith("$(", start) or line.startswith("$((", start):
        return start + 1
    depth = 0
    for place in range(start + 1, len(line)):
        depth += (line[place] == "(") - (line[place] == ")")
        if not depth:
            return place + 1
    return start + 1
