"""Input that reaches a place where it does harm, and that no guard on its way has looked at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.sanitizers.guards import Guards, is_attempted
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.taint.backward import Origin, input_of
from rulekit.analysis.taint.model import Channel
from rulekit.analysis.taint.sources import may_take_input
from rulekit.known.inputs import OWN_ADDRESSES
from rulekit.model.finding import Step
from rulekit.rules.security.unvalidated_input.other_rules import shared_uses
from rulekit.rules.security.unvalidated_input.sinks import Harm, HarmfulUse, harmful_uses

LONGEST = 4
_QUIET = frozenset({Channel.ENVIRONMENT})
_OWN = frozenset({Channel.PERSON, Channel.COMMAND_LINE})
_ONLY_NETWORK = frozenset({Harm.PATTERN, Harm.FORMAT, Harm.REDIRECT})
_NOT_BY_ARGUMENT = _ONLY_NETWORK | {Harm.PAGE, Harm.HTML, Harm.URL, Harm.HOST, Harm.TEMPLATE, Harm.YAML, Harm.COMMAND}
_HANDLED = {
    Harm.PATH: frozenset({"OSError", "IOError", "EnvironmentError", "FileNotFoundError", "Exception"}),
    Harm.COMMAND: frozenset({"OSError", "FileNotFoundError", "Exception"}),
    Harm.INDEX: frozenset({"ValueError", "IndexError", "Exception", "LookupError"}),
    Harm.SIZE: frozenset({"ValueError", "Exception"}),
    Harm.NAME: frozenset({"AttributeError", "Exception"}),
    Harm.MODULE: frozenset({"ImportError", "ModuleNotFoundError", "Exception"}),
}


@dataclass(frozen=True)
class Unguarded:
    """One way of input to a place where it does harm, and where it comes from."""

    use: HarmfulUse
    origin: Origin


@question
def unguarded_uses(source: Source) -> tuple[Unguarded, ...]:
    """Where does input do harm that no guard has looked at? One answer for each place."""
    if not may_take_input(source):
        return ()
    found: dict[ast.AST, Unguarded] = {}
    for use in (*harmful_uses(source), *shared_uses(source)):
        for value in use.values:
            origin = input_of(source, value) if not isinstance(value, ast.Constant) else None
            if origin is None or use.node in found or not _counts(source, use, origin):
                continue
            if not is_guarded(source, use, value, origin):
                found[use.node] = Unguarded(use, origin)
    return tuple(found.values())


def _counts(source: Source, use: HarmfulUse, origin: Origin) -> bool:
    """Tell whether this harm is one by this channel: a person at the keyboard may open any page of the web."""
    if origin.channel in _QUIET:
        return False
    if origin.channel not in _OWN:
        leads_back = use.harm in {Harm.REDIRECT, Harm.URL} and getattr(origin.node, "attr", "") in OWN_ADDRESSES
        return use.harm is not Harm.SIZE and not leads_back
    excused = _ONLY_NETWORK if origin.channel is Channel.PERSON else _NOT_BY_ARGUMENT
    if use.harm in excused or _is_from_afar(source, use, origin):
        return False
    errors = _HANDLED.get(use.harm, frozenset())
    return not any(is_attempted(source, place, errors) for place in (use.node, *use.values))


def _is_from_afar(source: Source, use: HarmfulUse, origin: Origin) -> bool:
    """Tell whether what is typed in one function comes to another by way of an attribute, where nobody follows it.

    Words of the command line are not followed through calls either: most programs open what they are told to.
    """
    if any(isinstance(one, (ast.Call, ast.arg)) for one in origin.way):
        return origin.channel is Channel.COMMAND_LINE
    here = enclosing_function(source, origin.node)
    return here is not None and here is not enclosing_function(source, use.node)


def is_guarded(source: Source, use: HarmfulUse, value: ast.expr, origin: Origin) -> bool:
    """Tell whether the code looks at a value between the place where it enters and the one where it does harm."""
    if any(_is_checking(one) for one in _decorators(source, use.node)):
        return True
    held = {ast.unparse(value), ast.unparse(origin.node)} if isinstance(origin.node, ast.expr) else {ast.unparse(value)}
    if isinstance(origin.node, ast.arg):
        held.add(origin.node.arg)
    held |= {name for one in origin.way if (name := getattr(one, "id", getattr(one, "arg", "")))}
    held |= _around_origin(source, origin)
    return Guards(source, frozenset(held)).stand_before(use.node)


def _around_origin(source: Source, origin: Origin) -> set[str]:
    """Give the whole of which the input is a part: `request.args["name"]`, where the origin is `request.args`."""
    found: set[str] = set()
    node: ast.AST = origin.node
    while isinstance(parent := source.parents.get(node), (ast.Subscript, ast.Attribute, ast.Call)):
        if isinstance(parent, ast.Call) and parent.func is not node:
            break
        found.add(ast.unparse(parent))
        node = parent
    return found


def _decorators(source: Source, node: ast.AST) -> Iterator[ast.expr]:
    function = enclosing_function(source, node)
    yield from function.decorator_list if function is not None else ()


def _is_checking(decorator: ast.expr) -> bool:
    """Recognise decorators that check what comes in: `@use_args(OrderSchema)`, `@validate_json(...)`."""
    bare = decorator.func if isinstance(decorator, ast.Call) else decorator
    word = last_name(bare)
    return any(part in word for part in ("valid", "schema", "use_args", "use_kwargs", "expects", "expect", "parse"))


def way_steps(source: Source, flow: Unguarded) -> tuple[Step, ...]:
    """Tell the way from where the input enters to where it does harm, one step a line."""
    steps: dict[int, Step] = {}
    entry = source.span(flow.origin.node)
    steps[entry.line] = Step(entry, flow.origin.what)
    for place in flow.origin.way:
        span = source.span(place)
        deed = _deed(place)
        if deed:
            steps.setdefault(span.line, Step(span, deed))
    end = source.span(flow.use.node)
    found = [*steps.values()][:LONGEST]
    return (*found, Step(end, "is used here")) if end.line not in steps else tuple(found)


def _deed(place: ast.AST) -> str:
    """Say what happens to a value at a station of its way."""
    if isinstance(place, ast.arg):
        return f"is handed over as `{place.arg}`"
    if isinstance(place, ast.Call):
        return "is given back here"
    name = getattr(place, "id", "")
    return f"is kept as `{name}`" if name else ""
