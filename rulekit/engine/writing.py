"""Writing a file back: at once and with all that belongs to it, or not at all."""

import errno
import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from rulekit.engine.files import Document, encode
from rulekit.model.errors import UnreadableError

TEMPORARY_PREFIX = ".rulekit-half-"
# No run writes one file for an hour: what is older was left by one that was killed.
LEFTOVER_SECONDS = 3600
_WRITABLE = stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH


def write_document(document: Document, text: str) -> None:
    """Replace the text of a file at once: a reader sees the old or the new file, never half of one.

    Raises:
        UnreadableError: the file cannot be written, or is not what was read.
    """
    if document.behind:
        notebook = document.behind
        raise UnreadableError(f"{notebook}: nbqa would spoil the fix: run `rulekit check --fix {notebook}`")
    target = Path(document.path).resolve()
    raw, read = encode(document, text), encode(document, document.text)
    try:
        _delete_leftovers(target.parent)
        _write(target, raw, read)
    except OSError as error:
        raise UnreadableError(f"{document.path}: cannot be written ({error.strerror}): it is unchanged") from error


def _write(target: Path, raw: bytes, read: bytes) -> None:
    held = target.stat()
    if not held.st_mode & _WRITABLE or not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, "it is read-only")
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=TEMPORARY_PREFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        can_replace = held.st_nlink == 1 and _copy_metadata(target, held, name)
        if target.read_bytes() != read:
            raise OSError(errno.EBUSY, "it changed meanwhile")
        if can_replace:
            Path(name).replace(target)
        else:
            _write_in_place(target, raw)
    finally:
        Path(name).unlink(missing_ok=True)


def _copy_metadata(target: Path, held: os.stat_result, name: str) -> bool:
    """Give a new file the owner, rights and attributes of the old one, and tell whether that went well."""
    try:
        if hasattr(os, "chown"):
            os.chown(name, held.st_uid, held.st_gid)
        Path(name).chmod(held.st_mode)
        for attribute in os.listxattr(target) if hasattr(os, "listxattr") else ():
            os.setxattr(name, attribute, os.getxattr(target, attribute))
    except OSError:
        return False
    return True


def _write_in_place(target: Path, raw: bytes) -> None:
    """Write over a file that has other names, or an owner whom a new file would not have."""
    with target.open("r+b") as file:
        file.write(raw)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())


def _delete_leftovers(folder: Path) -> None:
    """Delete what runs left that were killed while they wrote; what is young may belong to another run."""
    for left in folder.glob(f"{TEMPORARY_PREFIX}*"):
        with suppress(OSError):
            if left.is_file() and time.time() - left.stat().st_mtime > LEFTOVER_SECONDS:
                left.unlink()
