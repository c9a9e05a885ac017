"""`rulekit guide --write` and `--check`: the page of a repository and its settings never drift apart."""

from pathlib import Path

import pytest

from rulekit.cli.main import main
from rulekit.engine.settings_files import read_settings
from tests.own_rules import MARKING, own_rule
from tests.own_rules import SETTINGS as OWN

SETTINGS = """\
select = ["general", "RK803"]
ignore = ["magic-number"]
per-file-ignores = { "tests/*" = ["missing-docstring"], "!shop/*" = ["RK101"] }

[severity]
long-function = "advice"

[long-function]
max-lines = 40
count = "physical"
"""
DECIDES = ": `max-lines` of `long-function` in rulekit.toml decides"
ADD = ": add it to `select` in rulekit.toml if it shall"
TAKE_AWAY = ": add it to `ignore` in rulekit.toml if it shall not"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page as the settings beside it are."""
    (tmp_path / "rulekit.toml").write_text(SETTINGS, "utf-8")
    page = tmp_path / "STYLE.md"
    assert main(["guide", "--write", str(page)]) == 0
    return page


def change_settings(page: Path, old: str, new: str) -> None:
    settings = page.with_name("rulekit.toml")
    text = settings.read_text("utf-8")
    assert old in text
    settings.write_text(text.replace(old, new), "utf-8")


def checked(page: Path, capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    code = main(["guide", "--check", str(page)])
    lines = capsys.readouterr().out.replace(f"{page}:", "").splitlines()
    assert (code == 0) is (lines == [" as the settings are"])
    return lines[:-1]


def line_of(page: Path, text: str) -> int:
    return 1 + next(at for at, line in enumerate(page.read_text("utf-8").splitlines()) if text in line)


def test_the_page_holds_the_rules_that_hold_with_the_values_that_are_set(page: Path) -> None:
    text = page.read_text("utf-8")
    assert "RK103** long-function: Maximum function length should be 40 lines." in text
    assert '  - Set here: `count = "physical"`.\n  - Here it counts as advice.\n' in text
    assert "  - Does not hold in `tests/*`.\n" in text
    assert "  - Holds only in `shop/*`.\n" in text
    assert "RK803" in text
    assert "RK105" not in text
    assert "Database" not in text


def test_a_page_that_was_just_written_is_as_the_settings_are(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(page, capsys) == []
    before = page.read_bytes()
    assert main(["guide", "--write", str(page)]) == 0
    assert page.read_bytes() == before


def test_another_number_in_the_settings_is_told_with_its_line_and_its_option(
    page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change_settings(page, "max-lines = 40", "max-lines = 50")
    assert checked(page, capsys) == [
        f'{line_of(page, "RK103")}: RK103 long-function: the page says "40", the settings say "50"{DECIDES}',
    ]


def test_rules_that_came_and_went_are_told(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_settings(page, '"RK803"]', '"RK802"]')
    assert checked(page, capsys) == [
        f"{line_of(page, 'RK803')}: RK803 missing-timeout is on the page and does not hold{ADD}",
        f"{line_of(page, 'rulekit: concurrency')}: RK802 raw-thread holds and is not on the page{TAKE_AWAY}",
    ]


def test_sections_that_came_and_went_are_told_and_written(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_settings(page, '["general", "RK803"]', '["logging", "errors", "RK803"]')
    assert [line.partition(": ")[2] for line in checked(page, capsys)] == [
        "the section `Logging Rules` is not on the page",
        "the section `Error Handling` is not on the page",
        "of the section `general` no rule holds",
    ]
    assert main(["guide", "--write", str(page)]) == 0
    assert checked(page, capsys) == []
    headings = [line for line in page.read_text("utf-8").splitlines() if line.startswith("## ")]
    assert headings == ["## Logging Rules", "## Error Handling", "## Concurrency"]


def test_what_people_write_stays(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = page.read_text("utf-8")
    text = text.replace("# Style guide", "# How we write\n\nOur shop.").replace(
        "## Concurrency", "Why: it hung.\n## Threads"
    )
    text = text.replace("<!-- rulekit: end -->", "<!-- rulekit: end -->\n\nAsk Ada.", 1) + "\nLast words without an end"
    page.write_text(text, "utf-8")
    assert len(checked(page, capsys)) == 1
    assert main(["guide", "--write", str(page)]) == 0

    after = page.read_text("utf-8")
    assert checked(page, capsys) == []
    for words in ("# How we write\n\nOur shop.\n", "\nAsk Ada.\n", "\nWhy: it hung.\n"):
        assert after.count(words) == 1
    assert after.endswith("\nLast words without an end")


def test_line_ends_of_windows_stay(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_bytes(page.read_bytes().replace(b"\n", b"\r\n"))
    assert checked(page, capsys) == []
    change_settings(page, "max-lines = 40", "max-lines = 50")
    assert main(["guide", "--write", str(page)]) == 0
    assert page.read_bytes().count(b"\n") == page.read_bytes().count(b"\r\n")
    assert checked(page, capsys) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# Ours\n", "no part of it is written by rulekit"),
        ("<!-- rulekit: general -->\n## General\n", "STYLE.md:1: this part has no end"),
        (
            "<!-- rulekit: general -->\n<!-- rulekit: logging -->\n<!-- rulekit: end -->\n",
            "STYLE.md:1: this part has no end",
        ),
        ("<!-- rulekit: general -->\n<!-- rulekit: end -->\n" * 2, "STYLE.md:3: `general` stands twice"),
    ],
)
def test_a_page_that_cannot_be_written_stays_and_says_why(
    page: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    page.write_text(text, "utf-8")
    assert main(["guide", "--write", str(page)]) == 2
    assert said in capsys.readouterr().err
    assert page.read_text("utf-8") == text


def test_an_empty_part_is_a_place_for_the_rules(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_text("# Ours\n\n<!-- rulekit: general -->\n<!-- rulekit: end -->\n\nThanks.\n", "utf-8")
    assert main(["guide", "--write", str(page)]) == 0
    assert checked(page, capsys) == []
    assert page.read_text("utf-8").startswith("# Ours\n\n<!-- rulekit: general -->\n## General Code Style\n")
    assert page.read_text("utf-8").endswith("<!-- rulekit: end -->\n\nThanks.\n")


def test_a_page_that_is_not_there_cannot_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["guide", "--check", str(tmp_path / "STYLE.md")]) == 2
    assert "STYLE.md" in capsys.readouterr().err


def test_a_page_of_one_s_own_is_read_into_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, settings = tmp_path / "HOUSE.md", tmp_path / "rulekit.toml"
    page.write_text("- Functions have at most 40 lines.\n- Deploy on Mondays\x1b.\n- Keep try blocks small.\n", "utf-8")
    assert main(["guide", "--read", str(page), "--settings", str(settings)]) == 0

    shown = capsys.readouterr().out.replace(f"{page}:", "").splitlines()
    assert [line.split("  ")[0] for line in shown[:3]] == ["1", "2", "3"]
    assert "RK103 long-function, max-lines = 40" in shown[0]
    assert "no check" in shown[1]
    assert "\x1b" not in shown[1] + settings.read_text("utf-8")
    assert "perhaps RK803 missing-timeout" in shown[2]
    held = read_settings(settings)
    assert held.select == ("RK103",)
    assert held.options["long-function"].max_lines == 40
    assert "# - line 2: Deploy on Mondays" in settings.read_text("utf-8")


def test_settings_that_are_there_stay(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = page.with_name("rulekit.toml")
    assert main(["guide", "--read", str(page), "--settings", str(settings)]) == 2
    assert "rulekit.toml: cannot be written" in capsys.readouterr().err
    assert settings.read_text("utf-8") == SETTINGS


def test_a_page_that_asks_for_nothing_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "README.md"
    page.write_text("# Shop\n\nWe sell tea.\n", "utf-8")
    assert main(["guide", "--read", str(page)]) == 2
    assert "no sentence in it asks for anything" in capsys.readouterr().err


def test_a_page_that_no_rule_is_about_gives_no_settings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, settings = tmp_path / "HOUSE.md", tmp_path / "rulekit.toml"
    page.write_text("- Deploy on Mondays.\n", "utf-8")
    assert main(["guide", "--read", str(page), "--settings", str(settings)]) == 2
    said = capsys.readouterr()
    assert "no check" in said.out
    assert "no rule is about any of its sentences" in said.err
    assert not settings.exists()


def test_rules_of_a_team_s_own_stand_on_the_page_once_they_may_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pyproject.toml").write_text(OWN, "utf-8")
    (tmp_path / "style").mkdir()
    (tmp_path / "style" / "tills.py").write_text(own_rule(first=MARKING), "utf-8")
    page = tmp_path / "STYLE.md"

    assert main(["guide", "--write", str(page)]) == 2
    assert "rules not loaded" in capsys.readouterr().err
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["pyproject.toml", "style", "tills.py"]

    assert main(["guide", "--write", str(page), "--trust"]) == 0
    assert "## How We Talk to Tills\n\n- **SHOP101** asked-customer: Ask the till" in page.read_text("utf-8")
    assert main(["guide", "--check", str(page), "--trust"]) == 0
    assert main(["guide", "--check", str(page)]) == 2
