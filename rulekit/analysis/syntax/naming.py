"""How names are written: snake_case, PascalCase and constants, and how to turn one into another."""

import builtins
import keyword

from rulekit.model.late import regex

_CONSTANT = regex(r"_{0,2}[A-Z][A-Z0-9_]*")
_BORDER = regex(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z0-9])(?=[A-Z][a-z])(?![A-Z]s(?![a-z]))")
_SEPARATOR = regex(r"[^A-Za-z0-9]+|(?<=[A-Za-z])(?=\d+\Z)")
_SYMBOL = r"(?>(?:[a-z0-9]+|d?[A-Z]{1,2}\d*D?|[A-Z][a-z])(?=_|\Z))"
_MATHEMATICAL = regex(rf"_?{_SYMBOL}(?:_{_SYMBOL})*_?")
_JOINT = regex(r"(?<!\d)_|_(?!\d)")
_UNCLEAR = frozenset({"l", "o", "i"})
_ABBREVIATION = 3


def has_capitals(name: str) -> bool:
    """Tell whether a letter of a name is a capital; scripts without capitals have none."""
    return name != name.lower()


def is_dunder(name: str) -> bool:
    """Recognise a name that the language gives: `__init__`."""
    return name.startswith("__") and name.endswith("__")


def is_constant_name(name: str) -> bool:
    """Recognise `LIMIT`, `_LIMIT` and `X`; in other scripts capitals only."""
    return name.isupper() if not name.isascii() else bool(_CONSTANT.fullmatch(name))


def is_class_name(name: str) -> bool:
    """Recognise `Order`, `_Order`, `HTTPError` and `Class_`; in `Qwen3_5Model` the underscore is a point."""
    bare = name.lstrip("_").removesuffix("_")
    return bare[:1].isupper() and not _JOINT.search(bare)


def is_mathematical(name: str) -> bool:
    """Recognise names of formulas, in which single capitals are words: `X`, `X_train`, `y_A`, `W1`, `dW`."""
    return bool(_MATHEMATICAL.fullmatch(name))


def name_words(name: str) -> list[str]:
    """Split a name into its words, in small letters."""
    return [word for part in name.split("_") if part for word in _BORDER.sub("_", part).lower().split("_")]


def words_in(name: str) -> list[str]:
    """Split a name, a key or a header into words, in small letters: `X-Api-Key`, `dbPassword2`."""
    return [word for part in _SEPARATOR.split(name) if part for word in name_words(part)]


def snake_case(name: str) -> str:
    """Write a name in snake_case; an empty text where that would be no better."""
    words = name_words(name)
    bare = name.lstrip("_")
    written = name[: len(name) - len(bare)] + "_".join(words) + "_" * name.endswith("_")
    if not words or (len(name) == 1 and written in _UNCLEAR):
        return ""
    return written + "_" if keyword.iskeyword(written) else written


def variable_case(name: str) -> str:
    """Write the name of a variable in snake_case, and leave the built-in functions alone: `Sum` becomes `sum_`."""
    written = snake_case(name)
    return f"{written}_" if hasattr(builtins, written) else written


def pascal_case(name: str) -> str:
    """Write a name in PascalCase; a name that cannot be read gives an empty text."""
    bare = name.strip("_")
    parts = [part for part in _JOINT.split(bare) if part]
    shouted = bare.isupper() and ("_" in bare or len(bare) > _ABBREVIATION)
    written = "".join(part.capitalize() if shouted else part[:1].upper() + part[1:] for part in parts)
    leading = name[: len(name) - len(name.lstrip("_"))]
    return leading + written if written[:1].isalpha() else ""
