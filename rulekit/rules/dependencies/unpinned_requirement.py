"""Pin all dependency versions in `requirements.txt`.

## Why
`pandas` without a version means: whatever is newest on the day when somebody installs.
The shop's nightly import ran for months; then a new server was set up, took a library that had been released that
morning, and read every price as text.
Nothing in the shop's own history had changed, so nobody knew where to look.
A notebook that begins with `%pip install pandas` has the same fault: in a year it shows other numbers, or none.

## Instead
Name one version: `pandas==2.2.3`.
Keep the names that you chose in a file of their own, `requirements.in`.
Let a tool write the full list from it, with versions and hashes: `pip-compile` or `uv pip compile`.
Let a robot propose newer versions, and let the tests judge them.
In conda's files one `=` means a series and `==` one version.

## When to break it
A library should not pin what it needs, because two libraries with different pins cannot be installed together.
Its ranges stand in `pyproject.toml`, and they are left alone there.

## What the check sees
- error: a version without quotes in a notebook's shell command, such as `pandas>=2`, which writes a file called `=2`.
- warning: a requirement without one version, a branch or tag instead of a commit, an archive without a hash, and a
  line that pip cannot read.
- advice: an application's `pyproject.toml`, dependency groups, Poetry's tables and a script's `# /// script` block,
  where no lock file lies beside them; names that a constraints file may pin which cannot be read; a line that a
  template fills in; conda's `=1.26`; `===`; pip itself.
- not seen: versions that a variable holds, and what pinned packages bring along.
"""

from collections.abc import Iterator
from functools import partial

from rulekit.analysis.dependencies.manifest import Manifest
from rulekit.analysis.dependencies.requirement import Pin, Requirement
from rulekit.model.finding import Edit, Finding, Fix, Severity
from rulekit.model.late import dataclass, regex
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section

LONGEST_MESSAGE = 99
PLAIN_TEXT_PIN = regex(r"[^=]*(===)\s*\d+(\.\d+)*(\.?post\d+)?\s*(;.*)?")
UNREADABLE_LINES = "pip cannot read {text} and {others}: write one `name==1.2.3` a line"
COMPLAINTS = {
    Pin.NONE: "{name} has no version: pin it with `==`",
    Pin.RANGE: "{text} allows many versions: pin one with `==`",
    Pin.SERIES: "{text} allows a series of versions: pin one with `==`",
    Pin.MOVING: "{name} follows a branch or tag that can move: name the full commit after `@`",
    Pin.UNHASHED: "the archive of {name} can be replaced: add `#sha256=...` to its address",
    Pin.REDIRECTED: "the shell takes {text} for a file to read or write: quote it, and pin with `==`",
    Pin.TEXT: "`===` compares versions as text: write `==`",
    Pin.UNREADABLE: "pip cannot read {text}: write `name==1.2.3`, one a line",
    Pin.TEMPLATE: "a program fills in {text}: check the list that it writes",
}
UNNAMED = frozenset({Pin.UNREADABLE, Pin.TEMPLATE})
SOFT = frozenset({Pin.SERIES, Pin.TEXT, Pin.TEMPLATE})
CHANGED_BY_UPGRADE = "{name} is upgraded whenever this runs: pin it with `==`"
NO_HASH = "{name} has no hash but others have, so pip stops: add `--hash=...`"

RULE = Rule(
    code="RK701",
    name="unpinned-requirement",
    known_as=(
        "version pin",
        "lock file",
        "requirements.txt",
        "exact version",
        "reproducible install",
    ),
    section=Section.DEPENDENCIES,
    explanation=__doc__,
    severity=Severity.WARNING,
    examples=(
        Example(
            "The shop's requirements",
            bad="""
                pandas  # <- RK701
                sqlalchemy>=2.0  # <- RK701
                requests==2.32.*  # <- RK701
            """,
            good="""
                pandas==2.2.3
                sqlalchemy==2.0.36
                requests==2.32.3
            """,
            path="requirements.txt",
        ),
        Example(
            "A package from a repository",
            bad="""
                prices @ git+https://example.com/prices.git@main  # <- RK701
            """,
            good="""
                prices @ git+https://example.com/prices.git@5f2b7c9d1e3a4b6c8d0f1a2b3c4d5e6f7a8b9c0d
            """,
            path="requirements.txt",
        ),
        Example(
            "The first cell of a notebook",
            bad="""
                %pip install -q pandas "matplotlib>=3"  # <- RK701
            """,
            good="""
                %pip install -q pandas==2.2.3 "matplotlib==3.9.2"
            """,
            path="orders.ipynb",
        ),
        Example(
            "Three equal signs",
            bad="""
                pandas===2.2.3  # <- RK701
            """,
            good="""
                pandas==2.2.3
            """,
            path="requirements.txt",
            fixed=True,
        ),
    ),
    tempting=(
        Example(
            "An upper bound: the version still changes by itself, within the bound",
            bad="""
                pandas>=2.2,<2.3  # <- RK701
            """,
            good="""
                pandas==2.2.3
            """,
            path="requirements.txt",
        ),
        Example(
            "A tag instead of a branch: a tag can be moved to other code",
            bad="""
                git+https://example.com/prices.git@v1.4.0#egg=prices  # <- RK701
            """,
            good="""
                git+https://example.com/prices.git@5f2b7c9d1e3a4b6c8d0f1a2b3c4d5e6f7a8b9c0d#egg=prices
            """,
            path="requirements.txt",
        ),
    ),
    related=("needless-dependency", "unused-import"),
    references=(
        "https://pip.pypa.io/en/stable/topics/repeatable-installs/",
        "https://packaging.python.org/en/latest/specifications/version-specifiers/",
        "https://packaging.python.org/en/latest/discussions/install-requires-vs-requirements/",
        "https://docs.conda.io/projects/conda/en/stable/user-guide/concepts/pkg-search.html",
    ),
)


@dataclass(frozen=True)
class Options:
    """`installers` lists the packages that may be the newest: those that install the others."""

    installers: tuple[str, ...] = ("pip", "setuptools", "wheel", "uv")


@RULE.check
def unpinned(manifest: Manifest, options: Options) -> Iterator[Finding]:
    """Find requirements that allow more than one version; lines that pip cannot read are told of once."""
    is_list = manifest.kind in {"requirements", "constraints"}
    unreadable = [one for one in manifest.requirements if is_list and one.pin is Pin.UNREADABLE and not one.may_vary]
    for requirement in (one for one in manifest.requirements if one not in unreadable[1:]):
        complaint = COMPLAINTS.get(requirement.pin)
        if complaint is None or requirement.may_vary:
            continue
        if requirement.upgrade and requirement.pin is Pin.NONE:
            complaint = CHANGED_BY_UPGRADE
        if requirement.pin is Pin.UNREADABLE and len(unreadable) > 1:
            number = len(unreadable) - 1
            complaint = UNREADABLE_LINES.format(text="{text}", others=f"{number} other{'s' * (number > 1)}")
        message = _message(complaint, requirement)
        severity = _severity(manifest, requirement, options)
        yield RULE.at(
            manifest, requirement, message, severity=severity, make_fix=partial(_pinned, manifest, requirement)
        )


@RULE.check
def missing_hash(manifest: Manifest) -> Iterator[Finding]:
    """Find pinned requirements without a hash, in a file where others have one: pip refuses such a file."""
    if not any(requirement.hashed for requirement in manifest.requirements):
        return
    for requirement in manifest.requirements:
        if requirement.pin is Pin.EXACT and not requirement.hashed and "://" not in requirement.text:
            yield RULE.at(manifest, requirement, _message(NO_HASH, requirement), severity=Severity.ADVICE)


def _severity(manifest: Manifest, requirement: Requirement, options: Options) -> Severity:
    if requirement.pin is Pin.REDIRECTED:
        return Severity.ERROR
    is_soft = requirement.pin in SOFT or requirement.constrained or manifest.kind in {"pyproject", "script"}
    return Severity.ADVICE if is_soft or requirement.name.lower() in options.installers else Severity.WARNING


def _pinned(manifest: Manifest, requirement: Requirement) -> Fix | None:
    is_listed = manifest.kind in {"requirements", "constraints"}
    return _as_version(requirement) or (_pinned_as_installed(requirement) if is_listed else None)


def _as_version(requirement: Requirement) -> Fix | None:
    """Turn `===` into `==`, which means the same for a plain version."""
    match, span = PLAIN_TEXT_PIN.fullmatch(requirement.text), requirement.span
    if match is None or span.line != span.end_line:
        return None
    column = span.column + match.start(1)
    signs = span._replace(column=column, end_column=column + len(match[1]))
    return Fix("Write `==`", (Edit(signs, "=="),))


def _message(complaint: str, requirement: Requirement) -> str:
    """Name the requirement as it is written, or else by its name; a part of either would name another package."""
    name, text = (f"`{' '.join(words.split())}`" for words in (requirement.name, requirement.text))
    said = [(name, text), (name, name)] if requirement.pin not in UNNAMED else [(name, text)]
    messages = (complaint.format(name=name, text=text) for name, text in [*said, ("this requirement", "this line")])
    return next(message for message in messages if len(message) <= LONGEST_MESSAGE)


_PLAIN = regex(
    r"(?P<head>[A-Za-z0-9][\w.-]*(\[[\w\s,.-]*\])?)(?P<versions>\s*[=<>!~][^;#\s][^;#]*?)?(?P<rest>\s*(;.*)?)"
)
_LOOSE = frozenset({Pin.NONE, Pin.RANGE})


def _pinned_as_installed(requirement: Requirement) -> Fix | None:
    """Offer `pandas==2.2.3` for `pandas>=2`, if that version is installed and is one that the line allows."""
    from importlib.metadata import PackageNotFoundError, version

    written = _PLAIN.fullmatch(requirement.text) if requirement.pin in _LOOSE else None
    if written is None or requirement.span.line != requirement.span.end_line:
        return None
    try:
        installed = version(requirement.name)
    except PackageNotFoundError:
        return None
    if "+" in installed or not _allows(written["versions"] or "", installed):
        return None
    column = requirement.span.column
    place = requirement.span._replace(column=column + written.end("head"), end_column=column + written.start("rest"))
    return Fix(f"Pin the installed version {installed}", (Edit(place, f"=={installed}"),), safe=False)


def _allows(versions: str, installed: str) -> bool:
    from packaging.specifiers import InvalidSpecifier, SpecifierSet

    try:
        return SpecifierSet(versions.strip()).contains(installed, prereleases=True)
    except InvalidSpecifier:
        return False
