"""The static site: complete, whole by itself, and small."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import rulekit
from rulekit.cli.main import COMMANDS
from rulekit.engine.settings import DESCRIPTIONS
from rulekit.site.pages import DOCUMENTS
from tests.conftest import Command

MOST_BYTES = 1_080_000
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Page(HTMLParser):
    """What a page links to, what it loads, and whether its elements are closed in order."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.anchors: set[str] = set()
        self.headings: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        values = {name: value or "" for name, value in attrs}
        if tag not in VOID:
            self.open.append(tag)
        if tag == "a":
            self.links.append(values["href"])
        elif "src" in values or tag == "link":
            self.loaded.append(values.get("src") or values["href"])
        if "id" in values:
            self.anchors.add(values["id"])

    def handle_endtag(self, tag: str) -> None:
        """Close the element that was opened last."""
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from rulekit.cli.main import main

    folder = tmp_path_factory.mktemp("docs") / "site"
    assert main(["docs", "build", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    return {file: Page(file.read_text("utf-8")) for file in site.rglob("*.html")}


def test_every_rule_has_a_page_and_the_list_leads_to_it(site: Path, pages: dict[Path, Page]) -> None:
    linked = [link for link in pages[site / "index.html"].links if link.startswith("rules/")]

    assert linked == [f"rules/{rule.name}.html" for rule in rulekit.rules]
    assert len(pages) == len(rulekit.rules) + 4 + len(DOCUMENTS)


def test_every_link_within_the_site_leads_somewhere(pages: dict[Path, Page]) -> None:
    for file, page in pages.items():
        for link in page.links:
            if not link.startswith("https://"):
                path, _, anchor = link.partition("#")
                target = (file.parent / path).resolve() if path else file
                assert target in pages, f"{file.name}: {link}"
                assert not anchor or anchor in pages[target].anchors, f"{file.name}: {link}"


def test_nothing_is_loaded_from_elsewhere(site: Path, pages: dict[Path, Page]) -> None:
    for file, page in pages.items():
        for loaded in page.loaded:
            assert loaded == "data:," or (file.parent / loaded).is_file()
    assert "http" not in (site / "style.css").read_text("utf-8") + (site / "explore.js").read_text("utf-8")


def test_every_element_is_closed(pages: dict[Path, Page]) -> None:
    assert {file.name for file, page in pages.items() if page.open} == set()


def test_the_site_is_small(site: Path) -> None:
    assert sum(file.stat().st_size for file in site.rglob("*") if file.is_file()) < MOST_BYTES


def test_the_pages_say_what_the_tool_says(site: Path) -> None:
    configuration = (site / "configuration.html").read_text("utf-8")
    usage = (site / "usage.html").read_text("utf-8")

    assert [key for key in DESCRIPTIONS if f"<code>{key}</code>" not in configuration] == []
    assert "[tool.rulekit.missing-timeout]\nseconds = 10" in configuration
    assert [name for name in COMMANDS if f'id="{name}"' not in usage] == []
    assert "--unsafe-fixes" in usage
    assert "In a notebook." in usage
    assert '<a href="ci.html">docs/ci.md</a>' in usage
    assert "Unreleased" in (site / "changelog.html").read_text("utf-8")


@pytest.mark.parametrize("rule", rulekit.rules)
def test_bad_lines_are_marked_with_their_codes(site: Path, rule: rulekit.LiveRule) -> None:
    text = (site / "rules" / f"{rule.name}.html").read_text("utf-8")

    marks = sum(len({line for line, _ in example.marks}) for example in (*rule.examples, *rule.rule.tempting))
    assert len(re.findall(r'<div class="bad">.*?← RK\d+', text)) == marks


def test_a_site_is_written_anew_but_nothing_else_is_overwritten(command: Command, tmp_path: Path) -> None:
    assert command("docs", "build", "site").status == 0
    assert command("docs", "build", "site").status == 0

    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "letter.txt").write_text("dear shop", "utf-8")
    refused = command("docs", "build", "own")
    assert refused.status == 2
    assert "holds something else than a site" in refused.err
    assert [file.name for file in (tmp_path / "own").iterdir()] == ["letter.txt"]
