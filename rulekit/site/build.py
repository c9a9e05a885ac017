"""Writing the site into a folder."""

from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from rulekit.engine.catalog import catalog
from rulekit.model.errors import SettingsError
from rulekit.site.pages import Command, pages
from rulekit.site.rule_page import page_of, rule_page

ASSETS = ("style.css", "explore.js")


def build_site(folder: Path, commands: Iterable[Command]) -> int:
    """Write all pages; give how many there are.

    Raises:
        SettingsError: the folder holds something else, or cannot be written.
    """
    if folder.is_dir() and any(folder.iterdir()) and not (folder / ASSETS[0]).is_file():
        raise SettingsError(f"{folder}: holds something else than a site: name a new or empty folder")
    written = [*pages(commands), *((page_of(rule), rule_page(rule)) for rule in catalog())]
    try:
        for name, text in (*written, *_assets()):
            file = folder / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    except OSError as error:
        raise SettingsError(f"{folder}: cannot be written ({error.strerror}): name another folder") from error
    return len(written)


def _assets() -> Iterator[tuple[str, str]]:
    for name in ASSETS:
        yield name, files("rulekit.site").joinpath("assets", name).read_text("utf-8")
