"""`rulekit new`: write the module and the cases of a new rule, complete enough to run."""

import argparse
import keyword
import sys
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from string import Template

from rulekit.engine.catalog import catalog
from rulekit.known.shipped import PACKAGE, shipped
from rulekit.model.errors import SettingsError
from rulekit.model.late import regex
from rulekit.model.section import GUIDE, Section

_NAME = regex(r"[a-z]+(-[a-z0-9]+)*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("rule", metavar="SECTION/NAME", help="errors/late-raise: the name reads after the word 'allow'")
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
    section, name = _read(options.rule)
    code = _next_code(section)
    words = {"code": code, "name": name, "section": section.name.upper(), "call": name.replace("-", "_")}
    home = PACKAGE / "rules" / section.name / words["call"]
    rule = home / "rule.py" if options.package else home.with_suffix(".py")
    cases = shipped("tests/cases") / section.name / f"{words['call']}.md"
    for file in (home, home.with_suffix(".py"), cases):
        if file.exists():
            raise SettingsError(f"{file}: exists already: choose another name")
    _begin_package(home.parent, f"{section.title}.")
    if options.package:
        _begin_package(home, f"The rule {name}, and the analyses that only it needs.")
    _write(rule, _filled("new_rule.txt", words))
    _write(cases, _filled("new_cases.txt", words))
    sys.stdout.write(f"{rule}\n{cases}\nWrite the rule and its cases there, then run `python -m pytest -k {code}`.\n")
    return 0


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
        raise SettingsError(
            f"{file}: cannot be written ({error.strerror}): run it in a clone of the project"
        ) from error
