"""Names and attributes by the word that stands in the text, each gathered in one pass."""

import ast
import string
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import cast

from rulekit.analysis.syntax.source import Source, question

_MARKS = bytes(set(range(ord("\x7f") + 1)) - set(b"_") - set(string.ascii_letters.encode() + string.digits.encode()))
_SPACED = bytes.maketrans(_MARKS, b" " * len(_MARKS))


@question
def names_by_word(source: Source) -> Mapping[str, Sequence[ast.Name]]:
    """Where does each name stand, read or written?"""
    return dict(source.index.names)


def is_read_anywhere(source: Source, word: str) -> bool:
    """Tell whether a name of this word is read somewhere in the source."""
    return any(name.ctx.__class__ is ast.Load for name in names_by_word(source).get(word, ()))


@question
def attributes_by_word(source: Source) -> Mapping[str, Sequence[ast.Attribute]]:
    """Where does each attribute stand, read or written?"""
    attributes: dict[str, list[ast.Attribute]] = defaultdict(list)
    for attribute in cast("list[ast.Attribute]", source.index.nodes.get(ast.Attribute, [])):
        attributes[attribute.attr].append(attribute)
    return dict(attributes)


@question
def vocabulary(source: Source) -> str:
    """Which words stand anywhere in the text? Each stands once, on a line of its own, for quick searches.

    With them stand those that other cells say, as far as they count wherever they stand.
    """
    spaced = source.text.encode("utf-8", "surrogatepass").translate(_SPACED)
    return "\n".join(source.parsed.said.union(spaced.decode("utf-8", "surrogatepass").split()))
