"""The learner's own tests of a file, run on a copy of their project in which the answer stands.

They run as they do at the prompt: by the project's interpreter, with its settings, behind no guard.
"""

import ast
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from rulekit.analysis.project.roles import is_test_file
from rulekit.engine.file_patterns import is_standard
from rulekit.engine.files import decode
from rulekit.engine.git import run_git
from rulekit.engine.project_root import repository_root
from rulekit.model.errors import SettingsError, UnreadableError
from rulekit.model.late import regex
from rulekit.notebook.grammar import syntax_tree

SECONDS = 60.0
# What builds leave beside the sources, and what git ignores, but modules need.
BUILT = (".py", ".so", ".pyd")
PYTEST = ("-m", "pytest", "-q", "-rfE", "--no-header", "--continue-on-collection-errors", "-p", "no:cacheprovider")
ENDED, NO_TESTS = frozenset({0, 1, 2}), 5
_BROKEN = regex(r"^(?:FAILED|ERROR) (?P<test>\S+?)(?: - (?P<why>.*))?$")
_PASSED = regex(r"\b(\d+) passed\b")
_PLACES = ("bin/python", "Scripts/python.exe")


class Ran(NamedTuple):
    """What came of a run: how many tests passed, which failed and why, and what kept it from its end.

    `uses_file` says whether the file that was changed was imported at all.
    """

    passed: int = 0
    broken: Mapping[str, str] = MappingProxyType({})
    trouble: str = ""
    is_late: bool = False
    uses_file: bool = True


class OwnTests:
    """The tests of a file in a project; a run may last some seconds."""

    def __init__(self, file: Path, seconds: float = SECONDS) -> None:
        self.file = file.resolve()
        self.seconds = seconds
        self.top = repository_root(self.file.parent) or self.file.parent
        self.inner = self.file.relative_to(self.top)

    @cached_property
    def files(self) -> tuple[str, ...]:
        """The files that hold tests of it: those named after it and those that import it, else of its package."""
        if is_test_file(self.file.name):
            return (self.inner.as_posix(),)
        tests = {name: self._imports(name) for name in self._names if is_test_file(Path(name).name)}
        module = ".".join(part for part in self.inner.with_suffix("").parts if part not in {"src", "__init__"})
        named = {f"test_{self.file.stem.strip('_')}.py", f"{self.file.stem.strip('_')}_test.py"}
        near = [name for name, used in tests.items() if Path(name).name in named or _uses(used, module)]
        return tuple(sorted(near or (name for name, used in tests.items() if _uses(used, module.partition(".")[0]))))

    @cached_property
    def python(self) -> str:
        """The interpreter of the project: that of a `.venv` or `venv` in it, else the one that runs here."""
        inside = (self.top / name / place for name in (".venv", "venv") for place in _PLACES)
        return next((str(one) for one in inside if one.exists()), sys.executable)

    def run(self, text: str | None = None) -> Ran:
        """Run the tests on a copy of the project, in which the file may hold another text."""
        with tempfile.TemporaryDirectory(prefix="rulekit-", ignore_cleanup_errors=True) as folder:
            copy, compiled = Path(folder, self.top.name or "project"), Path(folder, "compiled")
            self._copy(copy)
            if text is not None:
                (copy / self.inner).write_text(text, "utf-8", newline="")
            ran = self._asked(copy, compiled)
            return ran._replace(uses_file=any(compiled.rglob(f"{self.file.stem}.*.pyc")))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """The files of the project: what git knows or would take, and what was built beside it."""
        try:
            asked = (("-co", "--exclude-standard"), ("-oi", "--exclude-standard"))
            known, ignored = (run_git(self.top, "ls-files", "-z", *words, asker="--tests") for words in asked)
        except SettingsError:
            return tuple(_walked(self.top))
        if known[0]:
            return tuple(_walked(self.top))
        built = (name for name in _split(ignored[1]) if name.endswith(BUILT) and not _is_left_out(name))
        return tuple(dict.fromkeys([*_split(known[1]), *built]))

    def _imports(self, name: str) -> frozenset[str]:
        """Name what a file imports, as dotted words."""
        try:
            tree = syntax_tree(decode((self.top / name).read_bytes(), name).text)
        except (OSError, UnreadableError, SyntaxError, ValueError, RecursionError):
            return frozenset()
        return frozenset(word for node in ast.walk(tree) for word in _imported(node))

    def _copy(self, copy: Path) -> None:
        for name in self._names:
            source, target = self.top / name, copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            with suppress(OSError):
                if source.is_dir():
                    shutil.copytree(source, target, dirs_exist_ok=True)
                else:
                    shutil.copy2(source, target)

    def _asked(self, copy: Path, compiled: Path) -> Ran:
        paths = [str(copy / "src"), str(copy), *filter(None, [os.environ.get("PYTHONPATH", "")])]
        environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"} | {
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONPYCACHEPREFIX": str(compiled),
            "NO_COLOR": "1",
            "COLUMNS": "300",
        }
        try:
            status, out, err = _run([self.python, *PYTEST, *self.files], copy, environment, self.seconds)
        except subprocess.TimeoutExpired:
            return Ran(is_late=True)
        except OSError as error:
            return Ran(trouble=f"{self.python} could not be started: {error}")
        if "No module named pytest" in err:
            return Ran(trouble=f"pytest is not installed for {self.python}: install it there")
        broken = {found["test"]: found["why"] or "" for row in out.splitlines() if (found := _BROKEN.match(row))}
        passed = sum(int(number) for number in _PASSED.findall(out))
        if status in ENDED or status == NO_TESTS:
            return Ran(passed, broken)
        said = [row for row in (*out.splitlines(), *err.splitlines()) if row.strip()]
        return Ran(passed, broken, f"pytest ended with {status}: {said[-1].strip() if said else 'it says nothing'}")


def _run(words: list[str], folder: Path, environment: dict[str, str], seconds: float) -> tuple[int, str, str]:
    """Run a program, and end it and what it started when it takes too long."""
    with subprocess.Popen(  # noqa: S603 - the learner's own interpreter, on their own tests
        words,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        start_new_session=True,
        shell=False,
    ) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        finally:
            if process.poll() is None:
                with suppress(OSError, AttributeError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.kill()
    return process.returncode, out, err


def _split(raw: bytes) -> list[str]:
    return [os.fsdecode(name) for name in raw.split(b"\0")[:-1]]


def _walked(top: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(top):
        folders[:] = sorted(name for name in folders if not is_standard(f"{name}/"))
        yield from (Path(folder, name).relative_to(top).as_posix() for name in sorted(files))


def _is_left_out(name: str) -> bool:
    return any(is_standard(f"{part}/") for part in Path(name).parts[:-1])


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        module = node.module or ""
        yield from [module] if module else []
        yield from (f"{module}.{alias.name}".strip(".") for alias in node.names)


def _uses(imported: Iterable[str], module: str) -> bool:
    """Tell whether a module is among what is imported, also by a relative import, which leaves its beginning out."""
    return any(one == module or one.startswith(f"{module}.") or module.endswith(f".{one}") for one in imported)
