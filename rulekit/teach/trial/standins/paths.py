"""A path whose files are in memory."""

import posixpath
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, Any, Self

SHOP = "/shop"


def whole(path: object) -> str:
    """Name a file from the root; the shop's folder is where everybody works."""
    return posixpath.normpath(posixpath.join(SHOP, str(path)))


class MemoryPath(PurePosixPath):
    """Stands in for `pathlib.Path`; `_open` and `_files` belong to one run."""

    _open: Callable[..., IO[Any]]
    _files: Callable[[], dict[str, bytes]]

    @classmethod
    def cwd(cls) -> Self:
        """Give the folder of the shop."""
        return cls(SHOP)

    @classmethod
    def home(cls) -> Self:
        """Give the same: nobody has another home here."""
        return cls(SHOP)

    def open(self, mode: str = "r", *rest: Any, **options: Any) -> IO[Any]:
        """Open the file."""
        return self._open(str(self), mode, *rest, **options)

    def read_text(self, *_: object, **options: Any) -> str:
        """Read the file."""
        with self.open(**options) as stream:
            return str(stream.read())

    def read_bytes(self) -> bytes:
        """Read the file."""
        with self.open("rb") as stream:
            return bytes(stream.read())

    def write_text(self, text: str, *_: object, **options: Any) -> int:
        """Write the file."""
        with self.open("w", **options) as stream:
            return int(stream.write(text))

    def write_bytes(self, data: bytes) -> int:
        """Write the file."""
        with self.open("wb") as stream:
            return int(stream.write(data))

    def is_file(self) -> bool:
        """Tell whether it is a file."""
        return whole(self) in self._files()

    def is_dir(self) -> bool:
        """Tell whether files lie below it."""
        return any(one.startswith(f"{whole(self)}/") for one in self._files())

    def exists(self) -> bool:
        """Tell whether it is there."""
        return self.is_file() or self.is_dir()

    def unlink(self, missing_ok: bool = False) -> None:
        """Remove the file."""
        if not self.is_file() and not missing_ok:
            raise FileNotFoundError(2, "No such file or directory", str(self))
        self._files().pop(whole(self), None)

    def mkdir(self, *_: object, **__: object) -> None:
        """Do nothing: folders are there when files are."""

    def iterdir(self) -> Iterator[Self]:
        """Give what lies in the folder."""
        head = f"{whole(self)}/"
        inside = (one.removeprefix(head) for one in self._files() if one.startswith(head))
        yield from (self / name for name in sorted({one.partition("/")[0] for one in inside}))

    def glob(self, pattern: str, *_: object, **__: object) -> Iterator[Self]:
        """Give the files below the folder that fit a pattern; `**` stands for any folders between."""
        inner = pattern.removeprefix("**/")
        for path in self._below():
            is_deep = inner != pattern or len(path.parts) - len(self.resolve().parts) == len(PurePosixPath(inner).parts)
            if is_deep and path.match(inner):
                yield self / path.relative_to(self.resolve())

    def rglob(self, pattern: str, *_: object, **__: object) -> Iterator[Self]:
        """Give the files below the folder that fit a pattern, however deep they lie."""
        return self.glob(f"**/{pattern}")

    def _below(self) -> Iterator[Self]:
        names = sorted(self._files())
        return (type(self)(name) for name in names if name.startswith(f"{whole(self)}/"))

    def resolve(self, *_: object, **__: object) -> Self:
        """Name it from the root, without `..`."""
        return type(self)(whole(self))

    def absolute(self) -> Self:
        """Name it from the root."""
        return type(self)(SHOP) / self

    def expanduser(self) -> Self:
        """Give the path as it is."""
        return self
