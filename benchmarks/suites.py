"""Whether the test suites of real packages still pass after `rulekit check --fix`.

    python benchmarks/suites.py [--cache FOLDER] [--only NAME]

The source distribution of each package is downloaded by pip, at the version below, and unpacked. An environment of its
own gets the package, editable, and what its tests need. Then the suite runs, `rulekit check --fix .` fixes what is safe
to fix, with default settings, and the suite runs again. Modules that the tests read as data are left out.
Exit status 1 means that a test passed before and does not pass afterwards, that pyflakes sees an undefined name more
than before, or that a module compiles no more.
Downloads and environments stay in the folder given, for the next run; the code of the packages runs, as tests must.
"""

import argparse
import re
import subprocess
import sys
import tarfile
import tempfile
import venv
import warnings
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree
from xml.etree import ElementTree as ET

PATIENCE = 900
TOOLS = ("pyflakes", "pytest")
FIXED = re.compile(r"Fixed ([\d,]+) finding")
UNDEFINED = re.compile(r"(?P<path>.+?):\d+:\d+:? (?P<what>undefined name .+)")


@dataclass(frozen=True)
class Package:
    """A package of the index: its version, what its tests need besides it, and folders that they read as data."""

    name: str
    version: str
    needs: tuple[str, ...] = ()
    data: tuple[str, ...] = ()


PACKAGES = (
    Package("bleach", "6.4.0", ("tinycss2",)),
    Package("boltons", "26.2.0"),
    Package("click", "8.5.1"),
    Package("lark", "1.3.1", ("atomicwrites", "interegular", "regex")),
    Package("mako", "1.4.3", ("babel", "beaker", "dogpile.cache", "lingua")),
    Package("parso", "0.8.7", data=("test/normalizer_issue_files",)),
    Package("pygments", "2.21.0", ("wcag-contrast-ratio",), data=("tests/examplefiles",)),
    Package("pyparsing", "3.3.3", ("jinja2", "railroad-diagrams")),
    Package("python-dateutil", "2.9.0.post0", ("freezegun", "hypothesis", "pytest-cov")),
    Package("webob", "1.8.11"),
    Package("wtforms", "3.3.2", ("babel", "email-validator")),
)


@dataclass(frozen=True)
class Tree:
    """The modules of a project: their texts, those that do not compile, and the undefined names in them."""

    texts: Mapping[Path, bytes]
    broken: frozenset[Path]
    undefined: Counter[tuple[str, str]]


@dataclass(frozen=True)
class Result:
    """What the fixes did to a package; the last three must be empty."""

    package: Package
    files: int
    changed: int
    findings: int
    before: Mapping[str, str]
    after: Mapping[str, str]
    undefined: tuple[str, ...]
    broken: tuple[str, ...]

    @property
    def failures(self) -> tuple[str, ...]:
        """The tests that passed and do not pass now, and those that fail now and did not."""
        ends = [(test, self.before.get(test), self.after.get(test)) for test in self.before.keys() | self.after.keys()]
        return tuple(sorted(test for test, old, new in ends if old != new and (old == "passed" or new == "failed")))


def main() -> None:
    """Try the packages and print the table."""
    parser = argparse.ArgumentParser(description="safe fixes against the tests of real packages")
    parser.add_argument("--cache", type=Path, help="where downloads and environments stay (default: nowhere)")
    parser.add_argument("--only", choices=[package.name for package in PACKAGES], help="try one package")
    options = parser.parse_args()
    chosen = [package for package in PACKAGES if options.only in {None, package.name}]
    with tempfile.TemporaryDirectory() as folder:
        results = []
        sys.stdout.write(f"{HEAD}\n")
        for package in chosen:
            results.append(tried(package, (options.cache or Path(folder)).absolute()))
            sys.stdout.write(f"{row(results[-1])}\n")
            sys.stdout.flush()
    worse = [line for result in results for line in spoiled(result)]
    sys.stdout.writelines(f"{line}\n" for line in worse)
    sys.exit(bool(worse))


HEAD = (
    f"{'package':<16} {'version':<12} {'files':>5} {'changed':>7} {'fixed':>6} {'tests':>6} {'failures':>8}"
    f" {'after':>5} {'new':>4} {'undefined':>9}"
)


def row(result: Result) -> str:
    """Give the line of a package."""
    before, after = (sum(end == "failed" for end in tests.values()) for tests in (result.before, result.after))
    package = result.package
    return (
        f"{package.name:<16} {package.version:<12} {result.files:>5,} {result.changed:>7,} {result.findings:>6,}"
        f" {len(result.before):>6,} {before:>8,} {after:>5,} {len(result.failures):>4,} {len(result.undefined):>9,}"
    )


def spoiled(result: Result) -> Iterator[str]:
    """Name what is worse than before."""
    for what, places in (
        ("no longer passes", result.failures),
        ("undefined", result.undefined),
        ("does not compile", result.broken),
    ):
        yield from (f"{result.package.name}: {place}: {what}" for place in places)


def tried(package: Package, cache: Path) -> Result:
    """Fix a package and compare what its tests say before and after."""
    home = cache / f"{package.name}-{package.version}"
    project = unpacked(package, home)
    python = environment(package, home, project)
    tests, tree = outcomes(package, python, project), read(python, project)
    findings = fixed(package, project)
    after = read(python, project)
    return Result(
        package=package,
        files=len(tree.texts),
        changed=sum(after.texts.get(path) != text for path, text in tree.texts.items()),
        findings=findings,
        before=tests,
        after=outcomes(package, python, project),
        undefined=tuple(f"{path}: {what}" for path, what in (after.undefined - tree.undefined).elements()),
        broken=tuple(str(path) for path in sorted(after.broken - tree.broken)),
    )


def unpacked(package: Package, home: Path) -> Path:
    """Download the source distribution, unless it is there, and unpack it anew."""
    archives, folder = home / "sdist", home / "project"
    archives.mkdir(parents=True, exist_ok=True)
    if not any(archives.iterdir()):
        source = ["--no-deps", "--no-binary", package.name, f"{package.name}=={package.version}"]
        run([sys.executable, "-m", "pip", "download", "-q", "-d", str(archives), *source], home)
    rmtree(folder, ignore_errors=True)
    with tarfile.open(next(archives.iterdir())) as archive:
        archive.extractall(folder, filter="data")
    return next(folder.iterdir())


def environment(package: Package, home: Path, project: Path) -> Path:
    """Make an environment for the tests, unless it is there."""
    folder = home / "environment"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        venv.create(folder, clear=True, with_pip=True)
        run([str(python), "-m", "pip", "install", "-q", "-e", str(project), *TOOLS, *package.needs], project)
        (folder / "ready").touch()
    return python


def outcomes(package: Package, python: Path, project: Path) -> Mapping[str, str]:
    """Run the suite and give how each test ended."""
    report = project.parent.parent / "junit.xml"
    report.unlink(missing_ok=True)
    words = ["-q", "-p", "no:cacheprovider", "--continue-on-collection-errors", f"--junitxml={report}"]
    said = run([str(python), "-m", "pytest", *words], project, expected=(0, 1, 2))
    if not report.exists():
        raise SystemExit(f"{package.name}: the suite does not run:\n{said}")
    cases = ET.parse(report).iter("testcase")  # noqa: S314 - written by pytest
    return {f"{case.get('classname')}::{case.get('name')}": ending(case) for case in cases}


def ending(case: ET.Element) -> str:
    """Give how a test ended."""
    found = {part.tag for part in case}
    return "failed" if found & {"failure", "error"} else "skipped" if "skipped" in found else "passed"


def fixed(package: Package, project: Path) -> int:
    """Apply the safe fixes to a project and give how many findings are fixed."""
    spared = [word for folder in package.data for word in ("--per-file-ignores", f"{folder}/:ALL")]
    command = [sys.executable, "-m", "rulekit", "check", "--fix", "--statistics", *spared, "."]
    said = run(command, project, expected=(0, 1))
    count = FIXED.search(said)
    return int(count[1].replace(",", "")) if count else 0


def read(python: Path, project: Path) -> Tree:
    """Read the modules of a project."""
    texts = {path.relative_to(project): path.read_bytes() for path in sorted(project.rglob("*.py")) if path.is_file()}
    said = run([str(python), "-m", "pyflakes", "."], project, expected=(0, 1))
    found = Counter((match["path"], match["what"]) for match in UNDEFINED.finditer(said))
    return Tree(texts, frozenset(path for path, text in texts.items() if not compiles(text)), found)


def compiles(text: bytes) -> bool:
    """Tell whether a module is valid Python."""
    try:
        compile(text, "module", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


def run(command: list[str], folder: Path, expected: tuple[int, ...] = (0,)) -> str:
    """Run a command and give what it writes.

    Raises:
        SystemExit: it ends in a way that is not expected.
    """
    ended = subprocess.run(  # noqa: S603 - pip, pytest, pyflakes and rulekit
        command, cwd=folder, shell=False, check=False, capture_output=True, text=True, timeout=PATIENCE
    )
    said = f"{ended.stdout}{ended.stderr}"
    if ended.returncode not in expected:
        raise SystemExit(f"{' '.join(command)} ended with {ended.returncode}:\n{said}")
    return said


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    main()
