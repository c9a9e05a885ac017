"""Reading and writing files as they are: encoding, byte order mark and line ends stay."""

import io
import os
import re
import tempfile
import tokenize
from dataclasses import dataclass
from pathlib import Path

from rulekit.model.errors import UnreadableError

MODULES = (".py", ".pyi")
NOTEBOOKS = (".ipynb",)
_MANIFEST = re.compile(
    r"(.*[-_.])?(requirements|constraints)([-_.].*)?\.txt|pyproject\.toml|environment([-_.].*)?\.ya?ml", re.IGNORECASE
)
_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class Document:
    """The text of a file and what is needed to write it back byte for byte."""

    path: str
    text: str
    encoding: str = "utf-8"
    bom: bool = False


def is_manifest(path: str) -> bool:
    """Tell whether a file lists dependencies."""
    file = Path(path)
    return bool(_MANIFEST.fullmatch(file.name)) or (file.suffix == ".txt" and file.parent.name == "requirements")


def is_checkable(path: str) -> bool:
    """Tell whether a file is one of those that rules are about."""
    return path.endswith(MODULES + NOTEBOOKS) or is_manifest(path)


def decode(raw: bytes, path: str) -> Document:
    """Turn the bytes of a file into text.

    Raises:
        UnreadableError: the bytes are not text in the encoding that the file has or declares.
    """
    bom = raw.startswith(_BOM)
    encoding = "utf-8"
    try:
        if path.endswith(MODULES):
            encoding = tokenize.detect_encoding(io.BytesIO(raw).readline)[0].replace("-sig", "")
        text = (raw[len(_BOM) :] if bom else raw).decode(encoding)
    except (UnicodeDecodeError, SyntaxError, LookupError) as error:
        raise UnreadableError(f"{path}: cannot be decoded ({error}): save it as UTF-8") from error
    if "\0" in text:
        raise UnreadableError(f"{path}: holds null bytes, so it is no text file: restore or exclude it")
    return Document(path, text, encoding, bom)


def read_document(path: str) -> Document:
    """Read a file.

    Raises:
        UnreadableError: it cannot be opened or decoded.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read ({error.strerror}): check the path and its rights") from error
    return decode(raw, path)


def write_document(document: Document, text: str) -> None:
    """Replace the text of a file at once: a reader sees the old or the new file, never half of one.

    Raises:
        UnreadableError: the file cannot be written.
    """
    target = Path(document.path).resolve()
    raw = (_BOM if document.bom else b"") + text.encode(document.encoding)
    try:
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        Path(name).chmod(target.stat().st_mode)
        Path(name).replace(target)
    except OSError as error:
        raise UnreadableError(f"{document.path}: cannot be written ({error.strerror}): it is unchanged") from error
