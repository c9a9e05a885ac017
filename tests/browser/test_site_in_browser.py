"""The static site in a browser: narrowed down, linked to, read in the dark, zoomed, and without scripts."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rulekit.api import search
from rulekit.cli.main import main
from rulekit.engine.catalog import catalog
from tests.browser.axe import serious
from tests.browser.browsing import ZOOMED, window
from tests.everyday_words import WORDS

PAGES = ("index.html", "rules/unsafe-sql.html", "usage.html", "configuration.html", "changelog.html")
ALL = len(catalog())


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("docs") / "site"
    assert main(["docs", "build", str(folder)]) == 0
    return folder.as_uri()


def rules(page: Page) -> list[str]:
    return [row.inner_text().partition(" ")[0] for row in page.locator(".rules li").locator("visible=true").all()]


def test_words_narrow_the_list_down_and_stay_in_the_address(site: str, page: Page) -> None:
    page.goto(f"{site}/index.html")
    page.get_by_label("Search").fill("S608")
    expect(page.get_by_role("status")).to_have_text(f"1 of {ALL} rules")
    assert rules(page) == ["RK402"]
    assert page.url.endswith("?words=S608")

    page.get_by_role("link", name="RK402 unsafe-sql").click()
    page.go_back()
    assert rules(page) == ["RK402"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("tiemout", "RK803"),
        ("dokstring", "RK102"),
        ("parametrized sql", "RK402"),
        ("rollback comit", "RK401"),
        ("bare-except", "RK301"),
        ("xyzzy", ""),
    ],
)
def test_slips_are_forgiven(site: str, page: Page, words: str, found: str) -> None:
    page.goto(f"{site}/index.html")
    page.get_by_label("Search").fill(words)

    expect(page.get_by_role("status")).to_contain_text(f"of {ALL} rules")
    assert rules(page)[:1] == ([found] if found else [])


def test_the_site_finds_the_rules_that_the_explorer_in_a_notebook_finds(site: str, page: Page) -> None:
    page.goto(f"{site}/index.html")
    for words in [*(words for words, _ in WORDS), "tiemout", "rollback", "a"]:
        page.get_by_label("Search").fill(words)
        assert rules(page) == sorted(rule.code for rule in search(words)), words


def test_a_word_of_an_explanation_is_found_when_no_rule_is_called_so(site: str, page: Page) -> None:
    page.goto(f"{site}/index.html")
    page.get_by_label("Search").fill("rollback")
    expect(page.get_by_role("status")).to_have_text(f"1 of {ALL} rules")
    assert rules(page) == ["RK401"]

    page.get_by_label("Search").fill("sql")
    expect(page.get_by_role("status")).to_have_text(f"1 of {ALL} rules")
    assert rules(page) == ["RK402"]


def test_an_address_brings_its_filters(site: str, page: Page) -> None:
    page.goto(f"{site}/index.html?section=security&severity=error")

    assert rules(page) == ["RK502", "RK505"]
    expect(page.get_by_label("Section")).to_have_value("security")


def test_the_list_is_reached_and_narrowed_by_the_keyboard_alone(site: str, page: Page) -> None:
    page.goto(f"{site}/index.html")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="To the content")).to_be_focused()
    for _ in range(5):
        page.keyboard.press("Tab")
    expect(page.get_by_label("Search")).to_be_focused()
    page.keyboard.type("timeout")
    expect(page.get_by_label("Search")).to_be_focused()
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="RK803 missing-timeout")).to_be_visible()


def test_without_scripts_everything_is_there(site: str, browser: Browser) -> None:
    with window(browser, java_script_enabled=False) as page:
        page.goto(f"{site}/index.html")
        assert len(rules(page)) == ALL
        expect(page.get_by_label("Search")).not_to_be_visible()
        page.get_by_role("link", name="RK402 unsafe-sql").click()
        expect(page.get_by_role("heading", name="Examples", exact=True)).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_a_serious_barrier(site: str, page: Page, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(f"{site}/{name}")

    assert serious(page, "body") == []


@pytest.mark.parametrize("name", PAGES)
def test_at_four_hundred_percent_no_page_scrolls_sideways(site: str, page: Page, name: str) -> None:
    page.set_viewport_size(ZOOMED)
    page.goto(f"{site}/{name}")

    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("name", PAGES)
def test_no_page_asks_another_host(site: str, page: Page, name: str) -> None:
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url))
    page.goto(f"{site}/{name}", wait_until="networkidle")

    assert [url for url in asked if not url.startswith((site, "data:"))] == []


def test_the_handout_prints_a_page_a_section(tmp_path: Path, page: Page) -> None:
    file = tmp_path / "handout.html"
    assert main(["docs", "handout", str(file)]) == 0
    page.goto(file.as_uri())
    printed = page.pdf(prefer_css_page_size=True, print_background=True)

    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(catalog().sections)
