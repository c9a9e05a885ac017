"""Files in memory: `open`, `pathlib.Path` and the functions of `os` that look at files."""

import io
import posixpath
from collections.abc import Mapping
from types import ModuleType
from typing import IO, Any

from rulekit.teach.trial.standins.naming import bound, module_of
from rulekit.teach.trial.standins.paths import SHOP, MemoryPath, whole


class Files:
    """`write` and `read` a file by path, `paths` of all, `still_open` counts what nobody closed.

    `modes` holds each path that was opened, from the root, with the mode.
    """

    def __init__(self) -> None:
        self.contents: dict[str, bytes] = {}
        self.opened: list[IO[Any]] = []
        self.modes: list[tuple[str, str]] = []

    @property
    def paths(self) -> list[str]:
        """The files that there are."""
        return sorted(path.removeprefix(f"{SHOP}/") for path in self.contents)

    @property
    def still_open(self) -> int:
        """How many files nobody closed."""
        return sum(not one.closed for one in self.opened)

    def write(self, path: object, text: str) -> None:
        """Put a file there."""
        self.contents[whole(path)] = text.encode()

    def read(self, path: object) -> str:
        """Give the text of a file."""
        return self.contents[whole(path)].decode()

    def open(self, path: object, mode: str = "r", *_: object, **options: Any) -> IO[Any]:
        """Stand in for `open`.

        Raises:
            FileNotFoundError: it is to be read and is not there.
            FileExistsError: it is to be made and is there.
        """
        name, makes = whole(path), set(mode) & set("wax")
        self.modes.append((name, mode))
        if name not in self.contents and not makes:
            raise FileNotFoundError(2, "No such file or directory", name)
        if "x" in mode and name in self.contents:
            raise FileExistsError(17, "File exists", name)
        before = b"" if set(mode) & set("wx") else self.contents.get(name, b"")
        raw = _Raw(self, name, before, at_end="a" in mode, writes=bool(makes) or "+" in mode)
        made: IO[Any] = raw if "b" in mode else _text(raw, options)
        self.opened.append(made)
        return made

    def modules(self) -> Mapping[str, ModuleType]:
        """Give `pathlib`, `os`, `os.path` and `io`."""
        path = bound(MemoryPath, _open=self.open, _files=lambda: self.contents)
        tests = {
            "abspath": whole,
            "realpath": whole,
            "exists": self._exists,
            "isfile": self._is_file,
            "isdir": self._is_folder,
        }
        own = {"remove": self._remove, "unlink": self._remove, "rename": self._rename, "replace": self._rename}
        folders = {"makedirs": lambda *_, **__: None, "mkdir": lambda *_, **__: None, "listdir": self._list}
        return {
            "pathlib": module_of("pathlib", {"Path": path, "PosixPath": path}),
            "os.path": module_of("os.path", {**tests, "getsize": lambda one: len(self.contents[whole(one)])}),
            "os": module_of("os", {**own, **folders, "path": module_of("os.path", {**vars(posixpath), **tests})}),
            "io": module_of("io", {"open": self.open}),
        }

    def builtins(self) -> Mapping[str, object]:
        """Give `open`."""
        return {"open": self.open}

    def _is_file(self, path: object) -> bool:
        return whole(path) in self.contents

    def _is_folder(self, path: object) -> bool:
        return any(one.startswith(f"{whole(path).rstrip('/')}/") for one in self.contents)

    def _exists(self, path: object) -> bool:
        return self._is_file(path) or self._is_folder(path)

    def _remove(self, path: object) -> None:
        if whole(path) not in self.contents:
            raise FileNotFoundError(2, "No such file or directory", whole(path))
        del self.contents[whole(path)]

    def _rename(self, old: object, new: object) -> None:
        if whole(old) not in self.contents:
            raise FileNotFoundError(2, "No such file or directory", whole(old))
        self.contents[whole(new)] = self.contents.pop(whole(old))

    def _list(self, path: object = ".") -> list[str]:
        head = f"{whole(path).rstrip('/')}/"
        return sorted({one.removeprefix(head).partition("/")[0] for one in self.contents if one.startswith(head)})


class _Raw(io.BytesIO):
    """The bytes of a file, which are kept when it is closed or flushed."""

    def __init__(self, files: Files, name: str, before: bytes, *, at_end: bool, writes: bool) -> None:
        super().__init__(before)
        self.name, self._files, self._writes = name, files, writes
        if at_end:
            self.seek(0, io.SEEK_END)
        if writes:
            files.contents[name] = before

    def writable(self) -> bool:
        return self._writes

    def write(self, data: Any) -> int:
        if not self._writes:
            raise io.UnsupportedOperation("not writable")
        return super().write(data)

    def flush(self) -> None:
        if self._writes and not self.closed:
            self._files.contents[self.name] = self.getvalue()

    def close(self) -> None:
        self.flush()
        super().close()


def _text(raw: _Raw, options: Mapping[str, Any]) -> IO[str]:
    chosen = {key: options[key] for key in ("encoding", "errors", "newline") if options.get(key) is not None}
    return io.TextIOWrapper(raw, **({"encoding": "utf-8"} | chosen), write_through=True)
