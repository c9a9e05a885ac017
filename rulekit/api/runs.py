"""What is checked and what came of it. Who only shows what is known loads nothing that judges."""

import os
from collections.abc import Iterable
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from rulekit.engine.file_discovery import Search, find_files
from rulekit.engine.files import absolute
from rulekit.engine.fix_consent import NOTHING_READ, Consent
from rulekit.engine.in_force import begin, in_force
from rulekit.engine.own_rules.own_rules import NO_OWN, OwnRules
from rulekit.engine.setting_overrides import Given, forget_folders, refuse_unknown_in, settings_in
from rulekit.engine.settings import Settings
from rulekit.model.finding import Finding
from rulekit.model.late import dataclass

if TYPE_CHECKING:
    from rulekit.analysis.secrets.written_secrets import Secrets


@dataclass(frozen=True)
class Report:
    """What a run found: findings by file and place, the files checked, what went wrong, and what was skipped.

    `unasked` names the rules that judge whole projects, where modules were checked without their folder; `withdrawn`
    holds what a file alone seems to show and its project takes back; `in_bulk` are codes of rules that find much that
    is alike; `secrets` are texts of a single document with findings that must not be shown; `consent` tells which
    fixes need it; `told_elsewhere` holds what another tool reports, beside which the settings want nothing said twice.
    `hidden` are findings that were left out on request, `hidden_as` says what they are and why they are hidden, and
    `gone` how many known ones are no longer found.
    """

    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    problems: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    unasked: tuple[str, ...] = ()
    withdrawn: tuple[Finding, ...] = ()
    in_bulk: frozenset[str] = frozenset()
    told_elsewhere: tuple[Finding, ...] = ()
    secrets: "Secrets" = field(default=frozenset(), repr=False)
    hidden: tuple[Finding, ...] = ()
    hidden_as: tuple[str, ...] = ()
    gone: int = 0
    consent: Consent = field(default=NOTHING_READ, repr=False, compare=False)

    @property
    def unjudged(self) -> tuple[str, ...]:
        """What was not judged, or not by all rules: where something stands here, no findings do not mean clean."""
        return (*self.problems, *self.skipped)


class Run(NamedTuple):
    """What is checked: what the search found, the folders in which it was found, and the settings given for all.

    Of a run that `is_kept`, each answer is named by what decides it; `own` are the rules of a team's own that hold in
    some of the folders.
    """

    search: Search
    folders: tuple[str, ...] = ()
    settings: Given = None
    is_kept: bool = False
    own: OwnRules = NO_OWN

    @property
    def files(self) -> tuple[str, ...]:
        """The files to check."""
        return self.search.files


ALONE = Run(Search(()))


def plan(paths: Iterable[str | os.PathLike[str]] | os.PathLike[str] | str, settings: Given = None) -> Run:
    """Find the files to check; a path alone is taken for a list of one. Files may have changed since the last run.

    Its rules are known until the next run begins.

    Raises:
        UnreadableError: a path does not exist.
        SettingsError: a settings file is wrong, or what is given names no rule.
    """
    forget_folders()
    listed = [os.fspath(path) for path in ([paths] if isinstance(paths, (str, os.PathLike)) else paths)]
    search, folders = find_files(listed, settings), tuple(path for path in listed if Path(path).is_dir())
    places = dict.fromkeys([*(os.path.dirname(file) for file in search.files), *folders])  # noqa: PTH120 - many files
    own = NO_OWN
    for held in dict.fromkeys(settings_for(f"{place or '.'}/", settings).own for place in places):
        own = own.joined(held)
    begin(replace(Settings(), own=own))
    refuse_unknown_in(settings, own)
    return Run(search, folders, settings, own=own)


def settings_now(path: str, settings: Given = None) -> Settings:
    """Give the settings that hold for a file or folder now: in a long run the settings file may have changed.

    The rules that they name are known until the next run begins.

    Raises:
        SettingsError: the settings file is wrong.
    """
    forget_folders()
    held = settings_for(path, settings)
    begin(held)
    return held


def as_written() -> Settings:
    """Give the guide as it is written, with the rules of a team's own that the run knows."""
    return replace(Settings(), own=replace(in_force().own, missing=()))


def as_taught() -> Settings:
    """Give the same with the values of the settings in force: what a lesson says is what its verdicts go by."""
    return replace(as_written(), options=in_force().options)


def settings_for(path: str, settings: Given = None) -> Settings:
    """Give the settings that hold for a file or folder: those given, or the nearest with the changes given.

    Raises:
        SettingsError: the settings file is wrong.
    """
    here = Path(path)
    return settings_in(here.resolve() if here.is_dir() else absolute(here).parent, settings)
