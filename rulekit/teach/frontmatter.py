"""The front matter of an exercise's file: `key: value` lines between two lines of dashes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from rulekit.engine.catalog import catalog
from rulekit.model.errors import UnknownRuleError
from rulekit.model.role import ROLES
from rulekit.model.rule import Rule
from rulekit.model.section import Section
from rulekit.teach.exercise import Kind
from rulekit.teach.problems import Problems, nearest

FENCE = "---"
KEYS = tuple("rule kind minutes level prerequisites keep programs absent role file number section".split())
