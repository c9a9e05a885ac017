"""The code under check: a module, a cell or a whole notebook, and questions that are answered once a source."""

import ast
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cached_property, wraps
from pathlib import PurePath
from typing import Concatenate, ParamSpec, TypeVar, cast

from rulekit.analysis.syntax.cell_map import CellMap
from rulekit.analysis.syntax.getattr_calls import getattr_to_attributes
from rulekit.analysis.syntax.index import FUNCTIONS, Index, index_tree
from rulekit.analysis.syntax.lines import code_point_column, line_starts, split_lines
from rulekit.analysis.syntax.time_limit import watch_time
from rulekit.known.python_versions import OLDEST
from rulekit.model.finding import Span
from rulekit.model.late import dataclass, regex
from rulekit.notebook.grammar import syntax_tree

_HEAD = regex(r"(async(\s|\\)+)?(def|class)(\s|\\)+(?P<name>\w+)")
_LINE = regex(r" \(?(on|at) line \d+\)?")

Answer = TypeVar("Answer")
Keys = ParamSpec("Keys")
Node = TypeVar("Node", bound=ast.AST)


@dataclass(frozen=True)
class Broken:
    """A stretch of code that does not parse: where, and what the parser says."""

    span: Span
    message: str


@dataclass(frozen=True)
class Parsed:
    """What parsing gave: the tree, the stretches that do not parse, and what a notebook adds.

    `mentions` holds names that text around the code uses: magics, shell commands, cells in other languages;
    `cells` tells which cell each line belongs to, `judged` the positions of those that are judged here.
    `facts` gives qualified names that a kernel knows; in a partial notebook more cells may follow. `asked` is
    the position of the only cell whose findings are wanted, `asked_nodes` what stands in it, `related` the positions
    of all cells that have a say in these. `file` names the file that a cell writes, where the code is that. `said` are
    words of cells that are left out, as far as they count wherever they stand. `index` is what a walk over the tree
    sees, where that is known.
    """

    tree: ast.Module
    broken: tuple[Broken, ...] = ()
    mentions: frozenset[str] = frozenset()
    cells: CellMap | None = None
    judged: frozenset[int] | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    partial: bool = False
    asked: int | None = None
    asked_nodes: Mapping[type, Sequence[ast.AST]] | None = None
    related: frozenset[int] = frozenset()
    file: str | None = None
    said: frozenset[str] = frozenset()
    index: Index | None = None


class Source:
    """One text, one parse, one walk.

    `role` says what kind of file it is: production, script, test, notebook or stub; `target` is the oldest minor
    version of Python 3 that the code must run on, `is_aimed` whether the project says so, or it is only assumed;
    `answers` holds what was asked before.
    """

    target = OLDEST
    is_aimed = False

    def __init__(
        self, text: str, path: str | None = None, role: str = "production", parsed: Parsed | None = None
    ) -> None:
        self.text = text
        self.path = path
        self.role = role
        self.parsed = parsed or parse(text)
        self.tree = self.parsed.tree
        self.answers: dict[object, object] = {}

    @cached_property
    def folders(self) -> tuple[str, ...]:
        """The folders of its path, the outermost first; none where nothing is known of its path."""
        return PurePath(self.path or "").parts[:-1]

    @cached_property
    def file_name(self) -> str:
        """The last part of its path, empty where nothing is known of it."""
        return PurePath(self.path or "").name

    @cached_property
    def stem(self) -> str:
        """Its file's name without the suffix."""
        return PurePath(self.path or "").stem

    @property
    def broken(self) -> tuple[Broken, ...]:
        """The stretches that do not parse."""
        return self.parsed.broken

    @property
    def is_partial(self) -> bool:
        """Whether more cells may follow."""
        return self.parsed.partial

    @property
    def mentions(self) -> frozenset[str]:
        """Names that text around the code uses."""
        return self.parsed.mentions

    @property
    def cells(self) -> CellMap | None:
        """The cells of a notebook."""
        return self.parsed.cells

    @cached_property
    def index(self) -> Index:
        """Nodes, parents and scopes."""
        return self.parsed.index or index_tree(self.tree)

    @cached_property
    def lines(self) -> list[str]:
        """The lines with their ends."""
        return split_lines(self.text)

    @cached_property
    def starts(self) -> list[int]:
        """The position in the text where each line starts."""
        return line_starts(self.lines)

    def nodes(self, *kinds: type[Node]) -> Sequence[Node]:
        """Return all nodes of these very types."""
        index = self.index.nodes
        if len(kinds) == 1:
            return cast("Sequence[Node]", index.get(kinds[0], ()))
        return cast("Sequence[Node]", [node for kind in kinds for node in index.get(kind, ())])

    def judged_nodes(self, *kinds: type[Node]) -> Sequence[Node]:
        """Return the nodes of these types whose findings are wanted: where one cell is asked for, those in it."""
        asked = self.parsed.asked_nodes
        if asked is None:
            return self.nodes(*kinds)
        return cast("Sequence[Node]", [node for kind in kinds for node in asked.get(kind, ())])

    @cached_property
    def parents(self) -> Mapping[ast.AST, ast.AST]:
        """The parent of every node but the module."""
        return self.index.parents

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        """Yield the nodes around a node, the nearest first."""
        parents = self.index.parents
        while (parent := parents.get(node)) is not None:
            yield parent
            node = parent

    @cached_property
    def elif_rows(self) -> Mapping[ast.AST, ast.AST]:
        """The `if` at the head of each `elif`, which stands in the tree as deep as its row is long."""
        heads: dict[ast.AST, ast.AST] = {}
        for branch in self.nodes(ast.If):
            around = self.index.parents.get(branch)
            if isinstance(around, ast.If) and around.orelse == [branch]:
                heads[branch] = heads.get(around, around)
        return heads

    @cached_property
    def calculations(self) -> Mapping[ast.AST, ast.AST]:
        """The whole of which each calculation is a part: a long one stands as deep in the tree as it has parts."""
        wholes: dict[ast.AST, ast.AST] = {}
        for part in self.nodes(ast.BinOp):
            around = self.index.parents.get(part)
            if isinstance(around, ast.BinOp):
                wholes[part] = wholes.get(around, around)
        return wholes

    def outer(self, node: ast.AST) -> ast.AST | None:
        """Return the node around another, of an `elif` what is around its row."""
        return self.index.parents.get(self.elif_rows.get(node, node))

    def statement(self, node: ast.AST) -> ast.AST:
        """Return the statement (or handler, or case) that a node is part of, itself if it is one."""
        while not isinstance(node, (ast.stmt, ast.ExceptHandler, ast.match_case)) and node in self.index.parents:
            node = self.index.parents[node]
        return node

    def span(self, node: ast.AST) -> Span:
        """Tell where a node stands; of a function, a class or a handler only the head, where a reader looks."""
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            return self._name_span(node)
        whole = self.extent(node)
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                return whole._replace(end_line=whole.line, end_column=whole.column + len("except"))
            head = self.extent(node.type)
            return whole._replace(end_line=head.end_line, end_column=head.end_column)
        return whole

    def line_number(self, line: int) -> int:
        """Return the number of a line as its reader counts: in a notebook the lines of each cell count from 1."""
        return self.cells.locate(Span(line, 1, line, 1)).line if self.cells else line

    def extent(self, node: ast.AST) -> Span:
        """Tell where a node begins and ends."""
        line, column = node.lineno, node.col_offset  # type: ignore[attr-defined]
        end_line, end_column = node.end_lineno, node.end_col_offset  # type: ignore[attr-defined]
        return Span(line, self._column(line, column), end_line, self._column(end_line, end_column))

    def segment(self, span: Span) -> str:
        """Return the text of a span."""
        return self.text[self.offset(span.line, span.column) : self.offset(span.end_line, span.end_column)]

    def offset(self, line: int, column: int) -> int:
        """Turn a line and column into a position in the text."""
        return self.starts[line - 1] + column - 1

    def place(self, offset: int) -> tuple[int, int]:
        """Turn a position in the text into a line and column."""
        line = bisect_right(self.starts, offset)
        if line == len(self.starts) > 1 and not self.text.endswith(("\n", "\r")):
            line -= 1
        return line, offset - self.starts[line - 1] + 1

    def span_of(self, start: int, end: int) -> Span:
        """Turn two positions in the text into a span."""
        return Span(*self.place(start), *self.place(end))

    def _column(self, line: int, byte_offset: int) -> int:
        return code_point_column(self.lines[line - 1], byte_offset) if line <= len(self.lines) else byte_offset + 1

    def _name_span(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span:
        line, column = node.lineno, self._column(node.lineno, node.col_offset)
        if self.lines[line - 1].startswith(f"def {node.name}(", column - 1):
            start = column + len("def ")
            return Span(line, start, line, start + len(node.name))
        if head := _HEAD.match(self.lines[line - 1], column - 1):
            return Span(line, head.start("name") + 1, line, head.end("name") + 1)
        far = _HEAD.match(self.text, self.offset(line, column))
        return self.span_of(*far.span("name")) if far else self.extent(node)


def question(answer: Callable[[Source], Answer]) -> Callable[[Source], Answer]:
    """Make a question of a function that looks at a source: it is answered once a source."""

    @wraps(answer)
    def answered(source: Source) -> Answer:
        answers = source.answers
        try:
            return answers[answer]  # type: ignore[return-value]
        except KeyError:
            watch_time()
        # Outside of the handler, so that an error of the question does not come with this one.
        found = answers[answer] = answer(source)
        return found

    return answered


def question_per(answer: Callable[Concatenate[Source, Keys], Answer]) -> Callable[Concatenate[Source, Keys], Answer]:
    """Make a question of a function that looks at something in a source: it is answered once for all that it is given.

    A search that is bounded by its depth alone needs this: `step = wrap(step)` in ten branches of a loop takes it ten
    to the power of the depth otherwise.
    """

    def nothing_yet(_: Source) -> dict[object, Answer]:
        return {}

    answers_of = question(nothing_yet)

    @wraps(answer)
    def answered(source: Source, /, *given: Keys.args, **named: Keys.kwargs) -> Answer:
        answers, key = answers_of(source), (given, *named.items()) if named else given
        if key not in answers:
            answers[key] = answer(source, *given, **named)
        return answers[key]

    return answered


def collected_per(
    step: Callable[Concatenate[Source, Keys], Iterable[Answer]],
) -> Callable[Concatenate[Source, Keys], tuple[Answer, ...]]:
    """Make such a question of a function that yields what it finds; of what is found again only the first counts."""

    @wraps(step)
    def walked(source: Source, /, *given: Keys.args, **named: Keys.kwargs) -> tuple[Answer, ...]:
        return tuple(dict.fromkeys(step(source, *given, **named)))

    return question_per(walked)


def parse(text: str, before: str = "") -> Parsed:
    """Parse text as a cell or module may hold it; what does not parse gives an empty module and a `Broken`.

    `before` is text of blank lines that moves the line numbers.
    """
    nothing = ast.Module([], [])
    try:
        return Parsed(getattr_to_attributes(syntax_tree(before + text), before + text))
    except (SyntaxError, ValueError) as error:
        return Parsed(nothing, (_broken(error),))
    except (RecursionError, MemoryError):
        return Parsed(nothing, (Broken(Span(1, 1, 1, 2), "the code is nested too deeply to be parsed"),))


def _broken(error: SyntaxError | ValueError) -> Broken:
    line = max(getattr(error, "lineno", 1) or 1, 1)
    column = max(getattr(error, "offset", 1) or 1, 1)
    end_line = max(getattr(error, "end_lineno", line) or line, line)
    end = max(getattr(error, "end_offset", 0) or 0, column + 1 if end_line == line else 1)
    return Broken(Span(line, column, end_line, end), _LINE.sub("", str(getattr(error, "msg", error))))
