"""Asking git: which commit is meant, what changed since then, and what stood there."""

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from rulekit.model.errors import SettingsError
from rulekit.model.late import dataclass, regex

# In a hook they are set, and speak of the place from which git was called.
_PLACES: Final = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_INDEX_FILE"})
# Nothing that a repository configures may run, and nothing is written; a clone that lacks some texts fetches none.
_TRANSPORTS: Final = ("ext", "file", "git", "ssh", "http", "https")
_CONFIGURED: Final = (
    "core.fsmonitor=false",
    "core.quotePath=false",
    *(f"protocol.{t}.allow=never" for t in _TRANSPORTS),
)
_QUIETLY: Final = ("git", "--no-optional-locks", *(word for one in _CONFIGURED for word in ("-c", one)))
_DIFF: Final = ("diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-relative", "--ignore-submodules", "-M")
_LINES: Final = ("--text", "-U0", "--inter-hunk-context=0", "--src-prefix=a/", "--dst-prefix=b/")
# Git tells by colour alone which lines came from another place; no other line gets one.
_PARTS: Final = "context meta frag func old new commit whitespace oldMoved newMovedDimmed".split()
_ONLY_MOVED: Final = tuple(word for part in _PARTS for word in ("-c", f"color.diff.{part}=normal"))
_COLOURED: Final = (*_ONLY_MOVED, "-c", "color.diff.newMoved=cyan")
_MOVES: Final = (
    "--color=always",
    "--color-moved=blocks",
    "--color-moved-ws=allow-indentation-change",
    "--ws-error-highlight=none",
)
_MOVED: Final = "\x1b[36m+"
_END_OF_COLOUR: Final = "\x1b[m"
_ALL_BUT_NOTEBOOKS: Final = (":/", ":(top,exclude,glob)**/*.ipynb")
_PATIENCE: Final = 600
_HOW: Final = {"LC_ALL": "C", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
_HUNK = regex(r"@@ -\d+(?:,(?P<old>\d+))? \+(?P<start>\d+)(?:,(?P<new>\d+))? @@")
_ESCAPED = regex(r"\\(?:([0-7]{3})|(.))")
_LETTERS: Final = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v"}


@dataclass(frozen=True)
class Repository:
    """A working tree, and the commit that it is compared with."""

    top: Path
    base: str

    def changed_files(self) -> Mapping[str, str]:
        """Give the files that changed, each with its name in the other commit; without one where it is new."""
        words = iter(_names(self._ask(*_DIFF, "--name-status", "-z", self.base, "--")))
        changed: dict[str, str] = {}
        for status in words:
            old = next(words)
            name = next(words) if status[0] in "RC" else old
            changed[name] = "" if status == "A" else old
        return changed

    def tracked_files(self) -> frozenset[str]:
        """Name the files that git knows."""
        return frozenset(_names(self._ask("ls-files", "-z")))

    def changed_lines(self) -> Iterator[tuple[str, int, Sequence[bool]]]:
        """Give the lines that changed: the file, the first line, and of each whether it is more than moved.

        Where there are none, lines behind the first are gone.
        """
        difference = self._ask(*_COLOURED, *_DIFF, *_LINES, *_MOVES, self.base, "--", *_ALL_BUT_NOTEBOOKS)
        lines = iter(os.fsdecode(difference).split("\n"))
        name = ""
        for line in lines:
            if line.startswith("+++ "):
                name = _unquoted(line[4:].replace(_END_OF_COLOUR, "")).removeprefix("b/")
            elif hunk := _HUNK.match(line):
                old, new = (1 if hunk[part] is None else int(hunk[part]) for part in ("old", "new"))
                hunk_lines = _lines_of_hunk(lines, old + new)
                yield name, int(hunk["start"]), [not line.startswith(_MOVED) for line in hunk_lines[old:]]

    def text_before(self, name: str) -> bytes:
        """Give what stood in a file in the other commit."""
        return self._ask("cat-file", "blob", f"{self.base}:{name}")

    def _ask(self, *words: str) -> bytes:
        status, out, error = run_git(self.top, *words)
        if status:
            raise SettingsError(f"--since: git failed: {error}")
        return out


def since(revision: str, folder: Path) -> Repository:
    """Compare the working tree around a folder with where it parted from a revision.

    Raises:
        SettingsError: there is no git, no repository, or no such revision.
    """
    status, out, error = run_git(folder, "rev-parse", "--show-toplevel")
    if status:
        raise SettingsError(f"--since: {folder} lies in no working tree of git ({error}): check it without --since")
    top = Path(os.fsdecode(out.removesuffix(b"\n")))
    commit = commit_of(top, revision)
    if not commit:
        raise SettingsError(f"--since: `{revision}` names no commit here: fetch it, or name another one")
    # While branches are being merged, what comes from the other one is no change of this one.
    heads = [head for head in (commit_of(top, "HEAD"), commit_of(top, "MERGE_HEAD")) if head]
    status, out, error = run_git(top, "merge-base", commit, *heads)
    if status:
        why = f" ({error})" if error else ""
        raise SettingsError(f"--since: `{revision}` and this branch have no common commit{why}: fetch more history")
    return Repository(top, out.decode().split()[0])


def commit_of(top: Path, revision: str) -> str:
    """Give the name of the commit that a revision means; nothing where it means none."""
    if not revision or revision.startswith("-"):
        return ""
    status, out, _ = run_git(top, "rev-parse", "--verify", "--quiet", revision + "^{commit}")
    return "" if status else out.decode().strip()


def run_git(folder: Path, *words: str, given: bytes = b"", asker: str = "--since") -> tuple[int, bytes, str]:
    """Run git, and give its status, what it wrote, and the last line that it said about what is wrong.

    Raises:
        SettingsError: there is no git, or it does not answer; the message says who asked.
    """
    import subprocess

    environment = {key: value for key, value in os.environ.items() if key not in _PLACES} | _HOW
    try:
        done = subprocess.run(  # noqa: S603 - git itself, and no shell
            [*_QUIETLY, *words],
            cwd=folder,
            env=environment,
            input=given,
            capture_output=True,
            check=False,
            timeout=_PATIENCE,
            shell=False,
        )
    except FileNotFoundError as error:
        raise SettingsError(f"{asker} asks git, which was not found: install it, or go on without {asker}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SettingsError(f"{asker}: git could not be asked ({error}): go on without {asker}") from error
    said = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return done.returncode, done.stdout, said[-1] if said else ""


def _names(raw: bytes) -> list[str]:
    return [os.fsdecode(name) for name in raw.split(b"\0")[:-1]]


def _lines_of_hunk(lines: Iterator[str], number: int) -> list[str]:
    """Take the lines of a hunk; a remark about the end of the file counts for none."""
    return list(islice((line for line in lines if not line.startswith("\\")), number))


def _unquoted(name: str) -> str:
    """Read a name as a diff writes it: odd ones between quotes, and a tab behind those with spaces."""
    name = name.removesuffix("\t")
    if not name.startswith('"'):
        return name
    return _ESCAPED.sub(
        lambda match: chr(int(match[1], 8)) if match[1] else _LETTERS.get(match[2], match[2]), name[1:-1]
    )
