"""`rulekit guide`: show the guide, how each of its sentences is read, or keep the page of a repository."""

import argparse
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from rulekit import api
from rulekit.api.guide_reading import Reading, read_guide
from rulekit.cli.proposed_settings import settings_text
from rulekit.cli.screen import write_texts
from rulekit.cli.settings_options import add_trust
from rulekit.engine.catalog import catalog
from rulekit.engine.files import absolute, read_document
from rulekit.engine.rule_options import key_of
from rulekit.engine.sentences import decisions_of, places_told, sentence_of
from rulekit.engine.setting_overrides import Overrides
from rulekit.engine.settings import Settings
from rulekit.engine.writing import write_document
from rulekit.model.errors import SettingsError
from rulekit.model.rule import Rule
from rulekit.report.guide_page import Difference, Part, differences, new_page, parts_of, rewritten
from rulekit.report.styled import columns, visible
from rulekit.report.tables import readings_markdown


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    either = parser.add_mutually_exclusive_group()
    either.add_argument(
        "--readings", action="store_true", help="one row a rule: what is an error, a warning, advice, not seen"
    )
    either.add_argument(
        "--write", metavar="PAGE", help="write the rules that hold, as they are set, into a page of Markdown"
    )
    either.add_argument("--check", metavar="PAGE", help="tell where a page and the settings disagree")
    either.add_argument("--read", metavar="PAGE", help="propose a rule and its values for each sentence of a page")
    parser.add_argument("--settings", metavar="FILE", help="with --read: the new rulekit.toml for what is proposed")
    add_trust(parser)


def run(options: argparse.Namespace) -> int:
    """Show it, write it, compare it, or read one.

    Raises:
        SettingsError: the settings are broken, or the page has no place for the rules.
        UnreadableError: the page cannot be read or written.
    """
    if options.settings and not options.read:
        raise SettingsError("--settings: it is the file for what --read proposes: add --read PAGE")
    if options.write:
        return _write(options.write, _settings_for(options.write, trust=options.trust))
    if options.check:
        return _check(options.check, _settings_for(options.check, trust=options.trust))
    if options.read:
        return _read(options.read, options.settings)
    if options.readings:
        write_texts(readings_markdown(catalog()), sys.stdout)
    else:
        sys.stdout.write(files("rulekit").joinpath("guide.md").read_text("utf-8"))
    return 0


def page_by(settings: Settings) -> str:
    """Write a new page of the rules that hold by some settings."""
    return new_page(_parts(settings))


def _parts(settings: Settings) -> list[Part]:
    def told(rule: Rule) -> tuple[str, ...]:
        return sentence_of(rule, settings.options_of(rule)), *decisions_of(rule, settings)

    ordered = [rule for section in settings.catalog.sections for rule in settings.catalog.section(section.name)]
    return parts_of((rule for rule in ordered if rule.code in settings.selected), told)


def _settings_for(page: str, *, trust: bool) -> Settings:
    """Give the settings beside a page; where rules that they name are not loaded, the page would lose these."""
    settings = api.settings_now(str(absolute(page).parent), Overrides(trust=trust))
    for problem in settings.own.problems:
        raise SettingsError(problem)
    return settings


def _write(page: str, settings: Settings) -> int:
    parts = _parts(settings)
    if not Path(page).exists():
        _create(Path(page), new_page(parts))
        write_texts([f"{page}: written"], sys.stdout)
        return 0
    document = read_document(page)
    text = rewritten(document.text, parts, page)
    if text != document.text:
        write_document(document, text)
    write_texts([f"{page}: {'written' if text != document.text else 'was as the settings are'}"], sys.stdout)
    return 0


def _create(page: Path, text: str) -> None:
    try:
        with page.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise SettingsError(f"{page}: cannot be written ({error.strerror}): name another file") from error


def _read(page: str, settings: str | None) -> int:
    """Show what each sentence asks for, and the settings for it.

    Raises:
        SettingsError: the page asks for nothing, or for nothing that a rule is about; a file of settings is there.
    """
    readings = read_guide(read_document(page).text)
    if not readings:
        raise SettingsError(f"{page}: no sentence in it asks for anything: write the rules as a list")
    rows = [(f"{page}:{one.line}", _meaning(one), visible(one.sentence)) for one in readings]
    write_texts(columns(rows), sys.stdout)
    if not any(one.rule for one in readings):
        raise SettingsError(f"{page}: no rule is about any of its sentences, so there are no settings to propose")
    proposed = settings_text(readings, Path(page).name)
    if settings:
        _create(Path(settings), proposed)
        write_texts([f"\n{settings}: written"], sys.stdout)
    else:
        write_texts(["\nA rulekit.toml for it, which `--settings rulekit.toml` writes:\n", proposed], sys.stdout)
    return 0


def _meaning(reading: Reading) -> str:
    if reading.rule is None:
        return "no check"
    values = "".join(f", {key} = {value}" for key, value in reading.values.items())
    return f"{'' if reading.is_sure else 'perhaps '}{reading.rule.code} {reading.rule.name}{values}"


def _check(page: str, settings: Settings) -> int:
    found = list(differences(read_document(page).text, _parts(settings), page))
    write_texts((f"{page}:{one.line}: {one.text}{_instead(one, settings)}" for one in found), sys.stdout)
    if found:
        write_texts([f"`rulekit guide --write {page}` writes what the settings say."], sys.stdout)
    else:
        write_texts([f"{page}: as the settings are"], sys.stdout)
    return int(bool(found))


def _instead(difference: Difference, settings: Settings) -> str:
    """Say how to change the settings, where the page is what is meant."""
    return "".join(_remedies(difference, settings))


def _remedies(difference: Difference, settings: Settings) -> Iterator[str]:
    file = settings.file.name if settings.file else "pyproject.toml"
    if difference.code not in settings.catalog:
        return
    rule = settings.catalog[difference.code]
    if rule.code not in settings.selected:
        yield f": add it to `select` in {file} if it shall"
    elif difference.text.endswith("is not on the page"):
        yield f": add it to `ignore` in {file} if it shall not"
    elif told := places_told(rule):
        keys = " and ".join(f"`{key_of(name)}`" for name in told)
        yield f": {keys} of `{rule.name}` in {file} decides"
