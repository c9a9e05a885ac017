"""Whose code may run: for folders of rules or lessons, the hashes of the files that a user has allowed."""

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rulekit.engine.own_rules.own_files import RULES, OwnFiles
from rulekit.model.errors import RulekitError

_LARGEST = 1_000_000


def trust_folder() -> Path | None:
    """Give the folder of what the user trusts, in that for settings; nothing where the user has none."""
    given = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or ""
    try:
        home = Path.home()
    except RuntimeError:
        return None
    usual = home / ("Library/Application Support" if sys.platform == "darwin" else ".config")
    # A relative path would lead into the folder that is checked, which must not say whom to trust.
    return (Path(given) if Path(given).is_absolute() else usual) / "rulekit" / "trusted"


def trusted_hashes(place: Path, kind: str = RULES) -> Mapping[str, str] | None:
    """Give the hashes of the files of a place that were allowed to run; nothing where none ever was."""
    record = _record_of(place, kind)
    try:
        if record is None or record.stat().st_size > _LARGEST:
            return None
        known: Any = json.loads(record.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    if not isinstance(known, dict) or known.get("path") != str(place) or not isinstance(known.get("files"), dict):
        return None
    return {str(name): str(digest) for name, digest in known["files"].items()}


def trust(files: OwnFiles, folder: Path | None = None) -> None:
    """Let these very files run from now on, for the user or whoever has another folder of what is trusted.

    Raises:
        RulekitError: that cannot be written down.
    """
    record = _record_of(files.place, files.kind, folder)
    if record is None:
        raise RulekitError("there is no folder for settings: set `XDG_CONFIG_HOME` to one")
    import tempfile  # those who check trust nobody anew

    text = json.dumps({"path": str(files.place), "files": dict(files.hashes)}, indent=1)
    try:
        record.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=record.parent)
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        Path(draft).replace(record)
    except OSError as error:
        raise RulekitError(f"{record}: cannot be written ({error.strerror}): make room or give the right") from error


def withdraw(place: Path, kind: str = RULES) -> bool:
    """Take back what was allowed for a place, and tell whether there was anything.

    Raises:
        RulekitError: that cannot be written down.
    """
    record = _record_of(place, kind)
    if record is None or not record.exists():
        return False
    try:
        record.unlink()
    except OSError as error:
        raise RulekitError(f"{record}: cannot be deleted ({error.strerror}): delete it by hand") from error
    return True


def _record_of(place: Path, kind: str, folder: Path | None = None) -> Path | None:
    from hashlib import sha256  # it loads OpenSSL, which few runs need

    folder = folder or trust_folder()
    # Rules and lessons may lie in one folder, and either may change alone.
    named = os.fsencode(place) + (b"" if kind == RULES else os.fsencode(f"\0{kind}"))
    return folder and folder / f"{sha256(named).hexdigest()}.json"
