"""Notebooks stored as modules: by jupytext, VS Code and Spyder (`# %%`), Databricks, nbconvert (`# In[1]:`).

Each cell keeps its lines and columns. Magics stand there as comments: they are brought back to life, with spaces in
place of the comment sign, and a form feed that makes Python count the indentation anew.
"""

import re
from collections.abc import Iterator

from rulekit.model.finding import Cell
from rulekit.model.late import dataclass, regex
from rulekit.notebook.document import Notebook, NotebookCell
from rulekit.notebook.grammar import parses
from rulekit.notebook.lexical import logical_lines, words

_SIGNS = ("%%", "In[", "<codecell>")
_MAY_BE_ONE = regex(r"^#[ \t]*(?:%%|In\[|<codecell>)", re.MULTILINE)
_DATABRICKS = regex(r"#[ \t]*Databricks notebook source[ \t]*(?:[\r\n]|\Z)")
_HEADER = regex(r"(?:#!.*\n|#.*coding.*\n|[^\S\n]*+\n)*+# ---[ \t]*\r?\n(?:#.*\n)*?#[ \t]+(?:jupyter|jupytext):")
_COMMAND = regex(r"#[ \t]*COMMAND[ \t]*-{5,}[ \t]*")
_CELL = regex(r"#[ \t]*(?:(?P<percent>%%+)(?P<title>.*)|In[ \t]?\[[ \d]*\]:?[ \t]*|<(?P<kind>code|markdown)cell>.*)")
_LIGHT = regex(r"#[ \t](?:-|\+(?P<title>[ \t].*)?)[ \t]*")
_TEXT_CELL = regex(r"\[(?:markdown|md|raw)\]", re.IGNORECASE)
_LANGUAGE = regex(r"\blanguage=[\"'](?P<name>[\w+#-]+)[\"']")
_TAGS = regex(r"[\"']?tags[\"']?[ \t]*[=:][ \t]*\[(?P<tags>[^\]]*)\]")
_QUOTED = regex(r"[\"']([^\"']+)[\"']")
_MAGIC = regex(
    r"(?P<sign>#[ \t]?)(?=%{1,2}[a-zA-Z]|[!?][ \t]*[a-zA-Z.~$\\/{]|[a-zA-Z_]\w*[ \t]*=[ \t]*(?:%[a-zA-Z]|!))"
)
_CELL_MAGIC = regex(r"\s*#[ \t]?%%(?!%)[a-zA-Z]")
_LIVE_MAGIC = regex(r"[ \t]*#[ \t]?%%[a-zA-Z]\w*(?:[ \t]|\Z)")
_DATABRICKS_MAGIC = regex(r"(?P<sign>#[ \t]?MAGIC(?:[ \t]|(?=[\r\n]|\Z)))")
_COMMENTED_OUT = regex(r"(?P<sign>#[ \t]?)")
_LINE = regex(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True)
class TextNotebook:
    """What a module looks like as a notebook; it is `declared` where its head says so, else only cells are marked."""

    notebook: Notebook
    declared: bool
    marked: tuple[int, ...]


@dataclass(frozen=True)
class _Piece:
    """The lines of a cell, the number of the first, and what its marker says; no marker stands above the first cell."""

    text: str
    line: int
    marker: str | None


def read_text_notebook(text: str, role: str = "notebook") -> TextNotebook | None:
    """Read a module as a notebook if its head or its comments mark cells; its cells are judged in a role."""
    is_databricks, is_jupytext = bool(_DATABRICKS.match(text)), bool(_HEADER.match(text))
    declared = is_databricks or is_jupytext
    if not (declared or (any(sign in text for sign in _SIGNS) and _MAY_BE_ONE.search(text))):
        return None
    pieces = list(_pieces(text, databricks=is_databricks, light=is_jupytext))
    if not declared and len(pieces) == 1 and pieces[0].marker is None:
        return None
    cells = tuple(_cell(at, piece, databricks=is_databricks) for at, piece in enumerate(pieces))
    notebook = Notebook("", cells, {"rulekit": {"as": role}}, tuple(piece.line for piece in pieces))
    return TextNotebook(notebook, declared, tuple(at for at, one in enumerate(pieces) if one.marker is not None))


def _pieces(text: str, *, databricks: bool, light: bool) -> Iterator[_Piece]:
    """Cut a text at its markers."""
    lines = {match.start(): number for number, match in enumerate(_LINE.finditer(text), 1)}
    start, line, marker = 0, 1, None
    for begin, end, title in _markers(text, databricks=databricks, light=light):
        if begin > start or marker is not None:
            yield _commanded(_Piece(text[start:begin], line, marker))
        start, line, marker = end, lines[begin] + 1, title
    yield _commanded(_Piece(text[start:], line, marker))


def _commanded(piece: _Piece) -> _Piece:
    """Put the magic back that jupytext wrote into the marker: `# %% language="bash"`."""
    language = _LANGUAGE.search(piece.marker or "")
    if language is None:
        return piece
    return _Piece(f"%%{language['name']}\n{_revived(piece.text, _COMMENTED_OUT)}", piece.line - 1, piece.marker)


def _markers(text: str, *, databricks: bool, light: bool) -> Iterator[tuple[int, int, str]]:
    """Yield where the lines of markers begin and end, and their titles; comments in strings are none."""
    last, depth, is_python = -1, 0, parses(text)
    for word in words(text):
        depth += {"open": 1, "close": -1}.get(word.kind, 0)
        if is_python and depth:
            continue
        if word.kind != "comment" or text[word.start - 1 : word.start] not in {"", "\n", "\r"}:
            continue
        title = _title(text[word.start : word.end], databricks=databricks, light=light)
        is_magic = last >= 0 and not text[last : word.start].strip() and _LIVE_MAGIC.match(text, word.start, word.end)
        if title is None or is_magic:
            continue
        end = word.end + (2 if text.startswith("\r\n", word.end) else word.end < len(text))
        yield word.start, end, title
        last = end


def _title(comment: str, *, databricks: bool, light: bool) -> str | None:
    """Give what a marker says; nothing where a comment is none."""
    if databricks:
        return "" if _COMMAND.fullmatch(comment) else None
    if match := _CELL.fullmatch(comment):
        return "[markdown]" if match["kind"] == "markdown" else match["title"] or ""
    match = _LIGHT.fullmatch(comment) if light else None
    return match and (match["title"] or "")


def _cell(at: int, piece: _Piece, *, databricks: bool) -> NotebookCell:
    title = piece.marker or ""
    kind = "markdown" if _TEXT_CELL.search(title) else "code"
    tags = tuple(_QUOTED.findall(found["tags"])) if (found := _TAGS.search(title)) else ()
    text = _with_databricks_magics(piece.text) if databricks else _with_magics(piece.text)
    return NotebookCell(kind, text, Cell(at + 1 if kind == "code" else 0, at), tags)


def _revived(text: str, pattern: re.Pattern[str]) -> str:
    """Take the comment signs from the lines that have them."""
    return "".join(_revived_line(line[0], pattern) for line in _LINE.finditer(text))


def _revived_line(line: str, pattern: re.Pattern[str]) -> str:
    code = line.lstrip(" \t")
    match = pattern.match(code)
    if match is None:
        return line
    return " " * (len(match["sign"]) - 1) + "\f" + line[: len(line) - len(code)] + code[match.end("sign") :]


def _with_databricks_magics(text: str) -> str:
    """Bring the magics at the head of a cell back to life; below code, what looks like one is a comment."""
    lines = (line for line in _LINE.finditer(text) if line[0].strip())
    code = next((line.start() for line in lines if not line[0].lstrip().startswith("#")), len(text))
    return _revived(text[:code], _DATABRICKS_MAGIC) + text[code:]


def _with_magics(text: str) -> str:
    """Bring the magics among the comments of a cell back to life, all of it where it is commented out as a whole."""
    lines = [match[0] for match in _LINE.finditer(text)]
    if _CELL_MAGIC.match(text) and all(line.lstrip().startswith("#") for line in lines if line.strip()):
        return _revived(text, _COMMENTED_OUT)
    starts = {line.start for line in logical_lines(text)} if "#" in text else set()
    at, pieces, continues = 0, [], False
    for line in lines:
        pattern = _COMMENTED_OUT if continues else _MAGIC
        revived = _revived_line(line, pattern) if continues or at in starts else line
        continues = revived is not line and revived.rstrip().endswith("\\")
        pieces.append(revived)
        at += len(line)
    return "".join(pieces)
