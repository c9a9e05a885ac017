"""Local variables that are read by name at run time: in frames, in `df.query("...")`, SQL and formulas."""

import ast
from collections.abc import Iterator, Mapping, Sequence

from rulekit.analysis.flow.calls import calls_by_word, words_for
from rulekit.analysis.flow.constant_folding import UNKNOWN, constant
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.cell_links import counts_anywhere
from rulekit.analysis.syntax.index import Function
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.model.late import regex

SEES_VARIABLES = frozenset({"locals", "vars", "eval", "exec", "dir", "globals", "getcontext"})
SEES_FRAMES = tuple(
    "currentframe _getframe _current_frames f_locals f_back tb_frame getargvalues getcoroutinelocals getgeneratorlocals"
    " getasyncgenlocals getclosurevars co_varnames co_freevars co_cellvars settrace setprofile".split()
)
# Methods and functions that read names out of a text, with the library that the file must mention.
READS_TEXTS: Mapping[str, str] = {
    "eval": "",
    "query": "",
    "sql": "",
    "sqldf": "",
    **dict.fromkeys("execute from_query query_df".split(), "duckdb"),
    **dict.fromkeys("evaluate".split(), "numexpr"),
    **dict.fromkeys("run_line_magic run_cell_magic run_cell system getoutput".split(), "get_ipython"),
    **dict.fromkeys("dmatrices dmatrix".split(), "patsy"),
    **dict.fromkeys("ols gls wls glm gee logit probit mnlogit poisson mixedlm from_formula".split(), "statsmodels"),
}
_WORD = regex(r"\w+")
_BUILT_IN = frozenset(f"builtins.{word}" for word in SEES_VARIABLES)


def may_be_looked_up(source: Source, function: Function, name: str) -> bool:
    """Tell whether a local name may be read by its text, though the function itself does not show the text."""
    if looks_into_frames(source) or _sees_variables(source, function):
        return True
    texts = (text for call, text in texts_that_look_up(source) if _is_in(function, call))
    return any(value is UNKNOWN or name in _WORD.findall(str(value)) for value in texts)


@question
def texts_that_look_up(source: Source) -> Sequence[tuple[ast.Call, object]]:
    """Which calls read names out of texts, and out of which, as far as that can be told?"""
    known = vocabulary(source)
    readers = frozenset(word for word, library in READS_TEXTS.items() if word in known and library in known)
    return [
        (call, constant(source, argument))
        for call in _calls_of(source, readers)
        for argument in (*call.args, *(keyword.value for keyword in call.keywords))
    ]


@question
def words_that_look_up(source: Source) -> frozenset[str]:
    """Which words stand in texts that names are read out of?"""
    words = (str(value) for _, value in texts_that_look_up(source) if value is not UNKNOWN)
    return frozenset(word for text in words for word in _WORD.findall(text))


@counts_anywhere("|".join(SEES_FRAMES))
@question
def looks_into_frames(source: Source) -> bool:
    """Does the code look into the frames of functions, its own or others?"""
    known = vocabulary(source)
    return any(word in known for word in SEES_FRAMES)


def _sees_variables(source: Source, function: Function) -> bool:
    """Tell whether a function asks for its variables, as `locals()` does, or runs code that may."""
    written = names_by_word(source)
    if any(_is_in(function, node) for word in SEES_VARIABLES for node in written.get(word, ())):
        return True
    resolve = names(source).resolve
    calls = (call for call in _calls_of(source, SEES_VARIABLES) if _is_in(function, call))
    return any(isinstance(call.func, ast.Name) or resolve(call.func) in _BUILT_IN for call in calls)


def _calls_of(source: Source, words: frozenset[str]) -> Iterator[ast.Call]:
    """Yield the calls of something that goes by one of these words."""
    calls = calls_by_word(source)
    for word in words_for(source, words) if words else ():
        yield from calls.get(word, ())


def _is_in(function: Function, node: ast.expr) -> bool:
    return function.lineno <= node.lineno <= (function.end_lineno or function.lineno)
