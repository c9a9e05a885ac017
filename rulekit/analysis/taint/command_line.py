"""The values that `argparse` hands to a program, and whether it checks them."""

import ast
from collections.abc import Mapping

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.flow.reaching_definitions import definitions
from rulekit.analysis.names.scopes import names
from rulekit.analysis.syntax.last_name import last_name
from rulekit.analysis.syntax.source import Source, question
from rulekit.analysis.syntax.vocabulary import vocabulary
from rulekit.analysis.taint.model import Channel, Entry

_READING = frozenset("parse_args parse_known_args parse_intermixed_args".split())
_NAMESPACES = frozenset("args arguments opts options ns namespace parsed parsed_args cli_args".split())
_FREE_TYPES = frozenset({"builtins.str", "builtins.bytes"})
_STORING = frozenset({"store", "append", "extend"})


def argument_entry(source: Source, attribute: ast.Attribute) -> Entry | None:
    """Recognise `args.file`, if an argument of that name is declared in this file."""
    base = attribute.value
    if "add_argument" not in vocabulary(source) or attribute.attr not in free_arguments(source):
        return None
    declared = free_arguments(source)
    places = definitions(source, base) if isinstance(base, ast.Name) else ()
    if not _reads(base) and not any(_is_namespace(source, one) for one in places):
        return None
    return Entry(attribute, Channel.COMMAND_LINE if declared[attribute.attr] else None)


@question
def free_arguments(source: Source) -> Mapping[str, bool]:
    """Which arguments are declared for the command line, and may they be any text?"""
    found: dict[str, bool] = {}
    for call in calls_by_word(source).get("add_argument", ()):
        if name := _destination(call):
            found[name] = found.get(name, False) or _is_free(source, call)
    return found


def _is_namespace(source: Source, definition: ast.AST) -> bool:
    if isinstance(definition, ast.arg):
        hint = definition.annotation
        word = last_name(hint)
        return word == "Namespace" or (hint is None and definition.arg in _NAMESPACES)
    parent = source.parents.get(definition)
    value = names(source).value(parent if isinstance(parent, ast.Tuple) else definition)
    return _reads(value)


def _reads(expression: ast.expr | None) -> bool:
    function = expression.func if isinstance(expression, ast.Call) else None
    return isinstance(function, ast.Attribute) and function.attr in _READING


def _destination(call: ast.Call) -> str:
    texts = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    for keyword in call.keywords:
        if keyword.arg == "dest" and isinstance(keyword.value, ast.Constant):
            return str(keyword.value.value)
    long = [text for text in texts if text.startswith("--")]
    return (long or texts or [""])[0].lstrip("-").replace("-", "_")


def _is_free(source: Source, call: ast.Call) -> bool:
    """Tell whether an argument takes any text: it has neither a type nor choices."""
    given = {keyword.arg: keyword.value for keyword in call.keywords}
    if "choices" in given or None in given:
        return False
    if "type" in given and names(source).resolve(given["type"]) not in _FREE_TYPES:
        return False
    action = given.get("action")
    return action is None or (isinstance(action, ast.Constant) and action.value in _STORING)
