"""What somebody may have meant whose command or option does not exist."""

import os
from collections.abc import Collection, Sequence

from rulekit.model.errors import SettingsError
from rulekit.model.late import regex

_OPTION = regex(r"(?<![\w-])--?[a-zA-Z][\w-]*")


def refuse_misspelled(word: str, commands: Collection[str]) -> None:
    """Refuse a first word that is no path and nearly the name of a command.

    Raises:
        SettingsError: it is.
    """
    if word.startswith("-") or os.path.lexists(word):
        return
    if close := _close(word, commands):
        raise SettingsError(f"`{word}` is no command and no path: did you mean `rulekit {close}`?")


def refuse_extra(unknown: Sequence[str], helped: str, program: str) -> None:
    """Refuse arguments that a command does not take; `helped` is its help, which names its options.

    Raises:
        SettingsError: there is one.
    """
    if not unknown:
        return
    options = [word.partition("=")[0] for word in unknown if word.startswith("-")]
    close = _close(options[0], _OPTION.findall(helped)) if options else ""
    hint = f"did you mean `{close}`? " if close else ""
    raise SettingsError(f"unrecognized arguments: {' '.join(unknown)}: {hint}`{program} --help` shows the usage")


def _close(word: str, known: Collection[str]) -> str:
    import difflib

    return next(iter(difflib.get_close_matches(word, known, n=1, cutoff=0.7)), "")
