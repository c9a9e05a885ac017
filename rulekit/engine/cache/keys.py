"""What decides an answer, as one short text: where that is the same, nothing needs to be judged again."""

import importlib.util
import os
import sys
from _blake2 import blake2b  # `hashlib` loads OpenSSL beside it
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from rulekit.engine.file_discovery import Search
from rulekit.engine.files import Document, absolute, decode, is_code, read_document, read_raw, text_beside
from rulekit.engine.project_root import (
    inner_path,
    is_among_tests,
    project_root,
    relative_path,
    repository_root,
    role_path,
    searched_folder,
)
from rulekit.engine.setting_overrides import Given, settings_in
from rulekit.engine.settings import Settings
from rulekit.model.errors import UnreadableError
from rulekit.notebook.nbqa import notebook_name

# Lists of dependencies are read by a library, whose release may read them differently.
_LIBRARIES = ("packaging", "pathspec")
_LAYERS = ("model", "known", "notebook", "analysis", "rules", "engine", "api")
_SIZE = 16

Beside = tuple[tuple[str, str], ...]


@cache
def version() -> str:
    """Name this rulekit and this Python; nothing where it lies in an archive.

    Whoever changes a rule has another rulekit.
    """
    package = Path(__file__).parents[2]
    if not package.is_dir():
        return ""
    release = (package / "__init__.py").read_bytes()
    sources = sorted(entry for layer in _LAYERS for entry in _states(str(package / layer)))
    found = [spec.origin for name in _LIBRARIES if (spec := importlib.util.find_spec(name))]
    libraries = [(origin, os.stat(origin).st_mtime_ns) for origin in found if origin]  # noqa: PTH116 - as below
    return _digest(release, repr((sys.version, sys.implementation.name, sources, libraries)).encode())


def _states(folder: str) -> Iterator[tuple[str, int, int]]:
    """Give the size and time of the sources below a folder; there are hundreds, so as plain text."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _states(entry.path) if entry.name != "__pycache__" else ()
            elif entry.name.endswith(".py"):
                state = entry.stat()
                yield entry.path, state.st_size, state.st_mtime_ns


def _digest(*parts: bytes) -> str:
    return blake2b(b"\0".join(parts), digest_size=_SIZE).hexdigest()


def beside_of(document: Document) -> Beside:
    """Name what was read of other files for the answer about a document."""
    return tuple((name, _digest_of_text(text)) for name, text in document.beside.items())


def is_beside(path: str, beside: Beside) -> bool:
    """Tell whether the other files that were read for an answer are as they were."""
    document = Document(path, "")
    return all(_digest_of_text(text_beside(document, name)) == digest for name, digest in beside)


def _digest_of_text(text: str | None) -> str:
    return "" if text is None else _digest(text.encode("utf-8", "surrogatepass"))


class Keys:
    """The keys of the files of one run, for which some settings were given, and of the run itself."""

    def __init__(self, given: Given, folders: tuple[str, ...]) -> None:
        """Know what holds for all files."""
        self.given = given
        self.folders = folders
        self._around: dict[str, bytes] = {}

    def of_file(self, path: str) -> str:
        """Name what decides the answer about a file as it is now; nothing where that cannot be told."""
        try:
            return "" if _stands_for_another(path) else self._of(path, read_raw(path))
        except UnreadableError:
            return ""

    def read(self, path: str) -> tuple[Document, str]:
        """Read a file, and name what decides the answer about it.

        Raises:
            UnreadableError: it cannot be opened or decoded.
        """
        if _stands_for_another(path):
            return self.placed(read_document(path)), ""
        raw = read_raw(path)
        return self.placed(decode(raw, path)), self._of(path, raw)

    def _of(self, path: str, raw: bytes) -> str:
        folder, name = os.path.split(path)
        if folder not in self._around:
            self._around[folder] = self._decided_by(folder)
        return _digest(self._around[folder], name.encode("utf-8", "surrogateescape"), raw)

    def _decided_by(self, folder: str) -> bytes:
        """Give what decides the answers about all files of a folder: where it lies, and the settings there."""
        file = os.path.join(folder, "_.py")  # noqa: PTH118 - `./a.py` stays as the user wrote it
        held = self._settings_in(folder)
        inner = role_path(file, searched_folder(file, self.folders)) or ""
        named = [relative_path(file, root) for root in held.roots]
        places = (folder, named, inner_path(file), inner, is_among_tests(file, inner))
        return repr((version(), places, held.for_one_file(), bool(self.folders))).encode("utf-8", "surrogateescape")

    def _settings_in(self, folder: str) -> Settings:
        return settings_in(_folder(folder), self.given)

    def placed(self, document: Document) -> Document:
        """Note the folder in which a document was found."""
        return replace(document, top=searched_folder(document.path, self.folders))

    def of_run(self, search: Search, files: Mapping[str, str]) -> str:
        """Name what decides what all files are together; nothing where that cannot be told."""
        folders = dict.fromkeys(map(os.path.dirname, files))
        if not all(files.values()) or search.problems or any(self._settings_in(one).coverage for one in folders):
            return ""
        roots = [(one, str(project_root(_folder(one))), str(repository_root(_folder(one)))) for one in folders]
        tops = [(one, os.path.realpath(one)) for one in self.folders]
        others = list(map(_state_of, search.other_files()))
        decided = (version(), list(files.items()), roots, tops, search.left_out, others)
        return _digest(repr(decided).encode("utf-8", "surrogateescape"))

    def of_place(self, files: Iterable[str]) -> str:
        """Name the place of a run among others: the newest answer to a call stands for those before."""
        called = ("run", os.path.realpath("."), self.folders, repr(self.given), () if self.folders else tuple(files))
        return _digest(repr(called).encode("utf-8", "surrogateescape"))


def _folder(path: str) -> Path:
    return absolute(os.path.join(path, "_")).parent  # noqa: PTH118 - asked for every folder, so as plain text


def _state_of(path: str) -> tuple[object, ...]:
    """Tell a file of another kind, which may name what modules hold, from what it was before; it may be large."""
    try:
        state = os.stat(path)  # noqa: PTH116 - asked for every file, as plain text
    except OSError:
        return (path,)
    return path, is_code(path) and inner_path(path), state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns


def _stands_for_another(path: str) -> bool:
    return path.endswith("_nbqa_ipynb.py") and notebook_name(path) is not None
