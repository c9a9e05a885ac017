"""Patterns of files as in .gitignore, matched in one go: none of them looks through a path again and again."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from rulekit.model.late import regex

if TYPE_CHECKING:  # a named file is checked without it
    from pathspec import GitIgnoreSpec
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

_FOLDERS, _LEADING = "(?:/.+)?", "^(?:.+/)?"
# Stars, then what has a fixed length (characters, classes and `?`), then another star in the same part of the path.
_EARLY_STARS = regex(
    r"(?:\[\^/\]\*)+(?P<rest>(?:\\.|\[\^/\](?![*+])|\[\^?+\]?+[^\]/]*\]|[^\\\[/($^])*+)(?=\[\^/\]\*)", re.DOTALL
)
# A class of characters, which matches none that separates folders; what looks like one and is none comes before it.
_CLASS = regex(r"(?P<other>(?:\\.|\[\^/\]|[^\\\[])*+)(?P<members>\[\^?+\]?+[^\]/]*\])", re.DOTALL)


# Version control, environments, builds, caches, and what other tools generate.
_EXCLUDED = (
    ".git .hg .svn .bzr .venv venv .tox .nox .eggs node_modules build dist __pypackages__ __pycache__"
    " .ipynb_checkpoints .mypy_cache .ruff_cache .rulekit_cache .pytest_cache site-packages"
    " *_nbqa_ipynb.py *_pb2.py *_pb2_grpc.py"
).split()


def file_patterns(lines: Iterable[str]) -> "GitIgnoreSpec":
    """Read patterns.

    Raises:
        ValueError: one of them is none.
    """
    from pathspec import GitIgnoreSpec

    read = GitIgnoreSpec.from_lines(lines, backend="simple")
    return GitIgnoreSpec(map(_without_backtracking, read.patterns), backend="simple")


def is_pattern(text: str) -> bool:
    """Tell whether a text can stand in an ignore file, and is no comment there."""
    try:
        return any(pattern.include is not None for pattern in file_patterns([text]).patterns)
    except (ValueError, re.error):
        return False


def is_standard(path: str) -> bool:
    """Tell whether a path, a folder with a `/` behind it, is left out unless the settings take it back."""
    return _standard().match_file(path)


@cache
def _standard() -> "GitIgnoreSpec":
    return file_patterns(_EXCLUDED)


def _without_backtracking(pattern: "GitIgnoreSpecPattern") -> "GitIgnoreSpecPattern":
    """Let every star but the last of its part, and every `**` but the last, keep the first place where it fits.

    What comes after then has the longest rest of the path, so nothing is lost; but a name such as `aaaa` is not looked
    through again for each star of `*a*a*a*b`.
    """
    if pattern.regex is None:
        return pattern
    written = _EARLY_STARS.sub(r"(?>[^/]*?\g<rest>)", pattern.regex.pattern)
    first, *others = written.split(_FOLDERS)
    if others:
        blocks = [f"(?>(?:/.+?)??{block}(?=/))" for block in others[:-1]]
        if first.startswith(_LEADING):
            first = f"^(?>(?:.+?/)??{first.removeprefix(_LEADING)}(?=/))"
        written = "".join([first, *blocks, _FOLDERS, others[-1]])
    return type(pattern)(re.compile(_CLASS.sub(r"\g<other>(?!/)\g<members>", written)), pattern.include)
