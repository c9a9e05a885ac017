"""Whether a function of some modules has run: an assertion about a constant says nothing about the code."""

import contextlib
import inspect
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import FrameType


class Entered:
    """Listens for the first function of the modules in a folder that begins; `is_so` tells whether one has."""

    def __init__(self, folder: Path) -> None:
        self.is_so = False
        self._folder = str(folder)

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Begin anew, and add at the end what was heard before: to listen is slow, so it is done where it matters."""
        before, profile = self.is_so, sys.getprofile()
        self.is_so = False
        sys.setprofile(self._hear)
        threading.setprofile(self._hear)
        try:
            yield
        finally:
            sys.setprofile(profile)
            threading.setprofile(None)
            self.is_so |= before

    def _hear(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call" and self.is_function(frame):
            self.is_so = True
            sys.setprofile(None)

    def is_function(self, frame: FrameType) -> bool:
        """Tell whether a frame is of a function of these modules, and not of their loading."""
        code = frame.f_code
        is_named = not code.co_name.startswith("<") or code.co_name == "<lambda>"
        return is_named and bool(code.co_flags & inspect.CO_OPTIMIZED) and code.co_filename.startswith(self._folder)
