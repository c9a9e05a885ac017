"""The fix that pins a requirement to the version that is installed where rulekit runs."""

import re

from rulekit.analysis.dependencies.requirement import Pin, Requirement
from rulekit.model.finding import Edit, Fix

_PLAIN = re.compile(
    r"(?P<head>[A-Za-z0-9][\w.-]*(\[[\w\s,.-]*\])?)(?P<versions>\s*[=<>!~][^;#\s][^;#]*?)?(?P<rest>\s*(;.*)?)"
)
_LOOSE = frozenset({Pin.NONE, Pin.RANGE})


def pinned_as_installed(requirement: Requirement) -> Fix | None:
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
