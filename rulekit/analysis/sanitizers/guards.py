"""Whether the code looks at a value before it uses it: a comparison, a check, a way out for what is not wanted."""

import ast
import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from rulekit.analysis.flow.control_flow import falls_through
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.index import COMPREHENSIONS, FUNCTIONS, walk
from rulekit.analysis.syntax.last_name import called_name, last_name
from rulekit.analysis.syntax.source import Source, question_per
from rulekit.analysis.syntax.statements import place_in_block, siblings
from rulekit.known.sanitizers import CLEANING_NAME

_WEAK_CALLS = frozenset(
    "get strip lower upper exists isfile isdir is_file is_dir getlist len bool str print input encode decode".split()
)
_REFUSING = frozenset("relative_to int float UUID ip_address ip_network strptime fromisoformat index".split())
_FORMS = frozenset("is_valid validate validate_on_submit full_clean run_validation".split())
_LOOPS = (ast.For, ast.AsyncFor, ast.comprehension)
DEPTH = 3


class Guards:
    """Looks for guards of some values before a place; the values are the names and expressions that hold them."""

    def __init__(self, source: Source, values: frozenset[str]) -> None:
        self._source = source
        parts = sorted((re.escape(value) for value in values), key=len, reverse=True)
        self._held = re.compile(rf"(?<![\w.\"'])(?:{'|'.join(parts)})(?!\w)")

    def stand_before(self, place: ast.AST) -> bool:
        """Tell whether the place is reached only by values that the code has looked at."""
        child = place
        for around in self._source.ancestors(place):
            if self._around(around, child):
                return True
            if isinstance(child, ast.stmt) and any(map(self._sorts_by, _guards_before(self._source, child))):
                return True
            if isinstance(around, (*FUNCTIONS, ast.ClassDef)):
                return False
            child = around
        return False

    def _around(self, around: ast.AST, child: ast.AST) -> bool:
        """Tell whether what stands around a place lets only some values in."""
        if isinstance(around, (ast.If, ast.IfExp, ast.While)) and child is not around.test:
            is_body = child is around.body or (isinstance(around.body, list) and child in around.body)
            return self._tells(around.test, leaving=not is_body)
        if isinstance(around, ast.BoolOp) and child in around.values:
            before = around.values[: around.values.index(child)]
            return any(self._tells(one, leaving=isinstance(around.op, ast.Or)) for one in before)
        if isinstance(around, COMPREHENSIONS):
            return any(self._tells(test, leaving=False) for one in around.generators for test in one.ifs)
        if isinstance(around, ast.match_case):
            subject = getattr(self._source.parents.get(around), "subject", None)
            takes_all = isinstance(around.pattern, ast.MatchAs) and around.pattern.pattern is None
            return subject is not None and self._mentions(subject) and not takes_all
        return False

    def _sorts_by(self, guard: ast.AST) -> bool:
        """Tell whether a guard before the place sorts values out."""
        match guard:
            case ast.If():
                return self._sorts_out(guard)
            case ast.While(test=test):
                return self._tells(test, leaving=True)
            case ast.Assert(test=test):
                return self._tells(test, leaving=False)
            case ast.Match(subject=subject):
                return self._mentions(subject)
            case ast.Expr(value=value):
                return called_name(value) in _FORMS or self._mentions(value)
        return False

    def _sorts_out(self, choice: ast.If) -> bool:
        if not falls_through(choice.body) or _ends(choice.body):
            return self._tells(choice.test, leaving=True)
        if choice.orelse and (not falls_through(choice.orelse) or _ends(choice.orelse)):
            return self._tells(choice.test, leaving=False)
        assignments = (one for one in (*choice.body, *choice.orelse) if isinstance(one, ast.Assign))
        targets = (ast.unparse(target) for assignment in assignments for target in assignment.targets)
        return any(map(self._held.fullmatch, targets)) and self._tells(choice.test, leaving=True)

    def _tells(self, test: ast.expr, *, leaving: bool) -> bool:
        """Tell whether a condition says something about the values, more than whether there is one.

        Where the code leaves if it holds, being equal to one word (`if name == "quit"`) says nothing of the others,
        and neither does one ending (`if name.endswith(".bak")`).
        """
        for node in walk(test):
            if isinstance(node, ast.Compare) and self._compares(node, leaving=leaving):
                return True
            if isinstance(node, ast.Call):
                word = last_name(node.func)
                denies = leaving and word == "endswith" and not isinstance(self._source.parents.get(node), ast.UnaryOp)
                if word in _FORMS or (word not in _WEAK_CALLS and not denies and self._mentions(node)):
                    return True
            if isinstance(node, ast.Name) and self._is_verdict(node):
                return True
        return False

    def _compares(self, test: ast.Compare, *, leaving: bool) -> bool:
        other, operator = test.comparators[0], test.ops[0]
        if isinstance(other, ast.Constant) and not other.value and not isinstance(other.value, int):
            return False
        if isinstance(operator, (ast.In, ast.NotIn)) and self._mentions(other):
            return not (isinstance(test.left, ast.Constant) and str(test.left.value).isidentifier())
        if leaving and isinstance(operator, ast.Eq) and isinstance(other, ast.Constant):
            return isinstance(other.value, (int, bool))
        return self._mentions(test)

    def _is_verdict(self, name: ast.Name) -> bool:
        """Recognise the result of a check under a name: `match = re.match(pattern, name)`."""
        for definition in definitions(self._source, name):
            value = names(self._source).value(definition)
            if value is None or self._held.fullmatch(name.id):
                continue
            calls = [node for node in walk(value) if isinstance(node, ast.Call)]
            if any(self._mentions(one) and last_name(one.func) not in _WEAK_CALLS for one in calls):
                return True
            if any(self._compares(one, leaving=False) for one in walk(value) if isinstance(one, ast.Compare)):
                return True
        return False

    def _mentions(self, node: ast.AST) -> bool:
        if self._held.search(ast.unparse(node)):
            return True
        return any(self._derives(one) for one in _names_in(node))

    def _derives(self, name: ast.Name) -> bool:
        """Tell whether a name holds something that was made of the values."""
        seen: set[ast.AST] = set()
        waiting = [*definitions(self._source, name)]
        while waiting:
            definition = waiting.pop()
            if definition in seen:
                continue
            seen.add(definition)
            loop = self._source.parents.get(definition)
            value = loop.iter if isinstance(loop, _LOOPS) else names(self._source).value(definition)
            if value is None:
                continue
            if self._held.search(ast.unparse(value)):
                return True
            waiting += [further for one in _names_in(value) for further in definitions(self._source, one)]
        return False


def _guards_before(source: Source, statement: ast.stmt) -> Iterator[ast.AST]:
    """Yield what may sort values out in the statements before another of its block, the nearest first."""
    block, end = place_in_block(source, statement)
    holders = _holders_of_guards(source, block[0]) if block else ()
    for place in reversed(holders[: bisect_left(holders, end)]):
        yield from _guards_in(source, block[place])


@question_per
def _holders_of_guards(source: Source, first: ast.stmt) -> Sequence[int]:
    """At which places of a block do statements hold guards?"""
    return [place for place, statement in enumerate(siblings(source, first)) if _guards_in(source, statement)]


@question_per
def _guards_in(_: Source, statement: ast.stmt) -> Sequence[ast.AST]:
    """What in a statement may sort values out? Calls such as `check_path(name)` do as statements."""
    is_definition = isinstance(statement, (*FUNCTIONS, ast.ClassDef))
    return [node for node in walk(statement) if _may_guard(node)] if not is_definition else []


def _may_guard(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        word = called_name(node.value)
        return word in _FORMS or word in _REFUSING or bool(CLEANING_NAME.search(word))
    return isinstance(node, (ast.If, ast.While, ast.Assert, ast.Match))


def is_looked_at(source: Source, value: ast.expr, place: ast.AST, made_of: Collection[str] = ()) -> bool:
    """Tell whether a guard has looked at a value, at a name in it, or at what it is made of, before a place."""
    called = {node.func for node in walk(value) if isinstance(node, ast.Call)}
    words = {*made_of, *(name.id for name in _names_in(value) if name not in called)} - {"self", "cls", ""}
    return Guards(source, frozenset({ast.unparse(value), *words})).stand_before(place)


def is_attempted(source: Source, place: ast.AST, errors: frozenset[str]) -> bool:
    """Tell whether a `try` around a place is ready for one of these errors."""
    child = place
    for around in source.ancestors(place):
        if isinstance(around, FUNCTIONS):
            return False
        if isinstance(around, (ast.Try, ast.TryStar)) and child in around.body:
            for handler in around.handlers:
                caught = ast.unparse(handler.type) if handler.type is not None else "Exception"
                if any(re.search(rf"\b{error}\b", caught) for error in errors):
                    return True
        child = around
    return False


def _ends(body: list[ast.stmt]) -> bool:
    """Recognise a block that leaves in another way: `parser.error(...)`, `self.fail(...)`, `die(...)`."""
    word = called_name(body[-1].value) if isinstance(body[-1], ast.Expr) else ""
    return word in {"error", "fail", "die", "usage", "send_error", "bad_request", "raise_exception"}


def _names_in(node: ast.AST) -> Iterator[ast.Name]:
    return (one for one in walk(node) if isinstance(one, ast.Name) and one.ctx.__class__ is ast.Load)
