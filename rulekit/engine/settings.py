"""`[tool.rulekit]`: its keys and their defaults, how they are read and checked, which rules hold in a file."""

import difflib
import functools
import re
import tomllib
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from pathspec import GitIgnoreSpec

from rulekit.engine.catalog import Catalog, catalog, refuse_unknown
from rulekit.engine.engine_rules import SYNTAX_ERROR
from rulekit.engine.exclusion import Exclusion, refuse_idle, refuse_wrong, without_dot
from rulekit.engine.file_patterns import file_patterns
from rulekit.engine.files import absolute
from rulekit.engine.rule_options import build_options, describe, fits, key_of
from rulekit.engine.target_version import oldest_python
from rulekit.known.python_versions import OLDEST
from rulekit.model.errors import SettingsError
from rulekit.model.rule import Rule

_PYTHON = re.compile(r"3\.\d{1,2}")


def _key(default: Any, description: str) -> Any:
    return field(default_factory=lambda: default, metadata={"description": description})


@dataclass(frozen=True)
class Settings:
    """What a team has decided; the defaults are the guide as it is written."""

    select: tuple[str, ...] = _key(
        ("ALL",), "The rules that hold: codes, beginnings of codes, names, sections, other tools' codes, or ALL."
    )
    extend_select: tuple[str, ...] = _key((), "Rules that hold besides those of `select`.")
    ignore: tuple[str, ...] = _key((), "Rules that do not hold.")
    per_file_ignores: Mapping[str, tuple[str, ...]] = _key(
        {}, "Rules that do not hold in files, by pattern; `!tests/*` means all files but those."
    )
    exclude: tuple[str, ...] = _key(
        (), "Patterns, as in .gitignore, of what is left out of folders; `!build` takes `build` back."
    )
    extend_exclude: tuple[str, ...] = _key((), "Patterns besides those of `exclude`.")
    force_exclude: bool = _key(False, "Whether what is left out of folders is left out where it is named, too.")
    respect_gitignore: bool = _key(True, "Whether what git ignores is left out.")
    target_version: str = _key(
        "", "The oldest Python that the code must run on, such as 3.11; else what the project requires."
    )
    time_limit: float = _key(60.0, "The seconds of processor time that a file may take.")
    size_limit: float = _key(10.0, "The megabytes of code that a file may hold; a larger one is named and not judged.")
    coverage: str = _key("", "The data file of coverage.py; what ran there is not called untested.")
    cache_dir: str = _key("", "The folder for answers of earlier runs; else the user's folder for caches.")
    baseline: str = _key("", "The file of known findings; else the nearest `.rulekit-baseline.json`.")
    options: Mapping[str, Any] = field(default_factory=dict)
    given: tuple[Exclusion, ...] = ()
    file: Path | None = None

    @classmethod
    def of(cls, table: Mapping[str, Any]) -> "Settings":
        """Make settings of what would stand in `[tool.rulekit]`, options of rules included.

        Raises:
            SettingsError: a key or value is wrong.

        >>> Settings.of({"ignore": ["magic-number"], "long-function": {"max-lines": 40}}).ignore
        ('magic-number',)
        """
        return replace(read_table(dict(table), Path("settings")), file=None)

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
        return self._left_by(_codes(catalog(), self.ignore))

    def selected_for(self, path: str | None) -> frozenset[str]:
        """The codes that hold in a file, named relative to the settings file."""
        ignored = _codes(catalog(), self.ignore)
        for pattern, is_negated, codes in self._ignores if path else ():
            if pattern.match_file(path or "") is not is_negated:
                ignored |= codes
        return self._left_by(ignored)

    def _left_by(self, ignored: frozenset[str]) -> frozenset[str]:
        """Give the codes that are left; where no rule is that was chosen, broken code is nobody's business either."""
        chosen = _codes(catalog(), (*self.select, *self.extend_select)) - ignored
        return chosen | ({SYNTAX_ERROR.code} - ignored) if chosen else chosen

    @functools.cached_property
    def exclusions(self) -> tuple[Exclusion, ...]:
        """What is left out of folders: by the settings file, then by the command line."""
        own = [Exclusion(self.root, (*self.exclude, *self.extend_exclude))] if self.root else []
        return (*own, *self.given)

    def for_one_file(self) -> "Settings":
        """Forget what decides only which files are checked."""
        return replace(self, exclude=(), extend_exclude=(), given=(), force_exclude=False)

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

    @functools.cached_property
    def _chosen(self) -> dict[str, Any]:
        return {}

    @functools.cached_property
    def _ignores(self) -> tuple[tuple[GitIgnoreSpec, bool, frozenset[str]], ...]:
        """Give which rules do not hold in which files; `!tests/*` means all files but those, as in ruff."""
        return tuple(
            (
                file_patterns([without_dot(pattern).removeprefix("!")]),
                pattern.startswith("!"),
                _codes(catalog(), codes),
            )
            for pattern, codes in self.per_file_ignores.items()
        )


def _codes(known: Catalog, selectors: tuple[str, ...]) -> frozenset[str]:
    return frozenset().union(*(known.select(selector) for selector in selectors))


KEYS: Mapping[str, Any] = {
    key_of(f.name): typing.get_type_hints(Settings)[f.name]
    for f in fields(Settings)
    if f.name not in {"options", "given", "file", "per_file_ignores"}
}


DESCRIPTIONS: Mapping[str, str] = {key_of(f.name): f.metadata["description"] for f in fields(Settings) if f.metadata}


@functools.cache
def find_settings(folder: Path) -> Settings:
    """Find the settings that hold in a folder: the nearest `[tool.rulekit]` upward from it.

    Raises:
        SettingsError: the settings cannot be read.
    """
    found = _nearest(folder)
    return replace(found, target_version=found.target_version or oldest_python(folder))


def forget_settings() -> None:
    """Let the settings be read anew, for files that may have changed meanwhile."""
    for memory in (find_settings, _nearest, oldest_python):
        memory.cache_clear()


@functools.cache
def _nearest(folder: Path) -> Settings:
    file = folder / "pyproject.toml"
    document = _load(file) if file.is_file() else {}
    if (table := _tool(document).get("rulekit")) is not None:
        return read_table(table, file)
    return Settings() if folder.parent == folder else _nearest(folder.parent)


def read_settings(file: Path) -> Settings:
    """Read the settings of one file: `[tool.rulekit]` of a pyproject.toml, or a file that holds only those keys.

    Raises:
        SettingsError: the file cannot be read, or a key or value is wrong.
    """
    document = _load(file)
    elsewhere = {} if file.name == "pyproject.toml" else document
    return read_table(_tool(document).get("rulekit", elsewhere), absolute(file))


def _tool(document: dict[str, Any]) -> dict[str, Any]:
    tool = document.get("tool")
    return tool if isinstance(tool, dict) else {}


def _load(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror}): name another file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise SettingsError(f"{file}: not valid TOML: {error}") from error


def read_table(table: Any, file: Path) -> Settings:
    """Turn a table of settings into `Settings`.

    Raises:
        SettingsError: a key or value is wrong; the message names both and the remedy.
    """
    if not isinstance(table, dict):
        raise SettingsError(f"{file}: `tool.rulekit` is {table!r}: it must be a table")
    values: dict[str, Any] = {"file": file}
    options: dict[str, Any] = {}
    for key, value in table.items():
        if key == "per-file-ignores":
            values["per_file_ignores"] = _per_file(value, file)
        elif key in KEYS:
            if not fits(value, KEYS[key]):
                raise SettingsError(f"{file}: `{key}` is {value!r}: it must be {describe(KEYS[key])}")
            values[key.replace("-", "_")] = tuple(value) if isinstance(value, list) else value
        elif key in catalog():
            rule = catalog()[key]
            options[rule.name] = build_options(rule, value, str(file))
        else:
            raise SettingsError(f"{file}: unknown key `{key}`: {_remedy(key, catalog())}")
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


def _remedy(key: str, known: Catalog) -> str:
    names = [*KEYS, "per-file-ignores", *(rule.name for rule in known)]
    close = difflib.get_close_matches(key, names, n=1)
    return (
        f"did you mean `{close[0]}`?" if close else f"use one of {', '.join(names[: len(KEYS) + 1])} or a rule's name"
    )
