"""Warnings that nobody hears: neither do they end in an error, nor do they change the filters of the process."""

from types import ModuleType

from rulekit.teach.trial.standins.naming import module_of

NAMES = ("warn", "warn_explicit", "simplefilter", "filterwarnings", "resetwarnings")


def warnings_module() -> ModuleType:
    """Make `warnings`."""
    return module_of("warnings", dict.fromkeys(NAMES, _pass_over))


def _pass_over(*_: object, **__: object) -> None:
    """Do nothing, whatever is warned of."""
