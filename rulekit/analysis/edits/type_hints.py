"""Type hints that can be proposed from what the code already says: defaults, docstrings, calls and returned values."""

import ast
from collections import defaultdict
from collections.abc import Mapping, Sequence

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.control_flow import falls_through
from rulekit.analysis.names.functions import exits, is_stub
from rulekit.analysis.syntax.docstrings import docstring_of
from rulekit.analysis.syntax.index import Function, defaults
from rulekit.analysis.syntax.source import Source
from rulekit.model.late import regex

RETURN = "return"
SIMPLE = frozenset({"bool", "int", "float", "str", "bytes"})
SPECIAL_RETURNS: Mapping[str, str] = {
    **dict.fromkeys(("__str__", "__repr__", "__format__"), "str"),
    **dict.fromkeys(("__len__", "__hash__", "__index__", "__int__"), "int"),
    **dict.fromkeys(("__bool__", "__contains__"), "bool"),
    **dict.fromkeys(("__enter__", "__aenter__"), "Self"),
    "__bytes__": "bytes",
    "__float__": "float",
    "__init__": "None",
}
_CONVERSIONS: Mapping[str, str] = {"isinstance": "bool", "len": "int", "repr": "str"} | {name: name for name in SIMPLE}
_TRUTHS = (ast.Is, ast.IsNot, ast.In, ast.NotIn)
_BUILT_IN = regex(r"(bool|int|float|str|bytes|list|dict|set|tuple)(\[[\w, \[\]|]+\])?( \| None)?")
_DOCUMENTED = regex(
    r"""(?mx)
    ^[ \t]*:type[ \t]+\**(?P<a>\w+):[ \t]*(?P<a_hint>[^\r\n]+)
  | ^[ \t]*:param[ \t]+(?P<b_hint>[\w\[\],|]+(?:[ ]+[\w\[\],|]+)*)[ \t]+\**(?P<b>\w+):
  | ^[ \t]*:param[ \t]+\**(?P<c>\w+):[ \t]*\((?P<c_hint>[^)\r\n]+)\)
  | ^[ \t]*\**(?P<d>\w+)[ \t]*\((?P<d_hint>[^)\r\n]+?)(?:,[ \t]*optional)?\):
  | ^[ \t]*\**(?P<e>\w+)[ \t]+:[ \t]+(?P<e_hint>[^\r\n]+?)(?:,[ \t]*optional)?[ \t]*$
    """
)


def hint_of_value(value: ast.expr | None) -> str | None:
    """Name the built-in type of an expression, if its form alone tells it."""
    hint = None
    match value:
        case ast.Constant():
            hint = type(value.value).__name__
        case ast.JoinedStr():
            hint = "str"
        case ast.UnaryOp():
            hint = "bool" if isinstance(value.op, ast.Not) else hint_of_value(value.operand)
        case ast.Compare() if all(isinstance(operator, _TRUTHS) for operator in value.ops):
            hint = "bool"
        case ast.BoolOp():
            kinds = {hint_of_value(part) for part in value.values}
            hint = kinds.pop() if len(kinds) == 1 else None
        case ast.Call(func=ast.Name(id=name)):
            hint = _CONVERSIONS.get(name)
    return hint if hint in SIMPLE else None


def proposals(
    source: Source, function: Function, parameters: Sequence[ast.arg], *, returns: bool
) -> dict[str, str | None]:
    """Propose hints for parameters without one, stars included, and for the return value if that is open too.

    They come from defaults, else from the docstring, else from calls with literal values.
    """
    known = _parameter_hints(source, function, {parameter.arg for parameter in parameters}) if parameters else {}
    hints: dict[str, str | None] = {}
    for parameter in parameters:
        stars = "*" if parameter is function.args.vararg else "**" if parameter is function.args.kwarg else ""
        hints[stars + parameter.arg] = known.get(parameter.arg)
    return hints | {RETURN: return_hint(source, function)} if returns else hints


def _parameter_hints(source: Source, function: Function, wanted: set[str]) -> Mapping[str, str]:
    pairs = ((parameter.arg, hint_of_value(value)) for parameter, value in defaults(function.args))
    hints = {name: hint for name, hint in pairs if hint}
    if wanted <= hints.keys():
        return hints
    hints = _hints_from_docstring(function) | hints
    if wanted <= hints.keys() or not isinstance(source.parents[function], ast.Module):
        return hints
    return _hints_from_calls(source, function) | hints


def _hints_from_docstring(function: Function) -> dict[str, str]:
    hints = {}
    for match in _DOCUMENTED.finditer(docstring_of(function) or ""):
        form = match.lastgroup.partition("_")[0] if match.lastgroup else "a"
        hint = match[f"{form}_hint"].strip()
        if _BUILT_IN.fullmatch(hint):
            hints[match[form]] = hint
    return hints


def _hints_from_calls(source: Source, function: Function) -> dict[str, str]:
    kinds: dict[str, set[str]] = defaultdict(set)
    positional = [p.arg for p in (*function.args.posonlyargs, *function.args.args)]
    for call in calls_by_word(source).get(function.name, ()):
        if not isinstance(call.func, ast.Name):
            continue
        plain = [value for value in call.args if not isinstance(value, ast.Starred)]
        arguments = dict(zip(positional, plain, strict=False)) if len(plain) == len(call.args) else {}
        arguments |= {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}
        for name, value in arguments.items():
            if kind := hint_of_value(value):
                kinds[name].add(kind)
    return {
        name: "float" if "float" in type_names else min(type_names)
        for name, type_names in kinds.items()
        if len(type_names) == 1 or type_names == {"int", "float"}
    }


def return_hint(source: Source, function: Function) -> str | None:
    """Propose the hint of what a function returns."""
    if function.name in SPECIAL_RETURNS:
        return SPECIAL_RETURNS[function.name]
    leaving = exits(source).get(function, ())
    if any(not isinstance(node, ast.Return) for node in leaving):
        hint = next((hint_of_value(n.value) for n in leaving if isinstance(n, ast.Yield)), None)
        return f"{'AsyncIterator' if isinstance(function, ast.AsyncFunctionDef) else 'Iterator'}[{hint or '...'}]"
    if returns_nothing(source, function):
        return "None"
    kinds = {hint_of_value(node.value) for node in leaving if isinstance(node, ast.Return)}
    if len(kinds) != 1 or falls_through(function.body):
        return None
    return kinds.pop()


def returns_nothing(source: Source, function: Function) -> bool:
    """Tell whether a function surely gives `None`: no value returned, nothing yielded, and its end can be reached."""
    leaving = exits(source).get(function, ())
    if is_stub(function) or any(not isinstance(node, ast.Return) or node.value is not None for node in leaving):
        return False
    return bool(leaving) or falls_through(function.body)
