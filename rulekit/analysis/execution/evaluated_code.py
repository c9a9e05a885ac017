"""Which calls run a text as code, what text that is, and who decides what it says."""

import ast
import re
from collections.abc import Iterator

from rulekit.analysis.flow.call_graph import callees
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.reaching_definitions import single_value_at
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function, own_nodes
from rulekit.analysis.names.imports import imported_packages
from rulekit.analysis.names.scopes import DEPTH, names
from rulekit.analysis.sanitizers.allowlists import is_checked
from rulekit.analysis.sanitizers.calls import is_cleaned_for_code
from rulekit.analysis.strings.expression_texts import texts_of
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.analysis.taint.backward import Kind, Origin, farthest
from rulekit.known.evaluation import (
    BARE,
    COMPILERS,
    FRAME_METHODS,
    FRAME_MODULES,
    FRAME_TYPES,
    MIXED,
    RUNNERS,
)
from rulekit.model.late import dataclass, regex

READING = frozenset({"read", "read_text", "read_bytes", "decode", "getvalue"})
OPENING = frozenset({"open", "Path"})
LONGEST_NAME = 20
_TARGETS = frozenset(RUNNERS)
_LOOKING = frozenset("isinstance id callable repr partial dict signature hasattr getattr patch".split())
_FRAME = regex(r"(^|_)(df|frame|data_?frame)\d*$", re.IGNORECASE)
_HANDED_ON = regex(r"[(,=]\s*(?:eval|exec)\s*[,)]")


def uncompiled(source: Source, expression: ast.expr, depth: int = DEPTH) -> ast.expr:
    """Go back from what `compile` or `ast.parse` made to the text."""
    if isinstance(expression, ast.Call) and depth > 0:
        if names(source).resolve(expression.func) in COMPILERS:
            given = argument(source, expression, "source", 0)
            return uncompiled(source, given, depth - 1) if given is not None else expression
    elif isinstance(expression, ast.Name) and depth > 0:
        value = single_value_at(source, expression)
        if isinstance(value, ast.Call):
            inner = uncompiled(source, value, depth - 1)
            return expression if inner is value else inner
    return expression


def loosest_origin(source: Source, text: ast.expr) -> Origin | None:
    """Tell where the loosest part of a text comes from; nothing if only numbers or nothing at all can vary."""
    holes = [hole for made in texts_of(source, text) for hole in made.interpolations if not hole.is_number]
    loose = []
    for hole in holes:
        origin = farthest(source, hole.expression)
        # A number is harmless here; what was made harmless for other uses is not so for this one.
        is_number = origin.kind is Kind.CLEANED and is_cleaned_for_code(source, origin.node)
        is_number = is_number or _is_count(source, hole.expression)
        if origin.kind is not Kind.CONSTANT and not is_number and not is_checked(source, hole.expression):
            loose.append(origin)
    return min(loose, key=lambda origin: origin.kind.value, default=None)


def _is_count(source: Source, expression: ast.expr) -> bool:
    """Tell whether a name is that of a loop, and a number in each of its rounds: of `range`, or counted."""
    definitions = names(source).binders(expression) if isinstance(expression, ast.Name) else ()
    return bool(definitions) and all(_is_count_of_loop(source, one) for one in definitions)


def _is_count_of_loop(source: Source, definition: ast.AST) -> bool:
    parent = source.parents.get(definition)
    pair = parent if isinstance(parent, ast.Tuple) else None
    loop = source.parents.get(pair) if pair else parent
    if not isinstance(loop, (ast.For, ast.comprehension)):
        return False
    if pair is None:
        return _is_range(source, loop.iter)
    match loop.iter:
        case ast.Call(func=function, args=[items, *_]) if names(source).resolve(function) == "builtins.enumerate":
            return pair.elts[0] is definition or (definition in pair.elts and _is_range(source, items))
    return False


def _is_range(source: Source, expression: ast.expr) -> bool:
    made = single_value_at(source, expression) or names(source).single_value(expression) or expression
    if not isinstance(made, ast.Call):
        return False
    maker = names(source).resolve(made.func)
    return maker == "builtins.range" or (
        maker in {"builtins.list", "builtins.tuple"} and bool(made.args) and _is_range(source, made.args[0])
    )


def checks_names_of_code(source: Source, node: ast.AST) -> bool:
    """Tell whether the function around, or one that it calls, looks at the names that compiled code uses."""
    function = enclosing_function(source, node)
    if function is None or "co_names" not in vocabulary(source):
        return False
    reading = (function, *(called for _, called in callees(source, function)))
    return any(getattr(one, "attr", "") == "co_names" for around in reading for one in own_nodes(around))


def is_fixed(source: Source, text: ast.expr | None) -> bool:
    """Tell whether all of a text stands in the code."""
    return text is not None and not any(made.is_dynamic for made in texts_of(source, text))


def reads_own_file(source: Source, text: ast.expr | None) -> bool:
    """Tell whether a text is read from a file whose name stands in the code."""
    if text is not None:
        text = single_value_at(source, text) or text
    while isinstance(text, ast.Call) and isinstance(text.func, ast.Attribute) and text.func.attr in READING:
        text = text.func.value
    # `with open("version.py") as f`.
    parents = [
        source.parents.get(binder) for binder in (names(source).binders(text) if isinstance(text, ast.Name) else ())
    ]
    handles = [parent.context_expr for parent in parents if isinstance(parent, ast.withitem)]
    return any(_opens_own_file(source, opened) for opened in (text, *handles))


def _opens_own_file(source: Source, call: ast.AST | None) -> bool:
    if not isinstance(call, ast.Call) or last_name(call.func) not in OPENING:
        return False
    return farthest(source, (*call.args, call.func)[0]).kind not in {Kind.INPUT, Kind.PARAMETER}


@dataclass(frozen=True)
class Running:
    """A place where text is run as code: the call or the name that is handed on, what runs it, and the text.

    `origin` tells where the part of the text comes from that the program has the least power over; no origin means
    that the text is fixed.
    """

    node: ast.expr
    runner: str
    text: ast.expr | None
    origin: Origin | None

    @property
    def name(self) -> str:
        """What runs the text, as people call it."""
        short = self.runner.removeprefix("builtins.")
        return short.rpartition(".")[2] if short.count(".") > 1 or len(short) > LONGEST_NAME else short

    @property
    def is_frame(self) -> bool:
        """Whether it is an expression about the columns of a data frame."""
        return self.runner.startswith("pandas.")

    def is_near(self, source: Source) -> bool:
        """Tell whether the text is handed to the very function that runs it, not by way of an attribute."""
        handed_to = enclosing_function(source, self.origin.node) if self.origin else None
        return handed_to is not None and handed_to in source.ancestors(self.node)

    @property
    def call(self) -> ast.Call | None:
        """The call that runs the text."""
        return self.node if isinstance(self.node, ast.Call) else None


@question
def running_places(source: Source) -> tuple[Running, ...]:
    """Where is text run as code?"""
    return (*_calls(source), *_frames(source), *_handed_on(source))


def _calls(source: Source) -> Iterator[Running]:
    """Find calls of what runs its argument."""
    for call, target in (*calls_to(source, _TARGETS), *_hidden(source)):
        name, place = RUNNERS[target]
        given = argument(source, call, name, place)
        if given is None or (target == "types.FunctionType" and uncompiled(source, given) is given):
            continue
        text = uncompiled(source, given)
        origin = loosest_origin(source, text)
        # Functions that take other things as well count where they surely get a text that is not fixed.
        is_text = origin is not None and (
            origin.kind is Kind.INPUT or any(made.has_literal for made in texts_of(source, text))
        )
        if is_text or target not in MIXED:
            yield Running(call, target, text, origin)


def _hidden(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Find `__builtins__.eval(...)` and the shell of a notebook: `get_ipython().run_cell(...)`."""
    by_word = calls_by_word(source)
    for word in ("eval", "exec", "run_cell", "ex", "ev"):
        for call in by_word.get(word, ()):
            base = call.func.value if isinstance(call.func, ast.Attribute) else None
            target = f"builtins.{word}" if last_name(base) == "__builtins__" else ""
            if called_name(base) == "get_ipython":
                target = f"IPython.core.interactiveshell.InteractiveShell.{word}"
            if target in RUNNERS:
                yield call, target


def _frames(source: Source) -> Iterator[Running]:
    """Find `frame.query(text)` and `frame.eval(text)`."""
    for word in FRAME_METHODS:
        for call in calls_by_word(source).get(word, ()):
            receiver = call.func.value if isinstance(call.func, ast.Attribute) else None
            made, given = type_of(source, receiver), argument(source, call, "expr", 0)
            # A frame is known by its type, or by a name such as `orders_df` where its library is imported.
            may_be = _FRAME.search(last_name(receiver)) and not FRAME_MODULES.isdisjoint(imported_packages(source))
            if given is not None and (made in FRAME_TYPES if made is not None else may_be):
                yield Running(call, f"pandas.DataFrame.{word}", given, loosest_origin(source, given))


def _handed_on(source: Source) -> Iterator[Running]:
    """Find `eval` and `exec` that are handed to others: `map(eval, lines)`, `type=eval`, `frame.apply(eval)`."""
    words = f"\n{vocabulary(source)}\n"
    is_likely = ("\neval\n" in words or "\nexec\n" in words) and _HANDED_ON.search(source.text)
    by_word = names_by_word(source) if is_likely else {}
    for name in (*by_word.get("eval", ()), *by_word.get("exec", ())):
        if name.ctx.__class__ is not ast.Load:
            continue
        parent = source.parents[name]
        call = source.parents[parent] if isinstance(parent, ast.keyword) else parent
        if not isinstance(call, ast.Call) or call.func is name or names(source).resolve(name) not in BARE:
            continue
        # `callable(eval)` and `dict(eval=eval)` do not call what they are given.
        if last_name(call.func) in _LOOKING:
            continue
        place = call.args.index(name) + 1 if name in call.args else len(call.args)
        items = call.args[place] if place < len(call.args) else None
        origin = loosest_origin(source, items) if items is not None else Origin(Kind.UNKNOWN, name)
        if origin is not None:
            yield Running(name, f"builtins.{name.id}", items, origin)
