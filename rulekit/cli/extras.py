"""Options that need a library which a plain installation does not bring."""

from rulekit.model.errors import SettingsError


def missing(option: str, library: str, extra: str) -> SettingsError:
    """Say that the library of an option is not installed, and how to install rulekit with it."""
    return SettingsError(
        f'{option} needs {library}, which is not installed: install rulekit with it, `pip install ".[{extra}]"`'
    )
