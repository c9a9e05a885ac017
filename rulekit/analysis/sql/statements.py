"""Whether a text is SQL, and which part of a statement a hole in it is."""

import ast
import enum
import re

from rulekit.analysis.strings.parts import Hole, Text
from rulekit.analysis.syntax.last_name import last_name

MARK = "\0"
LONGEST = 2_000
_LEAD = r"(?>\s*(?:(?:--[^\n]*\n|(?>/\*.*?\*/)|\()\s*)*)"
_VERBS = re.compile(
    _LEAD + r"(?:select|insert|update|delete|replace|merge|with|create|alter|drop|truncate|grant|revoke|pragma|call"
    r"|copy|explain|attach|detach|vacuum|analyze|show|describe|use|set|lock|rename|exec|execute|load|refresh|listen"
    r"|notify|upsert|values|begin|declare|comment|reindex|kill)\b",
    re.IGNORECASE | re.DOTALL,
)
_NAME = r"[\w.\"`\[\]\0$:@%{}#-]+"
_COLUMN = r"(?>(?:[^\s,()]|\([^)]*\)|[()])+)(?:\s+as\s+" + _NAME + r")?"
_OBJECTS = (
    r"(?:table|index|view|database|schema|user|role|trigger|function|procedure|column|sequence|type|extension"
    r"|constraint|materialized|temporary|temp|unique|virtual|login|external)"
)
_LOUD = re.compile(
    _LEAD + r"(?:EXPLAIN\s+(?:QUERY\s+PLAN\s+|ANALYZE\s+)?)?(?:"
    r"SELECT\b.*\sFROM\b|INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\b|REPLACE\s+INTO\b|UPDATE\s.*\sSET\b"
    r"|DELETE\s+(?:\w+\s+)?FROM\b|MERGE\s+INTO\b|(?:CREATE|ALTER|DROP|TRUNCATE)\s+(?:OR\s+REPLACE\s+)?[A-Z\0]+\s"
    r"|WITH\s+(?:RECURSIVE\s+)?" + _NAME + r"\s*(?:\([^)]*\)\s*)?AS\s*\(|GRANT\s.*\sTO\b|PRAGMA\s|TRUNCATE\s"
    r"|COPY\s.*\s(?:FROM|TO)\b|CALL\s+" + _NAME + r"\()",
    re.DOTALL,
)
_QUIET = re.compile(
    _LEAD + r"(?:"
    r"select\s+(?:distinct\s+|top\s+\S+\s+)?" + _COLUMN + r"(?:\s*,\s*" + _COLUMN + r")*\s+from\s+[(\w.\"`\[\0$:{}%-]+"
    r"(?:\s*(?:;|$|,)|\s+(?:\w+\s+|as\s+\w+\s+)?(?:where|join|order|group|limit|inner|left|right|outer|union|having"
    r"|on|natural|cross)\b|\s+\w+\s*$|\s+\0)"
    r"|insert\s+(?:or\s+\w+\s+|ignore\s+)?into\s+" + _NAME + r"\s*(?:\(|values\b|select\b|\0|default\b|set\b)"
    r"|replace\s+into\s+" + _NAME + r"\s*(?:\(|values\b|select\b)"
    r"|update\s+(?:only\s+)?" + _NAME + r"(?:\s+(?:as\s+)?\w+)?\s+set\s+(?:\0|" + _NAME + r"\s*=)"
    r"|delete\s+from\s+" + _NAME + r"\s*(?:$|;|where\b|\0|using\b)"
    r"|(?:create|alter|drop)\s+(?:or\s+replace\s+)?(?:\w+\s+)?"
    + _OBJECTS
    + r"\s+(?:if\s+(?:not\s+)?exists\s+)?"
    + _NAME
    + r"\s*(?:$|;|\(|add\b|drop\b|as\b|on\b|rename\b|cascade\b|using\b|with\b|modify\b|alter\b|for\b)"
    r"|truncate\s+table\s+" + _NAME + r"|grant\s+\w+\s+on\s+|pragma\s+" + _NAME + r"\s*(?:[=(]|$)"
    r"|with\s+(?:recursive\s+)?\w+\s*(?:\([^)]*\)\s*)?as\s*(?:not\s+materialized\s+|materialized\s+)?\("
    r"|merge\s+into\s+" + _NAME + r"\s)",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = re.compile(
    r"(?:(?:from|into|update|table|join|by|select|set|column|index|view|database|schema|user|role|to|on|only|exists"
    r"|distinct|as|trigger|function|procedure|sequence|pragma|use|describe|analyze|vacuum|show|drop|add|truncate|asc"
    r"|desc|collate|type|extension|constraint)\s+|[.\"`\[]|(?:select|set|by)\s[^'()=]*,\s*)$",
    re.IGNORECASE,
)
_VALUED = re.compile(
    r"(?:[=<>~(,+*/|-]|\b(?:like|ilike|in|between|and|or|limit|offset|values|when|then|else|top|is|not|interval)\s)"
    r"\s*(?:[a-z]?['%]?|date\s+')$",
    re.IGNORECASE,
)


# Statements in which no driver takes placeholders.
_FIXED_VERBS = re.compile(
    _LEAD + r"(?:create|alter|drop|truncate|grant|revoke|pragma|attach|detach|set|use|show|begin|lock|copy|comment)\b",
    re.IGNORECASE | re.DOTALL,
)
_KIND = re.compile(
    r"\b(database|user|role|schema|view|function|sequence|type)\s+(?:if\s+(?:not\s+)?exists\s+)?[\"`\[]?$",
    re.IGNORECASE,
)
_GRANTED = re.compile(r"\b(?:grant\b.*\bto|revoke\b.*\bfrom|owner\s+to)\s+[\"`\[]?$", re.IGNORECASE | re.DOTALL)
_BINDING = re.compile(r"(?:(?<![:\w]):|%\(|(?<!\w)@|(?<!\w)\$)$")
_SQL_NAMES = re.compile(
    r"(^|_)(sql|query|wheres?|clauses?|conditions?|filters?|joins?|order_?by|group_?by|select|statement|stmt|having"
    r"|definition|expr|expression|fragment|cte|subquery|suffix|prefix)s?$",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"\b(?:where|and|or|values|set|from|order\s+by|group\s+by|in|limit|like)\b", re.IGNORECASE)


class Place(enum.Enum):
    """What a hole in a statement stands for.

    A value, a name, a piece of SQL, the name of a placeholder, or anything in a statement that takes no placeholders.
    """

    VALUE = "value"
    NAME = "name"
    PIECE = "piece"
    MARK = "mark"
    BARE = "bare"


def begins_like_sql(text: Text) -> bool:
    """Tell whether a text begins with a word that begins a statement."""
    return begins_with_verb(text.filled(MARK))


def begins_with_verb(text: str) -> bool:
    """Tell the same of the beginning of a text."""
    return bool(_VERBS.match(text))


def is_sql(text: Text) -> bool:
    """Tell whether a text has the words and the build of a statement, and is no sentence for people."""
    filled = text.filled(MARK)[:LONGEST]
    return bool(_LOUD.match(filled) or _QUIET.match(filled))


def continues_sql(text: Text) -> bool:
    """Tell whether a text goes on where a statement, which fills its first hole, leaves off."""
    return isinstance(text.parts[0], Hole) and bool(_CLAUSES.search(text.filled(MARK)))


def place_of(text: Text, hole: Hole) -> Place:
    """Tell what a hole in a statement stands for."""
    before = "".join(part if isinstance(part, str) else MARK for part in text.parts[: text.parts.index(hole)])
    in_quotes = before.count("'") % 2 == 1
    if _BINDING.search(before) and not in_quotes:
        return Place.MARK
    is_name = _NAMED.search(before) is not None
    if _FIXED_VERBS.match(text.filled(MARK)):
        return Place.NAME if is_name else Place.BARE
    if is_piece_of_sql(hole.expression):
        return Place.PIECE
    if in_quotes or (_VALUED.search(before) and not is_name):
        return Place.VALUE
    return Place.NAME if is_name else Place.PIECE


def named_by(text: Text, hole: Hole) -> str:
    """Say what a hole names, by the keyword before it."""
    before = "".join(part if isinstance(part, str) else MARK for part in text.parts[: text.parts.index(hole)])
    if _GRANTED.search(before):
        return "a role"
    kind = _KIND.search(before)
    return f"a {kind[1].lower()}" if kind else "a table or column"


def is_piece_of_sql(expression: ast.expr) -> bool:
    """Tell whether a value is SQL itself, by how it is called: `where`, `count_sql`."""
    word = last_name(expression)
    return bool(_SQL_NAMES.search(word))
