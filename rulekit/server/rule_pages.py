"""Where the page of a rule is: on the site of a team, or in the user's folder for caches, where it is written."""

import os
from pathlib import Path

from rulekit.engine.cache.keys import version
from rulekit.engine.cache.store import VARIABLE, users_folder
from rulekit.engine.catalog import catalog
from rulekit.model.errors import RulekitError
from rulekit.site.build import build_site
from rulekit.site.rule_page import page_of

_STAMP = "version"


class RulePages:
    """The pages below one address."""

    def __init__(self, site: str = "") -> None:
        """Know the address of a site that somebody built by `rulekit docs build`, if there is one."""
        folder = None if site else own_folder()
        self._base = f"{site.rstrip('/')}/" if site else f"{folder.as_uri()}/" if folder else ""

    def of(self, code: str) -> str | None:
        """Give the address of a rule's page; without pages, of the first source that the rule names."""
        rule = next((rule for rule in catalog() if rule.code == code), None)
        if rule and self._base:
            return self._base + page_of(rule)
        return next(iter(rule.references), None) if rule else None

    def wait_to_be_written(self) -> bool:
        """Tell whether these are pages of this machine that this rulekit has not written yet."""
        folder = own_folder()
        return bool(folder and self._base.startswith("file:") and not _is_written(folder))


def own_folder() -> Path | None:
    """Give the folder for the pages; nothing where the user keeps nothing."""
    named = os.environ.get(VARIABLE)
    folder = users_folder() if named is None else Path(named) if named else None
    return folder.absolute() / "pages" if folder else None


def write_pages(_: object = None) -> None:
    """Write the pages; where that cannot be done, links lead nowhere."""
    folder = own_folder()
    if folder is None:
        return
    try:
        build_site(folder, ())
        (folder / _STAMP).write_text(version(), "utf-8")
    except (OSError, RulekitError):  # noqa: RK304 - a page is a courtesy
        pass


def _is_written(folder: Path) -> bool:
    try:
        return (folder / _STAMP).read_text("utf-8") == version()
    except OSError:
        return False
