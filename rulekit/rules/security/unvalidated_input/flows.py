"""Input that reaches a place where it does harm, and that no guard on its way has looked at."""

import ast

from rulekit.analysis.names.functions import enclosing_function
from rulekit.analysis.names.scopes import names
from rulekit.analysis.sanitizers.guards import Guards, is_attempted
from rulekit.analysis.syntax.index import walk
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.taint.backward import Origin, input_of
from rulekit.analysis.taint.sources import Channel, may_take_input
from rulekit.known.inputs import OWN_ADDRESSES
from rulekit.model.finding import Step
from rulekit.model.late import dataclass
from rulekit.rules.security.unvalidated_input.sinks import Harm, HarmfulUse, harmful_uses

MOST_STEPS = 4
# A person at the keyboard only harms the own machine with these; words of the command line are mostly the owner's.
_ONLY_NETWORK = frozenset({Harm.PATTERN, Harm.FORMAT, Harm.REDIRECT})
_NOT_BY_ARGUMENT = _ONLY_NETWORK | {Harm.PAGE, Harm.HTML, Harm.URL, Harm.HOST, Harm.TEMPLATE, Harm.YAML, Harm.COMMAND}
# Whoever waits for these errors has thought of the value that leads to them.
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
    unguarded: dict[ast.AST, Unguarded] = {}
    for use in harmful_uses(source) if may_take_input(source) else ():
        for value in use.values:
            origin = input_of(source, value) if not isinstance(value, ast.Constant) else None
            if origin is None or use.node in unguarded or not _does_harm(source, use, origin):
                continue
            if not is_guarded(source, use, value, origin):
                unguarded[use.node] = Unguarded(use, origin)
    return tuple(unguarded.values())


def _does_harm(source: Source, use: HarmfulUse, origin: Origin) -> bool:
    """Tell whether this harm is one by this channel: a person at the keyboard may open any page of the web."""
    if origin.channel is Channel.ENVIRONMENT:
        return False
    if origin.channel is Channel.NETWORK:
        leads_back = use.harm in {Harm.REDIRECT, Harm.URL} and getattr(origin.node, "attr", "") in OWN_ADDRESSES
        return use.harm is not Harm.SIZE and (not leads_back or _picks_part(source, use, origin))
    excused = _ONLY_NETWORK if origin.channel is Channel.PERSON else _NOT_BY_ARGUMENT
    if use.harm in excused:
        return False
    if any(isinstance(definition, (ast.Call, ast.arg)) for definition in origin.path):
        # Words of the command line are not followed through calls: most programs open what they are told to.
        if origin.channel is Channel.COMMAND_LINE:
            return False
    else:
        # What is typed in one function comes to another by way of an attribute, where nobody follows it.
        function = enclosing_function(source, origin.node)
        if function is not None and function is not enclosing_function(source, use.node):
            return False
    errors = _HANDLED.get(use.harm, frozenset())
    return not any(is_attempted(source, place, errors) for place in (use.node, *use.values))


def _picks_part(source: Source, use: HarmfulUse, origin: Origin) -> bool:
    """Tell whether one parameter is picked out of an address, which may say anything: `parse_qs(self.path)["url"]`."""
    values = [names(source).value(node) for node in origin.path]
    for node in (node for value in (*values, *use.values) if value is not None for node in walk(value)):
        match node:
            case ast.Subscript(slice=ast.Constant(value=str())):
                return True
            case ast.Call(func=ast.Attribute(attr="get" | "pop"), args=[ast.Constant(value=str()), *_]):
                return True
    return False


def is_guarded(source: Source, use: HarmfulUse, value: ast.expr, origin: Origin) -> bool:
    """Tell whether the code looks at a value between the place where it enters and the one where it does harm."""
    function = enclosing_function(source, use.node)
    for decorator in function.decorator_list if function is not None else ():
        # `@use_args(OrderSchema)` and `@validate_json(...)` check what comes in.
        bare = decorator.func if isinstance(decorator, ast.Call) else decorator
        if any(part in last_name(bare) for part in ("valid", "schema", "use_args", "use_kwargs", "expect", "parse")):
            return True
    held = {ast.unparse(value)} | {getattr(node, "id", getattr(node, "arg", "")) for node in origin.path} - {""}
    node = origin.node
    held.add(node.arg if isinstance(node, ast.arg) else ast.unparse(node))
    # The whole of which the input is a part: `request.args["name"]`, where the origin is `request.args`.
    while isinstance(parent := source.parents.get(node), (ast.Subscript, ast.Attribute, ast.Call)):
        if isinstance(parent, ast.Call) and parent.func is not node:
            break
        held.add(ast.unparse(parent))
        node = parent
    return Guards(source, frozenset(held)).stand_before(use.node)


def path_steps(source: Source, flow: Unguarded) -> tuple[Step, ...]:
    """Tell the path from where the input enters to where it does harm, one step a line."""
    entry, end = source.span(flow.origin.node), source.span(flow.use.node)
    steps = {entry.line: Step(entry, flow.origin.what)}
    for place in flow.origin.path:
        span, name = source.span(place), getattr(place, "id", "")
        if isinstance(place, ast.arg):
            steps.setdefault(span.line, Step(span, f"is handed over as `{place.arg}`"))
        elif isinstance(place, ast.Call):
            steps.setdefault(span.line, Step(span, "is given back here"))
        elif name:
            steps.setdefault(span.line, Step(span, f"is kept as `{name}`"))
    shown = tuple(steps.values())[:MOST_STEPS]
    return shown if end.line in steps else (*shown, Step(end, "is used here"))
