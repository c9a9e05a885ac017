"""The settings in force: those of the run that began last, by which the guide is told and taught."""

from rulekit.engine.catalog import begin_run
from rulekit.engine.settings import Settings

_begun = [Settings()]


def begin(held: Settings) -> None:
    """Let settings, and the rules that they name, be those in force until the next run begins."""
    _begun[:] = [held]
    begin_run(held)


def in_force() -> Settings:
    """Give the settings of the run: those of the folder that it began with, where it began with one."""
    return _begun[0]
