"""In which language a notebook and each of its cells is written, as the many front ends note it."""

from typing import Any

from rulekit.model.late import regex

_PYTHONS = ("python", "ipython", "pypy", "xpython", "pyodide", "pyspark", "sage")
_PYTHON_KERNEL = regex(r"python|pyspark|(?<![a-z])(py|sage)")
_SAGE = regex(r"sage(?!maker)")
# What `language_info` holds beside a name: a kernel may call its Python otherwise, such as `pyspark` or `myenv`.
_SIGNS = ("pygments_lexer", "codemirror_mode", "mimetype", "file_extension")
_PYTHON_SIGN = regex(r"(text/)?(x-)?i?python3?|\.py")
# Where front ends note the language of a cell: VS Code, Polyglot, Synapse and Fabric, Polynote and Snowflake, SoS.
_LANGUAGES = (
    ("vscode", "languageId"),
    ("dotnet_interactive", "language"),
    ("polyglot_notebook", "kernelName"),
    ("microsoft", "language"),
    ("language",),
    ("kernel",),
)
# Deepnote, Noteable and Datalore note what kind of cell it is; only these kinds are languages.
_KINDS = (("deepnote_cell_type",), ("noteable", "cell_type"), ("datalore", "type"))
_FOREIGN_KINDS = frozenset({"sql", "markdown", "md"})


def mapping(value: object) -> dict[str, Any]:
    """Give a value of JSON that should be an object; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def names_python(language: str) -> bool:
    """Tell whether the name of a language or kernel is one of Python's."""
    return language.lower().startswith(_PYTHONS)


def runs_python(metadata: dict[str, Any]) -> bool:
    """Tell whether a notebook's kernel runs Python; one that names neither language nor kernel is taken for one."""
    kernel, language = mapping(metadata.get("kernelspec")), mapping(metadata.get("language_info"))
    names = [language.get("name"), kernel.get("language"), metadata.get("language")]
    if name := next((str(name) for name in names if name), None):
        signs = [sign for key in _SIGNS if (sign := language.get(key))]
        return names_python(name) or bool(signs and all(map(_is_python_sign, signs)))
    named = f"{kernel.get('name') or ''} {kernel.get('display_name') or ''}".lower()
    return not named.strip() or bool(_PYTHON_KERNEL.search(named))


def runs_sage(metadata: dict[str, Any]) -> bool:
    """Tell whether a notebook's kernel is Sage, which rewrites what is no Python yet: `f(x) = x^2`, `R.<x> = QQ[]`."""
    kernel, language = mapping(metadata.get("kernelspec")), mapping(metadata.get("language_info"))
    names = (kernel.get("name"), kernel.get("language"), language.get("name"))
    return any(_SAGE.match(str(name).lower()) for name in names)


def _is_python_sign(sign: object) -> bool:
    written = str(mapping(sign).get("name") or sign)
    return bool(_PYTHON_SIGN.fullmatch(written.lower()))


def cell_is_python(metadata: dict[str, Any]) -> bool | None:
    """Tell whether a cell is Python by its own metadata; nothing where they say nothing of it."""
    if language := next((found for path in _LANGUAGES if (found := _text_at(metadata, path))), None):
        return names_python(language)
    kinds = {_text_at(metadata, path).lower() for path in _KINDS}
    return None if kinds.isdisjoint(_FOREIGN_KINDS) else False


def _text_at(metadata: dict[str, Any], path: tuple[str, ...]) -> str:
    value: object = metadata
    for key in path:
        value = mapping(value).get(key)
    return value if isinstance(value, str) else ""
