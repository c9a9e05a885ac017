"""Which calls run a text as code, what text that is, and who decides what it says."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.execution.code_origin import is_surely_text, loosest_origin, uncompiled
from rulekit.analysis.flow.calls import argument, calls_by_word, calls_to
from rulekit.analysis.flow.type_inference import type_of
from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.imported_packages import imported_packages
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import names_by_word, vocabulary
from rulekit.analysis.taint.backward import Kind, Origin
from rulekit.known.evaluation import (
    BARE,
    FRAME_METHODS,
    FRAME_MODULES,
    FRAME_TYPES,
    MIXED,
    RUNNERS,
)

BUILTINS_NAME = "__builtins__"
LONGEST_NAME = 20
_TARGETS = frozenset(RUNNERS)
_LOOKING = frozenset("isinstance id callable repr partial dict signature hasattr getattr patch".split())
_FRAME = re.compile(r"(^|_)(df|frame|data_?frame)\d*$", re.IGNORECASE)
_HANDED_ON = re.compile(r"[(,=]\s*(?:eval|exec)\s*[,)]")


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
        if target in MIXED and not is_surely_text(source, text, origin):
            continue
        yield Running(call, target, text, origin)


def _hidden(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Find `__builtins__.eval(...)` and the shell of a notebook: `get_ipython().run_cell(...)`."""
    by_word = calls_by_word(source)
    for word in ("eval", "exec", "run_cell", "ex", "ev"):
        for call in by_word.get(word, ()):
            base = call.func.value if isinstance(call.func, ast.Attribute) else None
            if isinstance(base, ast.Name) and base.id == BUILTINS_NAME and f"builtins.{word}" in BARE:
                yield call, f"builtins.{word}"
            elif isinstance(base, ast.Call) and getattr(base.func, "id", "") == "get_ipython":
                target = f"IPython.core.interactiveshell.InteractiveShell.{word}"
                if target in RUNNERS:
                    yield call, target


def _frames(source: Source) -> Iterator[Running]:
    """Find `frame.query(text)` and `frame.eval(text)`."""
    for word in FRAME_METHODS:
        for call in calls_by_word(source).get(word, ()):
            if isinstance(call.func, ast.Attribute) and _is_frame(source, call.func.value):
                given = argument(source, call, "expr", 0)
                if given is not None:
                    yield Running(call, f"pandas.DataFrame.{word}", given, loosest_origin(source, given))


def _is_frame(source: Source, receiver: ast.expr) -> bool:
    made = type_of(source, receiver)
    if made is not None:
        return made in FRAME_TYPES
    word = last_name(receiver)
    if not _FRAME.search(word):
        return False
    return not FRAME_MODULES.isdisjoint(imported_packages(source))


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
        if _only_looks(call) or (isinstance(parent, ast.keyword) and parent.arg != "type" and _is_named(parent)):
            continue
        items = _next_argument(call, name)
        origin = loosest_origin(source, items) if items is not None else Origin(Kind.UNKNOWN, name)
        if origin is not None:
            yield Running(name, f"builtins.{name.id}", items, origin)


def _next_argument(call: ast.Call, name: ast.Name) -> ast.expr | None:
    """Give what stands behind a name among the arguments: `map(eval, lines)`."""
    place = call.args.index(name) + 1 if name in call.args else len(call.args)
    return call.args[place] if place < len(call.args) else None


def _only_looks(call: ast.Call) -> bool:
    """Recognise calls that do not call what they are given: `isinstance`, `patch`, `partial`, which others see."""
    word = last_name(call.func)
    return word in _LOOKING


def _is_named(keyword: ast.keyword) -> bool:
    return keyword.arg in {"eval", "exec", "name", "spec", "side_effect"}
