"""The files of a team's rules or lessons, read once: what is hashed is what runs, whatever becomes of a file."""

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
RULES, LESSONS = "rules", "lessons"
_ENDINGS = {RULES: (".py",), LESSONS: (".md", ".txt")}
LARGEST = 1_000_000
MOST = 500
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass(frozen=True)
class OwnFiles:
    """Files of a place, a folder or one file, by their paths below `root`, as they were when they were read."""

    place: Path
    texts: tuple[tuple[str, bytes], ...] = field(repr=False)
    root: Path
    kind: str = RULES

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


def read_own_files(place: Path, kind: str = RULES) -> OwnFiles:
    """Read the files of a folder that hold rules, or lessons, or one such file.

    Raises:
        SettingsError: a file cannot be read, is no plain file, or there is more than there ever is.
    """
    root, names = (place.parent, iter([place.name])) if place.is_file() else (place, _files_below(place, kind))
    texts: list[tuple[str, bytes]] = []
    for name in names:
        if len(texts) == MOST:
            raise SettingsError(f"{place}: holds more than {MOST} files: name a folder that holds only {kind}")
        texts.append((name, _read(root / name)))
    return OwnFiles(place, tuple(sorted(texts)), root, kind)


def _files_below(root: Path, kind: str) -> Iterator[str]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__pycache__")))
        for name in files:
            if name.endswith(_ENDINGS[kind]):
                yield Path(folder, name).relative_to(root).as_posix()


def _read(file: Path) -> bytes:
    try:
        with os.fdopen(os.open(file, os.O_RDONLY | _WITHOUT_WAITING), "rb") as stream:
            if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
                raise SettingsError(f"{file}: is no plain file: take it out of the folder")
            text = stream.read(LARGEST + 1)
    except OSError as error:
        raise SettingsError(f"{file}: cannot be read ({error.strerror}): make it readable or take it away") from error
    if len(text) > LARGEST:
        raise SettingsError(f"{file}: is larger than such a file ever is: take it out of the folder")
    return text
