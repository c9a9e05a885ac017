"""Writing `# noqa` behind lines with findings: never into a text over several lines, a continued line or a magic."""

import ast
import io
import tokenize
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from rulekit.analysis.notebooks.cell_parsing import notebook_sources
from rulekit.analysis.syntax.comments import Comment, comments
from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.engine.crashes import deep_stack
from rulekit.engine.engine_rules import OWN_RULES
from rulekit.engine.files import Document, is_code
from rulekit.engine.grouping import TOO
from rulekit.engine.rewriting import rewrite_text, rewritten_cells
from rulekit.engine.silencing_words import silencing_words
from rulekit.model.finding import Cell, Edit, Finding, Span
from rulekit.model.late import dataclass
from rulekit.notebook.document import Notebook, read_notebook
from rulekit.notebook.json_writing import replace_sources

_CODE = (tokenize.NEWLINE, tokenize.NL)
_NO_CODE = (*_CODE, tokenize.COMMENT, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER)


@dataclass(frozen=True)
class Commented:
    """A text with comments that silence findings, how many these are, and those that no comment can silence."""

    text: str
    silenced: int
    left: tuple[Finding, ...]


@dataclass(frozen=True)
class _Lines:
    """The lines of a module or cell: where a comment may follow, which is there, and which statements span several."""

    texts: Sequence[str]
    open: frozenset[int]
    comments: Mapping[int, Comment]
    statements: Sequence[tuple[int, int]]

    def for_comment(self, span: Span) -> int | None:
        """Choose the line for the comment on a place: its own, or another of its statement."""
        around = [(first, last) for first, last in self.statements if first <= span.line <= last]
        first, last = min(around, key=lambda one: one[1] - one[0], default=(span.line, span.end_line))
        lines = (span.line, span.end_line, last, first)
        return next((line for line in lines if line in self.open), None)


def with_comments(document: Document, findings: Iterable[Finding], reason: str) -> Commented:
    """Silence findings of a file, each on its line, with a reason if there is one; nothing is written.

    Raises:
        UnreadableError: it should be a notebook and is none.
    """
    notebook = read_notebook(document.text, document.path) if document.is_notebook else None
    known: dict[Cell | None, _Lines] = {}
    wanted: dict[tuple[Cell | None, int], set[str]] = defaultdict(set)
    left: list[Finding] = []
    silenced = 0
    for finding in findings:
        places = [finding.span, *(step.span for step in finding.steps if step.message == TOO)]
        lines = known.setdefault(finding.cell, _lines_of(document, notebook, finding.cell))
        chosen = [(place, lines.for_comment(place)) for place in places if place.cell == finding.cell]
        if finding.code in {rule.code for rule in OWN_RULES} or not all(line for _, line in chosen):
            left.append(finding)
            continue
        silenced += 1
        for place, line in chosen:
            wanted[place.cell, line or 0].add(finding.code)
    edits = [_edit(known[cell], cell, line, codes, reason) for (cell, line), codes in wanted.items()]
    if notebook:
        text = replace_sources(notebook, rewritten_cells(notebook, edits))
    else:
        text = rewrite_text(document.text, edits)
    if _shape(document, text) != _shape(document, document.text):
        return Commented(document.text, 0, (*findings,))
    return Commented(text, silenced, tuple(left))


def _shape(document: Document, text: str) -> list[str]:
    """Tell what code does, apart from comments and places."""
    with deep_stack():
        if document.is_notebook:
            return [ast.dump(source.tree) for source in notebook_sources(read_notebook(text, document.path))]
        return [ast.dump(Source(text).tree)] if is_code(document.origin) else []


def _lines_of(document: Document, notebook: Notebook | None, cell: Cell | None) -> _Lines:
    if notebook and cell:
        held = notebook.cells[cell.position]
        return _code_lines(held.text, held.translated.code)
    if is_code(document.origin):
        return _code_lines(document.text, document.text)
    texts = split_lines(document.text)
    found = {
        number: Comment(number, line.index("#") + 1, line[line.index("#") :].rstrip("\r\n"))
        for number, line in enumerate(texts, 1)
        if " #" in line
    }
    # Other lists of dependencies are TOML and YAML, which are not read here.
    is_plain = document.origin.endswith(".txt")
    plain = (number for number, line in enumerate(texts, 1) if is_plain and not line.rstrip().endswith("\\"))
    return _Lines(texts, frozenset(plain), found, ())


def _code_lines(text: str, code: str) -> _Lines:
    texts, read = split_lines(text), split_lines(code)
    same = {number for number, (old, new) in enumerate(zip(texts, read, strict=False), 1) if old == new}
    source = Source(code)
    simple = [one for nodes in source.index.nodes.values() for one in nodes if isinstance(one, ast.stmt)]
    spans = [(one.lineno, one.end_lineno or one.lineno) for one in simple if not hasattr(one, "body")]
    return _Lines(texts, frozenset(_open_lines(read)) & same, comments(source), spans)


def _open_lines(lines: Sequence[str]) -> Iterator[int]:
    """Give the lines with code at whose end Python reads a comment; behind what it cannot read there is none."""
    text = "".join(line.rstrip("\r\n") + "\n" for line in lines)
    with_code: set[int] = set()
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type not in _NO_CODE:
                with_code |= {token.start[0], token.end[0]}
            elif token.type in _CODE and token.start[0] in with_code:
                yield token.start[0]


def _edit(lines: _Lines, cell: Cell | None, line: int, codes: Iterable[str], reason: str) -> Edit:
    """Add codes to the comment that names others there, or a comment behind all that the line holds."""
    named = ", ".join(sorted(codes))
    comment = lines.comments.get(line)
    for words in silencing_words(comment.text) if comment else ():
        if words.codes and comment and "noqa" in comment.text[words.start : words.end].lower():
            at = comment.column + words.end
            return Edit(Span(line, at, line, at, cell), f", {named}")
    text = lines.texts[line - 1].rstrip("\r\n")
    end = len(text.rstrip()) + 1
    because = f" - {' '.join(reason.split())}" if reason.strip() else ""
    return Edit(Span(line, end, line, len(text) + 1, cell), f"  # noqa: {named}{because}")
