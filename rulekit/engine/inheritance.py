"""What a settings file keeps of another one on which it builds."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rulekit.engine.exclusion import Exclusion
from rulekit.engine.own_rules.own_rules import is_place
from rulekit.engine.settings import DESCRIPTIONS, Inherited, Settings

# Of these keys, what stands in both files holds; whoever selects rules anew begins anew.
_ADDED = ("ignore", "extend_select")
_OWN = ("exclude", "extend_exclude", "per_file_ignores")


def build_on(base: Settings, own: Settings, table: Mapping[str, Any]) -> Settings:
    """Give the settings of a file over those on which it builds; `table` holds those that it names itself."""
    if base.root is None:
        return own
    values = {key.replace("-", "_") for key in table if key in DESCRIPTIONS}
    changes = {key: getattr(own, key) for key in {*values, *_OWN, "extend", "options", "own", "file"}}
    if "select" in values:
        changes |= {key: getattr(own, key) for key in _ADDED}
    else:
        changes |= {key: (*getattr(base, key), *getattr(own, key)) for key in _ADDED}
    changes["severity"] = {**base.severity, **own.severity}
    changes["lessons"] = own.lessons if "curriculum" in values else base.lessons
    for key in {"coverage", "cache_dir", "baseline", "curriculum"} - {*values}:
        changes[key] = _from_folder(base.root, getattr(base, key))
    named = (_from_folder(base.root, entry) if is_place(entry) else entry for entry in base.rules)
    changes["rules"] = tuple(dict.fromkeys((*named, *own.rules)))
    inherited = _left_by(base, base.root)
    if "exclude" in values:
        inherited = inherited._replace(exclude=())
    if "per_file_ignores" in values:
        inherited = inherited._replace(ignores=())
    return replace(base, **changes, inherited=inherited)


def _left_by(base: Settings, root: Path) -> Inherited:
    """Give what settings say of files, with the folders from which their patterns are read."""
    older = base.inherited
    ignores = [(root, pattern, codes) for pattern, codes in base.per_file_ignores.items()]
    return Inherited(
        (*older.exclude, Exclusion(root, base.exclude)),
        (*older.extend_exclude, Exclusion(root, base.extend_exclude)),
        (*older.ignores, *ignores),
    )


def _from_folder(root: Path, path: str) -> str:
    return str(root / path) if path else ""
