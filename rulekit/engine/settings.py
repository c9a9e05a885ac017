"""`[tool.rulekit]`: its keys and their defaults, what of them is refused, which rules hold in a file."""

import functools
import typing
from collections.abc import Callable, Mapping
from dataclasses import field, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from rulekit.engine.catalog import Catalog, catalog, knowing, refuse_unknown
from rulekit.engine.engine_rules import OWN_RULES, SYNTAX_ERROR
from rulekit.engine.exclusion import Exclusion, refuse_idle, refuse_wrong, without_dot
from rulekit.engine.file_patterns import file_patterns
from rulekit.engine.guesses import misplaced, remedy
from rulekit.engine.own_rules.own_rules import NO_OWN, OwnLessons, OwnRules, is_place, own_rules, place_of
from rulekit.engine.rule_options import build_options, describe, fits, key_of
from rulekit.engine.severities import OFF, Levels, is_off, level_of, levels_of, read_severities
from rulekit.known.python_versions import OLDEST
from rulekit.known.ruff import TOOL
from rulekit.model.errors import SettingsError
from rulekit.model.finding import Finding, Severity
from rulekit.model.late import dataclass, regex
from rulekit.model.rule import Rule

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

_PYTHON = regex(r"3\.\d{1,2}")


def _key(default: Any, description: str) -> Any:
    return field(default_factory=lambda: default, metadata={"description": description})


class Inherited(NamedTuple):
    """What the settings files that are built on say of files; patterns are read from their folders.

    `exclude` and `ignores` hold unless the file that builds on them says its own, `extend_exclude` holds besides.
    """

    exclude: tuple[Exclusion, ...] = ()
    extend_exclude: tuple[Exclusion, ...] = ()
    ignores: tuple[tuple[Path, str, tuple[str, ...]], ...] = ()


NOTHING: Final = Inherited()


@dataclass(frozen=True)
class Settings:
    """What a team has decided; the defaults are the guide as it is written."""

    extend: str = _key("", "A settings file on which this one builds; its path is read from here.")
    select: tuple[str, ...] = _key(
        ("ALL",), "The rules that hold: codes, beginnings of codes, names, sections, other tools' codes, or ALL."
    )
    extend_select: tuple[str, ...] = _key((), "Rules that hold besides those of `select`.")
    ignore: tuple[str, ...] = _key((), "Rules that do not hold.")
    per_file_ignores: Mapping[str, tuple[str, ...]] = _key(
        {}, "Rules that do not hold in files, by pattern; `!tests/*` means all files but those."
    )
    severity: Mapping[str, str] = _key(
        {}, "How much findings weigh, by rule or `rule.check`: error, warning, advice, or off."
    )
    exclude: tuple[str, ...] = _key(
        (), "Patterns, as in .gitignore, of what is left out of folders; `!build` takes `build` back."
    )
    extend_exclude: tuple[str, ...] = _key((), "Patterns besides those of `exclude`.")
    force_exclude: bool = _key(False, "Whether what is left out of folders is left out where it is named, too.")
    beside: tuple[str, ...] = _key(
        (), "Other tools whose reports are not repeated: ruff, which is run, by its own settings."
    )
    respect_gitignore: bool = _key(True, "Whether what git ignores is left out.")
    target_version: str = _key(
        "", "The oldest Python that the code must run on, such as 3.11; else what the project requires."
    )
    time_limit: float = _key(60.0, "The seconds of processor time that a file may take.")
    size_limit: float = _key(10.0, "The megabytes of code that a file may hold; a larger one is named and not judged.")
    coverage: str = _key("", "The data file of coverage.py; what ran there is not called untested.")
    cache_dir: str = _key("", "The folder for answers of earlier runs; else the user's folder for caches.")
    baseline: str = _key("", "The file of known findings; else the nearest `.rulekit-baseline.json`.")
    rules: tuple[str, ...] = _key(
        (), "Rules of one's own: folders or modules, such as `style/`, and names of installed packages."
    )
    curriculum: str = _key("", "The folder of lessons of one's own, such as `lessons/`.")
    shipped_lessons: bool = _key(True, "Whether the lessons that come with rulekit are offered beside one's own.")
    own: OwnRules = NO_OWN
    lessons: OwnLessons | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    inherited: "Inherited" = field(default_factory=lambda: NOTHING)
    given: tuple[Exclusion, ...] = ()
    file: Path | None = None

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Settings":
        """Make settings of what would stand in `[tool.rulekit]`, options of rules included.

        Raises:
            SettingsError: a key or value is wrong, or names another file.

        >>> Settings.of({"ignore": ["magic-number"], "long-function": {"max-lines": 40}}).ignore
        ('magic-number',)
        """
        if "extend" in table:
            raise SettingsError("settings: `extend` names a file and a table has no place: give its keys themselves")
        if places := [entry for entry in table.get("rules", ()) if is_place(str(entry))]:
            raise SettingsError(f"settings: `rules` names `{places[0]}` and a table has no place: name a package")
        if table.get("curriculum"):
            raise SettingsError("settings: `curriculum` names a folder and a table has no place: leave it out")
        return replace(read_table(dict(table), Path("settings")), file=None)

    @property
    def catalog(self) -> Catalog:
        """The rules that these settings know: ours, and those of the team's own."""
        return self.own.catalog

    @property
    def target(self) -> int:
        """The oldest minor version of Python 3 that the code must run on."""
        return int(self.target_version.rpartition(".")[2] or OLDEST)

    @property
    def root(self) -> Path | None:
        """The folder that holds the settings file."""
        return self.file.parent if self.file else None

    @functools.cached_property
    def selected(self) -> frozenset[str]:
        """The codes that hold, before looking at any one file; broken code is told of unless that is ignored."""
        return self._left_by(_codes(self.catalog, self.ignore))

    @property
    def roots(self) -> tuple[Path | None, ...]:
        """The folders from which the patterns of `per-file-ignores` are read."""
        return (*(place for place, *_ in self.inherited.ignores), self.root)

    def patterns_without(self, code: str) -> tuple[str, ...]:
        """The patterns of the files in which a rule does not hold, as they are written."""
        inherited = [(pattern, codes) for _, pattern, codes in self.inherited.ignores]
        ignores = [*inherited, *self.per_file_ignores.items()]
        return tuple(pattern for pattern, codes in ignores if code in _codes(self.catalog, codes))

    def selected_for(self, relative: Callable[[Path | None], str | None]) -> frozenset[str]:
        """The codes that hold in a file; `relative` names it from a folder."""
        ignored = _codes(self.catalog, self.ignore)
        for place, pattern, is_negated, codes in self._ignores:
            path = relative(place)
            if path and pattern.match_file(path) is not is_negated:
                ignored |= codes
        return self._left_by(ignored)

    def _left_by(self, ignored: frozenset[str]) -> frozenset[str]:
        left_out = tuple(ignored | self._switched_off)
        return codes_chosen(self.catalog, (*self.select, *self.extend_select), left_out)

    @functools.cached_property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """What is left out of folders: by the settings files, the nearest last, then by the command line."""
        own = [Exclusion(self.root, (*self.exclude, *self.extend_exclude))] if self.root else []
        return (*self.inherited.exclude, *self.inherited.extend_exclude, *own, *self.given)

    def for_one_file(self) -> "Settings":
        """Forget what decides only which files are checked, and what is taught."""
        inherited = self.inherited._replace(exclude=(), extend_exclude=())
        held = replace(self, exclude=(), extend_exclude=(), inherited=inherited, given=(), force_exclude=False)
        return replace(held, curriculum="", shipped_lessons=True, lessons=None)

    def aimed_at(self, version: str) -> "Settings":
        """The same for code that must run on a version of Python: one object, which keeps what was found out."""
        if version == self.target_version:
            return self
        if version not in self._aimed:
            self._aimed[version] = replace(self, target_version=version)
        return self._aimed[version]

    @functools.cached_property
    def _aimed(self) -> dict[str, "Settings"]:
        return {}

    def options_of(self, rule: Rule) -> Any:
        """The options of a rule, configured or not."""
        if rule.name not in self._chosen:
            self._chosen[rule.name] = self.options.get(rule.name) or rule.options()
        return self._chosen[rule.name]

    def levels_of(self, rule: Rule) -> Levels:
        """The severities of a rule's checks, where any is set."""
        if rule.code not in self._levels:
            self._levels[rule.code] = levels_of(rule, self.severity, self.catalog) if self.severity else {}
        return self._levels[rule.code]

    def weighed(self, finding: Finding, rule: Rule) -> Finding:
        """Give a finding the severity that is set for its rule as a whole."""
        level = level_of(rule, self.severity, self.catalog) if self.severity else ""
        return finding._replace(severity=Severity(level)) if level and level != OFF else finding

    @functools.cached_property
    def _switched_off(self) -> frozenset[str]:
        rules = (*self.catalog, *OWN_RULES) if self.severity else ()
        return frozenset(rule.code for rule in rules if is_off(rule, self.severity, self.catalog))

    @functools.cached_property
    def _levels(self) -> dict[str, Levels]:
        return {}

    @functools.cached_property
    def _chosen(self) -> dict[str, Any]:
        return {}

    @functools.cached_property
    def _ignores(self) -> tuple[tuple[Path | None, "GitIgnoreSpec", bool, frozenset[str]], ...]:
        """Give which rules do not hold in which files; `!tests/*` means all files but those, as in ruff."""
        own = [(self.root, pattern, codes) for pattern, codes in self.per_file_ignores.items()]
        return tuple(
            (
                place,
                file_patterns([without_dot(pattern).removeprefix("!")]),
                pattern.startswith("!"),
                _codes(self.catalog, codes),
            )
            for place, pattern, codes in [*self.inherited.ignores, *own]
        )


def codes_chosen(known: Catalog, select: tuple[str, ...], ignore: tuple[str, ...]) -> frozenset[str]:
    """Give the codes that are left of what is selected; where no rule is, broken code is nobody's business either."""
    ignored = _codes(known, ignore)
    chosen = _codes(known, select) - ignored
    return chosen | ({SYNTAX_ERROR.code} - ignored) if chosen else chosen


def _codes(known: Catalog, selectors: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*map(known.meant_by, selectors))


KEYS: Mapping[str, Any] = {
    key_of(f.name): typing.get_type_hints(Settings)[f.name]
    for f in fields(Settings)
    if f.name not in {"options", "own", "lessons", "inherited", "given", "file", "per_file_ignores", "severity"}
}


DESCRIPTIONS: Mapping[str, str] = {key_of(f.name): f.metadata["description"] for f in fields(Settings) if f.metadata}


def read_table(table: Any, file: Path, base: "Settings | None" = None, *, trusting: bool = False) -> Settings:
    """Turn a table of settings into `Settings`; options of rules change those of the `base` on which they build.

    Rules of a team's own are known to the table that names them and to those that build on it; `trusting` says that
    their code may run.

    Raises:
        SettingsError: a key or value is wrong; the message names both and the remedy.
    """
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: `tool.rulekit` is {table!r}: it must be a table")
    named = table.get("rules", ())
    own = base.own if base else NO_OWN
    if fits(named, KEYS["rules"]):
        own = own.joined(own_rules(named, file.parent, file, trusting=trusting))
    with knowing(own):
        read = _read(table, file, dict(base.options) if base else {})
    lessons = (
        OwnLessons(place_of(read.curriculum, file.parent, file, "curriculum"), trusting) if read.curriculum else None
    )
    return replace(read, own=own, lessons=lessons)


def _read(table: Mapping[str, Any], file: Path, options: dict[str, Any]) -> Settings:
    values: dict[str, Any] = {"file": file}
    for key, value in table.items():
        if wrong := misplaced(key, value, DESCRIPTIONS):
            raise SettingsError(f"{file}: {wrong}")
        if key == "per-file-ignores":
            values["per_file_ignores"] = _per_file(value, file)
        elif key == "severity":
            values["severity"] = read_severities(value, file)
        elif key in KEYS:
            if not fits(value, KEYS[key]):
                raise SettingsError(f"{file}: `{key}` is {value!r}: it must be {describe(KEYS[key])}")
            values[key.replace("-", "_")] = tuple(value) if isinstance(value, list) else value
        elif key in catalog():
            rule = catalog()[key]
            options[rule.name] = build_options(rule, value, str(file), options.get(rule.name))
        elif catalog().missing and isinstance(value, dict):
            continue  # it may be about a rule that is not there
        else:
            raise SettingsError(f"{file}: unknown key `{key}`: {remedy(key, DESCRIPTIONS)}")
    return checked(replace(Settings(), **values, options=options))


def checked(settings: Settings) -> Settings:
    """Refuse selectors that select nothing and patterns that are none.

    Raises:
        SettingsError: a selector or pattern is wrong; the message names the key.
    """
    where = settings.file or "command line"
    lists = [("select", settings.select), ("extend-select", settings.extend_select), ("ignore", settings.ignore)]
    lists += [(f"per-file-ignores.{pattern}", codes) for pattern, codes in settings.per_file_ignores.items()]
    for key, selectors in lists:
        refuse_unknown(selectors, f"{where}: `{key}`")
    for tool in settings.beside:
        if tool != TOOL:
            raise SettingsError(f"{where}: `beside` names {tool!r}: the only tool it knows is {TOOL!r}")
    if settings.target_version and not _PYTHON.fullmatch(settings.target_version):
        version = settings.target_version
        raise SettingsError(f"{where}: `target-version` is {version!r}: write it as `3.11`")
    for key, limit in (("time-limit", settings.time_limit), ("size-limit", settings.size_limit)):
        if not limit > 0:
            raise SettingsError(f"{where}: `{key}` is {limit!r}: give a number above 0")
    refuse_wrong("exclude", settings.exclude, where)
    refuse_wrong("extend-exclude", settings.extend_exclude, where)
    refuse_wrong("per-file-ignores", settings.per_file_ignores, where)
    refuse_idle("exclude", settings.exclude, where)
    return settings


def _per_file(value: Any, file: Path) -> dict[str, tuple[str, ...]]:
    hint = tuple[str, ...]
    if not isinstance(value, dict) or not all(fits(codes, hint) for codes in value.values()):
        raise SettingsError(f"{file}: `per-file-ignores` is {value!r}: it must map file patterns to lists of rules")
    return {pattern: tuple(codes) for pattern, codes in value.items()}
