"""Names that text uses: annotations in quotes, type comments, examples in docstrings, and magics in comments."""

import ast
import re

from rulekit.analysis.names.imports import bound_name, unread_imports
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.comments import comments
from rulekit.analysis.syntax.index import FUNCTIONS, children, walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.model.late import regex
from rulekit.notebook.magics import translate

WORD = regex(r"[^\W\d]\w*")
TYPING = ("typing.", "typing_extensions.", "collections.", "builtins.")

_TYPE_COMMENT = regex(r"#\s*type:(?!\s*ignore\b)(.*)")
_DOCTEST = regex(r"^\s*(?:>>>|\.\.\.)(.*)$", re.MULTILINE)
# Notebooks that are stored as modules keep magics in comments: Databricks behind MAGIC, jupytext behind the sign alone.
# What follows a `%%time` in comments is its cell; `# %%` alone begins a cell of code.
_MAGIC = regex(
    r"""(?mx)
    (?:^[ \t]*\#[ \t]*MAGIC\b[^\r\n]*(?:\r\n|\r|\n|\Z))+
  | ^[ \t]*\#[ \t]*%%\w[^\r\n]*(?:\r\n|\r|\n|\Z)(?:[ \t]*\#(?![ \t]*%%)[^\r\n]*(?:\r\n|\r|\n|\Z))*
  | ^[ \t]*\#[ \t]*[%!][^\W\d]\w[^\r\n]*
    """
)
_MAY_BE_MAGIC = regex(r"#[ \t]*(?:MAGIC\b|[%!])")
_COMMENT_SIGN = regex(r"(?m)^[ \t]*#[ \t]?(?:[ \t]*MAGIC\b[ \t]?)?")
_PROSE = ("%md", "%%markdown", "%%html")
_TYPED_CALLS = frozenset("cast TypeVar NewType NamedTuple TypedDict ParamSpec TypeVarTuple TypeAliasType".split())


@question
def quoted_types(source: Source) -> frozenset[str]:
    """Which names that no code reads do annotations in quotes and type comments use?"""
    unread = sorted({bound_name(alias) for alias in unread_imports(source)})
    is_likely = re.compile(rf"\b({'|'.join(map(re.escape, unread))})\b").search
    type_names: set[str] = set()
    for text in source.nodes(ast.Constant):
        if isinstance(text.value, str) and is_likely(text.value) and _is_type(source, text):
            type_names |= _names_in(text.value)
    if _TYPE_COMMENT.search(source.text):
        for comment in comments(source).values():
            if match := _TYPE_COMMENT.search(comment.text):
                type_names.update(WORD.findall(match[1].partition("#")[0]))
    return frozenset(type_names)


@question
def doctest_names(source: Source) -> frozenset[str]:
    """Which names do the examples in docstrings use?"""
    words: set[str] = set()
    if ">>>" in source.text:
        for text in source.nodes(ast.Constant):
            if isinstance(text.value, str) and ">>>" in text.value:
                words.update(word for line in _DOCTEST.findall(text.value) for word in WORD.findall(line))
    return frozenset(words)


@question
def commented_magics(source: Source) -> frozenset[str]:
    """Which names do magics and shell commands in comments use?"""
    words: set[str] = set()
    for block in _MAGIC.findall(source.text) if _MAY_BE_MAGIC.search(source.text) else ():
        text = _COMMENT_SIGN.sub("", block)
        if text.lstrip().startswith("!"):
            words |= translate(text.strip()).mentions
        elif not text.lstrip().startswith(_PROSE):
            words.update(WORD.findall(text))
    return frozenset(words)


@question
def literal_strings(source: Source) -> frozenset[str]:
    """Which strings does the code write?"""
    return frozenset(text.value for text in source.nodes(ast.Constant) if isinstance(text.value, str))


def _is_type(source: Source, text: ast.Constant) -> bool:
    """Tell whether a type checker reads a string as a type."""
    child: ast.AST = text
    for around in source.ancestors(text):
        if isinstance(around, ast.Subscript):
            verdict = _subscript_verdict(source, around, text)
            if verdict is not None:
                return verdict
        elif isinstance(around, (ast.arg, ast.AnnAssign)):
            # `Orders: TypeAlias = "..."` is one too.
            is_alias = isinstance(around, ast.AnnAssign) and "TypeAlias" in ast.dump(around.annotation)
            return around.annotation is child or is_alias
        elif isinstance(around, FUNCTIONS):
            return around.returns is child
        elif isinstance(around, ast.Call):
            target = names(source).resolve(around.func) or ast.unparse(around.func)
            return target.rpartition(".")[2] in _TYPED_CALLS
        elif isinstance(around, (ast.stmt, ast.Lambda, ast.JoinedStr)):
            return type(around).__name__ == "TypeAlias"
        child = around
    return False


def _subscript_verdict(source: Source, subscript: ast.Subscript, text: ast.Constant) -> bool | None:
    """Judge what stands in brackets: `Literal["x"]` is text, `Optional["x"]` a type, `data["x"]` depends."""
    target = names(source).resolve(subscript.value) or ""
    last = target.rpartition(".")[2] or last_name(subscript.value)
    if last == "Literal":
        return False
    if last == "Annotated" and isinstance(subscript.slice, ast.Tuple):
        return None if text in walk(subscript.slice.elts[0]) else False
    return True if target.startswith(TYPING) else None


def _names_in(text: str) -> frozenset[str]:
    """Read the names out of a type in quotes, those of quotes within it too."""
    try:
        tree = ast.parse(f"({text.strip()})", mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    words: set[str] = set()
    stack: list[ast.AST] = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name):
            words.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != text:
            words |= _names_in(node.value)
        is_literal = isinstance(node, ast.Subscript) and ast.unparse(node.value).rpartition(".")[2] == "Literal"
        stack += [node.value] if is_literal and isinstance(node, ast.Subscript) else children(node)
    return frozenset(words)
