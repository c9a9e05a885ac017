"""Settings of single rules: values from TOML, checked against the dataclass that stands beside the rule."""

import dataclasses
import types
import typing
from typing import Any

from rulekit.model.errors import SettingsError
from rulekit.model.rule import Rule

_JSON_TYPES = {int: "integer", float: "number", str: "string", bool: "boolean"}


def key_of(name: str) -> str:
    """Spell a field's name as a key."""
    return name.replace("_", "-")


def build_options(rule: Rule, table: Any, where: str, base: Any = None) -> Any:
    """Build a rule's options from a table of settings, over those of another file.

    Raises:
        SettingsError: it is no table, a key is unknown, or a value does not fit.
    """
    if not isinstance(table, dict):
        raise SettingsError(
            f"{where}: `{rule.name}` is {table!r}: it must be a table of options; `ignore` and `select` name rules"
        )
    hints = typing.get_type_hints(rule.options)
    fields = {key_of(name): name for name in hints}
    values = {}
    for key, value in table.items():
        if key not in fields:
            known = ", ".join(f"`{name}`" for name in fields) or "none"
            raise SettingsError(f"{where}: `{rule.name}` has no option `{key}`: its options are {known}")
        hint = hints[fields[key]]
        if not fits(value, hint):
            raise SettingsError(f"{where}: `{rule.name}.{key}` is {value!r}: it must be {describe(hint)}")
        values[fields[key]] = tuple(value) if isinstance(value, list) else value
    return dataclasses.replace(base or rule.options(), **values)


def fits(value: Any, hint: Any) -> bool:
    """Tell whether a TOML value fits a type annotation."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return value in arguments
    if origin is tuple:
        return isinstance(value, (list, tuple)) and all(fits(item, arguments[0]) for item in value)
    if origin in {typing.Union, types.UnionType}:
        return any(fits(value, argument) for argument in arguments)
    if hint is float:
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return isinstance(value, hint) and (hint is bool or not isinstance(value, bool))


def describe(hint: Any) -> str:
    """Say in words what values a type annotation admits."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return " or ".join(f'"{choice}"' for choice in arguments)
    if origin is tuple:
        return f"a list of {plural(arguments[0])}"
    if origin in {typing.Union, types.UnionType}:
        return " or ".join(describe(argument) for argument in arguments)
    return {int: "a whole number", float: "a number", str: "a text", bool: "true or false"}[hint]


def plural(hint: Any) -> str:
    """Say in words what a list holds."""
    if hint in {int, str}:
        return {int: "whole numbers", str: "texts"}[hint]
    return "numbers" if hint in {float, int | float} else f"values, each {describe(hint)}"


def schema_of(hint: Any) -> dict[str, Any]:
    """Give the JSON schema of a type annotation."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return {"enum": list(arguments)}
    if origin is tuple:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin in {typing.Union, types.UnionType}:
        return {"anyOf": [schema_of(argument) for argument in arguments]}
    return {"type": _JSON_TYPES[hint]}


def options_schema(rule: Rule) -> dict[str, Any]:
    """Give the JSON schema of a rule's table of settings."""
    defaults = rule.options()
    hints = typing.get_type_hints(rule.options)
    properties = {
        key_of(field.name): schema_of(hints[field.name]) | {"default": _plain(getattr(defaults, field.name))}
        for field in dataclasses.fields(rule.options)
    }
    return {"type": "object", "description": rule.guide, "properties": properties, "additionalProperties": False}


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
