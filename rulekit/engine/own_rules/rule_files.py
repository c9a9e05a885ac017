"""The files of a folder of rules, read once: what is hashed is what runs, whatever becomes of the files meanwhile."""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cached_property
from pathlib import Path

from rulekit.model.errors import SettingsError
from rulekit.model.late import dataclass

# The folder beside rules for their cases.
CASES = "cases"
LARGEST = 1_000_000
MOST = 500
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class RuleFiles:
    """Modules of a place, a folder or one file, by their paths below `root`, as they were when they were read."""

    place: Path
    texts: tuple[tuple[str, bytes], ...] = field(repr=False)
    root: Path

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """What each file is known by."""
        from hashlib import sha256  # it loads OpenSSL, which few runs need

        return {name: sha256(text).hexdigest() for name, text in self.texts}

    @cached_property
    def digest(self) -> str:
        """What all of them, at this place, are known by."""
        from hashlib import sha256

        return sha256(
            repr((str(self.place), sorted(self.hashes.items()))).encode("utf-8", "surrogateescape")
        ).hexdigest()


def read_rule_files(place: Path) -> RuleFiles:
    """Read the modules of a folder, or one module; folders that are links are not entered.

    Raises:
        SettingsError: a file cannot be read, is no plain file, or there is more than rules ever are.
    """
    root, names = (place.parent, iter([place.name])) if place.is_file() else (place, _modules_below(place))
    texts: list[tuple[str, bytes]] = []
    for name in names:
        if len(texts) == MOST:
            raise SettingsError(f"{place}: holds more than {MOST} modules: name a folder that holds only rules")
        texts.append((name, _read(root / name)))
    return RuleFiles(place, tuple(sorted(texts)), root)


def _modules_below(root: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for name in files:
            if name.endswith(".py"):
                yield Path(folder, name).relative_to(root).as_posix()


def _read(file: Path) -> bytes:
    try:
        with os.fdopen(os.open(file, os.O_RDONLY | _WITHOUT_WAITING), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise SettingsError(f"{file}: is no file that could hold a rule: take it out of the folder")
            text = stream.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror}): make it readable or take it away") from error
    if len(text) > LARGEST:
        raise SettingsError(f"{file}: is larger than a rule ever is: take it out of the folder")
    return text
