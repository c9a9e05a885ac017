"""What `--select` replaces and `--ignore` adds in the settings of files; the nearest settings file of a folder."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, overload

from rulekit.engine.catalog import knowing
from rulekit.engine.exclusion import Exclusion
from rulekit.engine.files import forget_links
from rulekit.engine.own_rules.own_rules import OwnRules
from rulekit.engine.project_root import forget_roots
from rulekit.engine.settings import Settings, checked
from rulekit.engine.settings_files import find_settings, forget_settings
from rulekit.engine.target_version import oldest_python
from rulekit.model.errors import SettingsError


class Overrides(NamedTuple):
    """Changes to the settings of every folder; `ignore` and `per_file_ignores` add to theirs.

    `exclude` stands for what they exclude, `extend_exclude` adds to it. `trust` lets the rules run that they name.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_file_ignores: tuple[tuple[str, str], ...] = ()
    exclude: Exclusion | None = None
    extend_exclude: Exclusion | None = None
    force_exclude: bool | None = None
    beside: tuple[str, ...] = ()
    trust: bool = False

    def over(self, base: Settings) -> Settings:
        """Give settings with these changes.

        Raises:
            SettingsError: a selector is unknown, or a pattern is none.
        """
        with knowing(base):
            return checked(self.put_over(base))

    def put_over(self, base: Settings) -> Settings:
        """Give settings with these changes, in which a word that names no rule chooses none."""
        changes: dict[str, Any] = {"ignore": (*base.ignore, *self.ignore)}
        for key in ("select", "extend_select", "beside"):
            if value := getattr(self, key):
                changes[key] = value
        if self.exclude:
            changes |= {"exclude": (), "inherited": base.inherited._replace(exclude=())}
        if self.force_exclude is not None:
            changes["force_exclude"] = self.force_exclude
        given = tuple(one for one in (self.exclude, self.extend_exclude) if one)
        ignored = dict(base.per_file_ignores)
        for pattern, selector in self.per_file_ignores:
            ignored[pattern] = (*ignored.get(pattern, ()), selector)
        return replace(base, **changes, given=given, per_file_ignores=ignored)


Given = Settings | Overrides | None


Selected = Iterable[str] | str | None


@overload
def with_selected(given: Settings, select: Selected) -> Settings: ...
@overload
def with_selected(given: Given, select: Selected) -> Given: ...
def with_selected(given: Given, select: Selected) -> Given:
    """Give settings in which only the selected rules hold, where any selection is made; a text is one selector.

    Raises:
        SettingsError: a selector is unknown, or there is none.
    """
    if select is None:
        return given
    listed = (select,) if isinstance(select, str) else tuple(select)
    if not listed:
        raise SettingsError("`select` names no rule: leave it out, or name codes, names or sections")
    changes = given._replace(select=listed) if isinstance(given, Overrides) else Overrides(select=listed)
    return changes.over(given) if isinstance(given, Settings) else changes


def settings_in(folder: Path, given: Given = None) -> Settings:
    """Give the settings that hold in a folder: those given, or those of the nearest file with the changes given.

    Which Python a project supports is a fact about it, whatever settings are given.

    Raises:
        SettingsError: the settings cannot be read, or are wrong.
    """
    if isinstance(given, Settings):
        return given.aimed_at(given.target_version or oldest_python(folder))
    return find_settings(folder) if given is None else _changed(folder, given)


def refuse_unknown_in(given: Given, known: OwnRules) -> None:
    """Refuse changes that name rules of which a run knows none, though some of its folders need not know each.

    Raises:
        SettingsError: a selector is unknown, or a pattern is none.
    """
    if isinstance(given, Overrides):
        with knowing(known):
            checked(given.put_over(Settings()))


@cache
def _changed(folder: Path, changes: Overrides) -> Settings:
    return changes.put_over(find_settings(folder, trusting=changes.trust))


def forget_folders() -> None:
    """Let settings and roots of projects be found anew, for files that may have changed meanwhile."""
    _changed.cache_clear()
    forget_settings()
    forget_roots()
    forget_links()
