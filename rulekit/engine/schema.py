"""The JSON schema of `[tool.rulekit]`, made from the settings and from the options of every rule."""

from typing import Any

from rulekit.engine.catalog import catalog
from rulekit.engine.rule_options import options_schema, schema_of
from rulekit.engine.settings import DESCRIPTIONS, KEYS
from rulekit.engine.severities import LEVELS


def settings_schema() -> dict[str, Any]:
    """Give the schema; a rule's table may be headed by its name or its code."""
    properties = {key: schema_of(hint) for key, hint in KEYS.items()}
    properties["per-file-ignores"] = {"type": "object", "additionalProperties": schema_of(tuple[str, ...])}
    level = {"enum": list(LEVELS)}
    levels = {"type": "object", "additionalProperties": level}
    properties["severity"] = {"type": "object", "additionalProperties": {"anyOf": [level, levels]}}
    for key, description in DESCRIPTIONS.items():
        properties[key]["description"] = description
    for rule in catalog():
        properties[rule.name] = options_schema(rule)
        properties[rule.code] = {"$ref": f"#/properties/{rule.name}"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "rulekit",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
