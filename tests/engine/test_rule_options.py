"""The options of rules: what they may be, and the schema that says so to editors."""

import json
import tomllib
from typing import Any

import jsonschema
import pytest

from rulekit.engine.rule_options import build_options, options_schema
from rulekit.model.errors import SettingsError
from tests.conftest import Command
from tests.workshop.crowded_shelf import RULE, Options

KNOWN = "`max-items`, `weight`, `labels`, `material`, `painted`, `owner`"
OPTIONS = {
    "an unknown option": ("colour = 1", f"`crowded-shelf` has no option `colour`: its options are {KNOWN}"),
    "a text for a whole number": ('max-items = "3"', "`crowded-shelf.max-items` is '3': it must be a whole number"),
    "a truth for a whole number": ("max-items = true", "`crowded-shelf.max-items` is True: it must be a whole number"),
    "a part for a whole number": ("max-items = 2.5", "`crowded-shelf.max-items` is 2.5: it must be a whole number"),
    "a text for a number": ('weight = "1"', "`crowded-shelf.weight` is '1': it must be a number"),
    "a text for texts": ('labels = "left"', "`crowded-shelf.labels` is 'left': it must be a list of texts"),
    "numbers for texts": ("labels = [1]", "`crowded-shelf.labels` is [1]: it must be a list of texts"),
    "a choice that is none": (
        'material = "glass"',
        '`crowded-shelf.material` is \'glass\': it must be "wood" or "steel"',
    ),
    "a number for a truth": ("painted = 0", "`crowded-shelf.painted` is 0: it must be true or false"),
    "a truth for a text or number": (
        "owner = true",
        "`crowded-shelf.owner` is True: it must be a text or a whole number",
    ),
}


@pytest.mark.parametrize(("text", "message"), OPTIONS.values(), ids=OPTIONS)
def test_a_wrong_option_of_a_rule_is_told_with_rule_key_value_and_remedy(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as told:
        build_options(RULE, tomllib.loads(text), "pyproject.toml")
    assert str(told.value) == f"pyproject.toml: {message}"


def test_right_options_are_taken_and_the_others_keep_their_defaults() -> None:
    table = tomllib.loads('max-items = 4\nweight = 2\nlabels = []\nmaterial = "steel"\npainted = true\nowner = 7\n')
    assert build_options(RULE, table, "") == Options(4, 2, (), "steel", painted=True, owner=7)
    assert build_options(RULE, {}, "") == Options()


@pytest.mark.parametrize("text", [text for text, _ in OPTIONS.values()], ids=OPTIONS)
def test_the_schema_refuses_the_options_that_rulekit_refuses(text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), options_schema(RULE))


def schema_of(command: Command) -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(command("rules", "--output-format", "schema").out)
    return schema


def test_the_schema_is_a_schema(command: Command) -> None:
    jsonschema.Draft202012Validator.check_schema(schema_of(command))


def test_the_schema_admits_all_settings_that_are_shown(in_workshop: Command) -> None:
    schema = schema_of(in_workshop)
    table = tomllib.loads(in_workshop("check", "--show-settings").out)["tool"]["rulekit"]
    jsonschema.validate(table | {"RK192": table["crowded-shelf"], "per-file-ignores": {"a.py": ["RK301"]}}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"RK192": {"colour": 1}}, schema)


@pytest.mark.parametrize("text", ["maximum = 3", 'select = "RK301"', "bare-except = false", "respect-gitignore = 1"])
def test_the_schema_refuses_wrong_keys_and_values(command: Command, text: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(tomllib.loads(text), schema_of(command))


def test_every_option_of_every_rule_is_in_the_schema_with_its_default(command: Command) -> None:
    shown = tomllib.loads(command("check", "--isolated", "--show-settings").out)["tool"]["rulekit"]
    properties = schema_of(command)["properties"]
    defaults = {name: {k: v["default"] for k, v in p.get("properties", {}).items()} for name, p in properties.items()}
    options = {name: value for name, value in shown.items() if isinstance(value, dict)}
    assert {name: defaults[name] for name in options} == options
