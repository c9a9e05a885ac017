"""Whether a text is a statement of SQL, and in which position of the statement an interpolation stands."""

import ast
import enum
import re
from collections.abc import Iterator

from rulekit.analysis.strings.text_variants import Interpolation, Text
from rulekit.analysis.syntax.last_name import last_name
from rulekit.model.late import regex

# Stands in a pattern for an interpolation: a character that no statement has.
FILLER = "\0"
# What a statement is shows at its beginning; dumps of whole databases would be searched for nothing.
LONGEST = 2_000
# What an interpolation stands for is told by the clause before it; texts are put together of thousands of parts too.
LONGEST_CLAUSE = 200

# Comments and brackets before the first word; the groups do not backtrack, since a row of comments took minutes.
_LEAD = r"(?>\s*(?:(?:--[^\n]*\n|(?>/\*.*?\*/)|\()\s*)*)"
_BEGINS_LIKE_STATEMENT = regex(
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
# In capitals few words are enough, since people write no sentences like `DELETE FROM the cart`.
_CAPITAL_STATEMENT = regex(
    _LEAD + r"(?:EXPLAIN\s+(?:QUERY\s+PLAN\s+|ANALYZE\s+)?)?(?:"
    r"SELECT\b.*\sFROM\b|INSERT\s+(?:OR\s+\w+\s+|IGNORE\s+)?INTO\b|REPLACE\s+INTO\b|UPDATE\s.*\sSET\b"
    r"|DELETE\s+(?:\w+\s+)?FROM\b|MERGE\s+INTO\b|(?:CREATE|ALTER|DROP|TRUNCATE)\s+(?:OR\s+REPLACE\s+)?[A-Z\0]+\s"
    r"|WITH\s+(?:RECURSIVE\s+)?" + _NAME + r"\s*(?:\([^)]*\)\s*)?AS\s*\(|GRANT\s.*\sTO\b|PRAGMA\s|TRUNCATE\s"
    r"|COPY\s.*\s(?:FROM|TO)\b|CALL\s+" + _NAME + r"\()",
    re.DOTALL,
)
# In other letters the build must fit too: "Select one order from {table}" and "Update {table} and set the clock" are
# sentences for people.
_WHOLE_STATEMENT = regex(
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
# The end of what stands before an interpolation says what it is: the name of something in the database ...
_BEFORE_IDENTIFIER = regex(
    r"(?:(?:from|into|update|table|join|by|select|set|column|index|view|database|schema|user|role|to|on|only|exists"
    r"|distinct|as|trigger|function|procedure|sequence|pragma|use|describe|analyze|vacuum|show|drop|add|truncate|asc"
    r"|desc|collate|type|extension|constraint)\s+|[.\"`\[]|(?:select|set|by)\s[^'()=]*,\s*)$",
    re.IGNORECASE,
)
_OPENED_TABLE = regex(r"(\b(?:from|join)\s+)(?:\(\s*)+$", re.IGNORECASE)
# ... or a value, which a placeholder could stand for.
_BEFORE_VALUE = regex(
    r"(?:[=<>~(,+*/|-]|\b(?:like|ilike|in|between|and|or|limit|offset|values|when|then|else|top|is|not|interval)\s)"
    r"\s*(?:[a-z]?['%]?|date\s+')$",
    re.IGNORECASE,
)
# Statements in which no driver takes placeholders: telling people to write one would be wrong.
_TAKES_NO_PLACEHOLDERS = regex(
    _LEAD + r"(?:create|alter|drop|truncate|grant|revoke|pragma|attach|detach|set|use|show|begin|lock|copy|comment)\b",
    re.IGNORECASE | re.DOTALL,
)
_BEFORE_NAMED_OBJECT = regex(
    r"\b(database|user|role|schema|view|function|sequence|type)\s+(?:if\s+(?:not\s+)?exists\s+)?[\"`\[]?$",
    re.IGNORECASE,
)
_BEFORE_ROLE = regex(r"\b(?:grant\b.*\bto|revoke\b.*\bfrom|owner\s+to)\s+[\"`\[]?$", re.IGNORECASE | re.DOTALL)
# `f":{name}"` and `f"%({name})s"` write placeholders; `::{type}` is a cast of PostgreSQL.
_BEFORE_PLACEHOLDER_NAME = regex(r"(?:(?<![:\w]):|%\(|(?<!\w)@|(?<!\w)\$)$")
# What has such a name is put together elsewhere: the finding belongs there, and no placeholder could stand for it.
_FRAGMENT_NAME = regex(
    r"(^|_)(sql|query|wheres?|clauses?|conditions?|filters?|joins?|order_?by|group_?by|select|statement|stmt|having"
    r"|definition|expr|expression|fragment|cte|subquery|suffix|prefix)s?$",
    re.IGNORECASE,
)
# Behind a beginning that nobody can see, such as `query + " WHERE ..."`, one of these says that it was SQL.
_CLAUSE = regex(r"\b(?:where|and|or|values|set|from|order\s+by|group\s+by|in|limit|like)\b", re.IGNORECASE)


class Position(enum.Enum):
    """What an interpolation in a statement stands for."""

    VALUE = enum.auto()
    IDENTIFIER = enum.auto()
    FRAGMENT = enum.auto()
    PLACEHOLDER_NAME = enum.auto()
    UNBINDABLE = enum.auto()


def begins_like_statement(text: str) -> bool:
    """Tell whether a text begins with a word that begins a statement."""
    return bool(_BEGINS_LIKE_STATEMENT.match(text))


def is_statement(text: Text) -> bool:
    """Tell whether a text has the words and the build of a statement, and is no sentence for people."""
    filled = text.filled(FILLER)[:LONGEST]
    return bool(_CAPITAL_STATEMENT.match(filled) or _WHOLE_STATEMENT.match(filled))


def continues_statement(text: Text) -> bool:
    """Tell whether a text goes on where a statement, which fills its first interpolation, leaves off."""
    return isinstance(text.parts[0], Interpolation) and bool(_CLAUSE.search(text.filled(FILLER)))


def positions(text: Text) -> Iterator[tuple[Interpolation, Position]]:
    """Tell what each interpolation in a statement stands for."""
    takes_no_placeholders = _TAKES_NO_PLACEHOLDERS.match(text.filled(FILLER)[:LONGEST]) is not None
    before, quotes = "", 0
    for part in text.parts:
        if isinstance(part, Interpolation):
            yield part, _position_behind(before, part, quotes % 2 == 1, takes_no_placeholders)
        else:
            quotes += part.count("'")
        before = (before + (FILLER if isinstance(part, Interpolation) else part))[-LONGEST_CLAUSE:]


def _position_behind(
    before: str, interpolation: Interpolation, in_quotes: bool, takes_no_placeholders: bool
) -> Position:
    if _BEFORE_PLACEHOLDER_NAME.search(before) and not in_quotes:
        return Position.PLACEHOLDER_NAME
    # `FROM ({table})` and `JOIN (({query})` hold a table too, which no placeholder can stand for.
    is_identifier = _BEFORE_IDENTIFIER.search(_OPENED_TABLE.sub(r"\1", before)) is not None
    if takes_no_placeholders:
        return Position.IDENTIFIER if is_identifier else Position.UNBINDABLE
    if is_fragment(interpolation.expression):
        return Position.FRAGMENT
    if in_quotes or (_BEFORE_VALUE.search(before) and not is_identifier):
        return Position.VALUE
    return Position.IDENTIFIER if is_identifier else Position.FRAGMENT


def identified_object(text: Text, interpolation: Interpolation) -> str:
    """Return what the identifier in a statement is one of, by the keyword before it: "a role"."""
    before = text.before(interpolation, FILLER)
    if _BEFORE_ROLE.search(before):
        return "a role"
    named = _BEFORE_NAMED_OBJECT.search(before)
    return f"a {named[1].lower()}" if named else "a table or column"


def is_fragment(expression: ast.expr) -> bool:
    """Tell whether a value is a piece of SQL itself, by its name: `where`, `count_sql`."""
    return bool(_FRAGMENT_NAME.search(last_name(expression)))
