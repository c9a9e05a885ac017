"""Reading files as they are: encoding, byte order mark and line ends stay."""

import codecs
import io
import os
import re
import stat
import tokenize
from dataclasses import field, replace
from functools import lru_cache
from pathlib import Path

from rulekit.model.errors import UnreadableError
from rulekit.model.late import dataclass, regex
from rulekit.notebook.nbqa import notebook_name

MODULES = (".py", ".pyi")
NOTEBOOKS = (".ipynb",)
_MANIFEST = regex(
    r"(.*[-_.])?(requirements|constraints)([-_.].*)?\.txt|pyproject\.toml|environment([-_.].*)?\.ya?ml", re.IGNORECASE
)
_READABLE = frozenset({stat.S_IFREG, stat.S_IFDIR})  # of a folder the system says best what is wrong
# PowerShell writes `pip freeze > requirements.txt` in UTF-16, and pip reads it.
_BOMS = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}


@dataclass(frozen=True)
class Document:
    """The text of a file and what is needed to write it back byte for byte.

    `behind` names the notebook that was read in place of the temporary file that nbqa made of it; `apart` says that
    no other file knows of it, as of a piece of code that somebody tries; `top` is the folder that was searched for it;
    `beside` holds the texts of other files that were asked for, by their paths from this one.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False
    behind: str = ""
    top: str = ""
    apart: bool = False
    beside: dict[str, str | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def is_importable(self) -> bool:
        """Whether other files may import from it."""
        return self.origin.endswith(MODULES) and not self.apart

    @property
    def origin(self) -> str:
        """The file that the text comes from."""
        return self.behind or self.path

    @property
    def is_notebook(self) -> bool:
        """Whether the text is a notebook's JSON."""
        return self.origin.endswith(NOTEBOOKS)


def absolute(path: str | Path) -> Path:
    """Name a file from the root of the file system: links among its folders are followed, the file itself is not."""
    folder, name = os.path.split(_from_root(path))
    return _real_folder(folder) / name


def _from_root(path: str | Path) -> str:
    """Name a file from the root; where the working folder is gone, there are only texts that stand nowhere."""
    try:
        return os.path.abspath(path)  # noqa: PTH100 - asked for every file, so as plain text
    except FileNotFoundError:
        return os.path.join(os.sep, path)  # noqa: PTH118 - as above


@lru_cache(maxsize=4096)
def _real_folder(folder: str) -> Path:
    return Path(folder).resolve()


def forget_links() -> None:
    """Let folders be looked at anew, where links may lead elsewhere meanwhile."""
    _real_folder.cache_clear()


def is_manifest(path: str) -> bool:
    """Tell whether a file lists dependencies."""
    file = Path(path)
    return bool(_MANIFEST.fullmatch(file.name)) or (file.suffix == ".txt" and file.parent.name == "requirements")


def is_code(path: str) -> bool:
    """Tell whether a file is a module or a notebook."""
    return path.endswith(MODULES + NOTEBOOKS)


def is_checkable(path: str) -> bool:
    """Tell whether a file is one of those that rules are about."""
    return is_code(path) or is_manifest(path)


def decode(raw: bytes, path: str) -> Document:
    """Turn the bytes of a file into text.

    Raises:
        UnreadableError: the bytes are not text in the encoding that the file has or declares.
    """
    encoding = "utf-8"
    try:
        if is_manifest(path):
            encoding = next((name for name, mark in _BOMS.items() if raw.startswith(mark)), encoding)
        elif not path.endswith(NOTEBOOKS):
            encoding = tokenize.detect_encoding(io.BytesIO(raw).readline)[0].replace("-sig", "")
        mark = _BOMS.get(encoding, _BOMS["utf-8"])
        bom = raw.startswith(mark)
        text = raw.removeprefix(mark).decode(encoding)
    except (UnicodeError, SyntaxError, LookupError) as error:
        raise UnreadableError(f"{path}: cannot be decoded ({error}): save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableError(f"{path}: holds null bytes, so it is no text file: restore or exclude it")
    return Document(path, text, encoding, bom)


def encode(document: Document, text: str) -> bytes:
    """Turn text into the bytes of a file, in the encoding that the file had.

    Raises:
        UnreadableError: the encoding does not know all characters of the text.
    """
    try:
        return (_BOMS[document.encoding] if document.bom else b"") + text.encode(document.encoding)
    except UnicodeEncodeError as error:
        raise UnreadableError(f"{document.path}: cannot be written ({error}): save it as UTF-8") from error


def text_beside(document: Document, name: str) -> str | None:
    """Read a file that a list of dependencies names by its path from the list; nothing where there is none."""
    if name not in document.beside:
        document.beside[name] = _text_of(Path(document.origin).parent / name) if document.origin else None
    return document.beside[name]


def _text_of(file: Path) -> str | None:
    try:
        return decode(file.read_bytes(), str(file)).text if file.is_file() else None
    except (OSError, ValueError, UnreadableError):
        return None


def read_document(path: str) -> Document:
    """Read a file.

    Raises:
        UnreadableError: it cannot be opened or decoded, or is a pipe or device, which may never end.
    """
    notebook = notebook_name(path)
    if notebook is not None and Path(notebook).is_file():
        return replace(read_document(notebook), path=path, behind=notebook)
    return decode(read_raw(path), path)


def size_of(path: str) -> int:
    """Tell how many bytes a file holds, none where that cannot be told."""
    try:
        return Path(path).stat().st_size
    except OSError:
        return 0


def read_raw(path: str) -> bytes:
    """Read the bytes of a file.

    Raises:
        UnreadableError: it cannot be opened, or is a pipe or device, which may never end.
    """
    try:
        if stat.S_IFMT(os.stat(path).st_mode) not in _READABLE:  # noqa: PTH116 - asked for every file, as plain text
            raise UnreadableError(f"{path}: no regular file: hand its text to standard input, `rulekit check -`")
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            return file.read()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror}): check the path and its rights") from error
