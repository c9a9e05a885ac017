"""`rulekit new`: write the module and the cases of a rule of your own, complete enough to run."""

import argparse
import keyword
import re
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template, ascii_uppercase, digits

from rulekit import api
from rulekit.engine.catalog import catalog
from rulekit.engine.own_rules.own_files import CASES
from rulekit.engine.own_rules.own_rules import is_place, place_of
from rulekit.engine.own_rules.places import OUR_PREFIX
from rulekit.known.shipped import PACKAGE, shipped
from rulekit.model.errors import SettingsError
from rulekit.model.late import regex
from rulekit.model.section import GUIDE, Section

_NAME = regex(r"[a-z]+(-[a-z0-9]+)*")
_CODE = regex(r"[A-Z]{2,}[0-9]{2,}")
_CODE_LINE = regex(r"^    code=\"([A-Z]{2,}[0-9]{2,})\"", re.MULTILINE)
_SECTION_LINE = regex(r"^    section=(Section\(\"([A-Z0-9]+)\"[^\n]*\)),$", re.MULTILINE)
_IMPORTS = """from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Finding, Severity
from rulekit.model.rule import Example, Rule
from rulekit.model.section import Section"""
_OWN_IMPORTS = "from rulekit.rule import Example, Finding, Rule, Section, Severity, Source"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "rule",
        metavar="FOLDER/NAME",
        help="style/late-raise: the name reads after the word 'allow'",
    )
    parser.add_argument("--code", help="its code, such as SHOP101 (default: the next one of the folder)")
    parser.add_argument(
        "--package",
        action="store_true",
        help="write a package, late_raise/rule.py instead of late_raise.py, for a rule that needs modules of its own",
    )


def run(options: argparse.Namespace) -> int:
    """Write the files.

    Raises:
        SettingsError: the section or name cannot be used, or a file exists.
    """
    return _write_ours(options) if _in_our_clone() else _write_own(options)


def _in_our_clone() -> bool:
    """Tell whether the working folder is that of the package that runs: into an installed one, nothing is written."""
    home = PACKAGE.parent
    return home.name != "site-packages" and Path.cwd().resolve().is_relative_to(home)


def _write_ours(options: argparse.Namespace) -> int:
    section, name = _read(options.rule)
    code = _next_code(section)
    call = name.replace("-", "_")
    words = {
        "code": code,
        "name": name,
        "section": f"Section.{section.name.upper()}",
        "imports": _IMPORTS,
        "call": call,
    }
    home = PACKAGE / "rules" / section.name / call
    cases = shipped("tests/cases") / section.name / f"{call}.md"
    _refuse_existing(home, cases)
    _begin_package(home.parent, f"{section.title}.")
    _write_files(home, cases, words, is_package=options.package)
    sys.stdout.write(f"Write the rule and its cases there, then run `python -m pytest -k {code}`.\n")
    return 0


def _write_own(options: argparse.Namespace) -> int:
    place, _, word = options.rule.rstrip("/").rpartition("/")
    name = word.replace("_", "-")
    if not place or ".." in Path(place).parts or not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise SettingsError(f"`{options.rule}` is no FOLDER/NAME: write the folder first, style/late-raise")
    if name in catalog():
        raise SettingsError(f"there is a rule `{name}` already: choose another name")
    folder = Path(place)
    code, section = _own_code(folder, options.code)
    home = folder / name.replace("-", "_")
    words = {"code": code, "name": name, "section": section, "imports": _OWN_IMPORTS, "call": home.name}
    cases = folder / CASES / f"{home.name}.md"
    _refuse_existing(home, cases)
    _write_files(home, cases, words, is_package=options.package)
    held = api.settings_for(place)
    named_places = [place_of(entry, held.root, held.file) for entry in held.rules if held.root and is_place(entry)]
    is_known = any(folder.resolve().is_relative_to(one) for one in named_places)
    named = "" if is_known else f'Name the folder in your settings, `rules = ["{place}/"]`. '
    sys.stdout.write(f"{named}Write the rule and its cases there, then run `rulekit test {place}`.\n")
    return 0


def _own_code(folder: Path, chosen: str | None) -> tuple[str, str]:
    """Give the code of a rule and its section, as the other modules have them; these are only read."""
    text = "\n".join(file.read_text("utf-8", "replace") for file in sorted(folder.rglob("*.py")))
    used = _CODE_LINE.findall(text)
    letters = re.sub("[^A-Z]", "", folder.name.upper())
    following = [f"{word.rstrip(digits)}{int(word.lstrip(ascii_uppercase)) + 1}" for word in used]
    code = chosen or max(following, default=f"{letters if len(letters) > 1 else 'OWN'}101")
    if not _CODE.fullmatch(code) or code.startswith(OUR_PREFIX):
        raise SettingsError(f"`{code}` is no code of your own: write capitals and digits, SHOP101, no {OUR_PREFIX}")
    if code in used:
        raise SettingsError(f"there is a rule `{code}` already: choose another code")
    sections = [section for section, prefix in _SECTION_LINE.findall(text) if code.startswith(prefix)]
    prefix = f"{code.rstrip(digits)}{code.lstrip(ascii_uppercase)[0]}"
    return code, sections[0] if sections else f'Section("{prefix}", "{folder.name}", "{folder.name.capitalize()}")'


def _refuse_existing(home: Path, cases: Path) -> None:
    for file in (home, home.with_suffix(".py"), cases):
        if file.exists():
            raise SettingsError(f"{file}: exists already: choose another name")


def _write_files(home: Path, cases: Path, words: Mapping[str, str], *, is_package: bool) -> None:
    rule = home / "rule.py" if is_package else home.with_suffix(".py")
    if is_package:
        _begin_package(home, f"The rule {words['name']}, and the analyses that only it needs.")
    _write(rule, _filled("new_rule.txt", words))
    _write(cases, _filled("new_cases.txt", words))
    sys.stdout.write(f"{rule}\n{cases}\n")


def _read(word: str) -> tuple[Section, str]:
    folder, _, name = word.replace("_", "-").partition("/")
    section = next((one for one in GUIDE if one.name == folder), None)
    if section is None or not _NAME.fullmatch(name) or keyword.iskeyword(name):
        sections = ", ".join(one.name for one in GUIDE)
        raise SettingsError(f"`{word}` is no SECTION/NAME: the section is one of {sections}, the name like late-raise")
    if name in catalog():
        raise SettingsError(f"there is a rule `{name}` already: choose another name")
    return section, name


def _next_code(section: Section) -> str:
    used = {rule.code for rule in catalog()}
    return next(code for number in range(1, 100) if (code := f"{section.prefix}{number:02}") not in used)


def _begin_package(folder: Path, sentence: str) -> None:
    if not (folder / "__init__.py").exists():
        _write(folder / "__init__.py", f'"""{sentence}"""\n')


def _filled(template: str, words: Mapping[str, str]) -> str:
    return Template(files("rulekit.cli").joinpath(template).read_text("utf-8")).substitute(words)


def _write(file: Path, text: str) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise SettingsError(f"{file}: cannot be written ({error.strerror}): choose another folder") from error
