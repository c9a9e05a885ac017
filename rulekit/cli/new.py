"""`rulekit new`: write the module of a new rule, complete enough to run."""

import argparse
import keyword
import re
import sys
from importlib.resources import files
from pathlib import Path
from string import Template

from rulekit.engine.catalog import catalog
from rulekit.model.errors import SettingsError
from rulekit.model.section import GUIDE, Section

_NAME = re.compile(r"[a-z]+(-[a-z0-9]+)*")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("rule", metavar="SECTION/NAME", help="errors/late-raise: the name reads after the word 'allow'")


def run(options: argparse.Namespace) -> int:
    """Write the file.

    Raises:
        SettingsError: the section or name cannot be used, or the file exists.
    """
    folder, _, name = options.rule.replace("_", "-").partition("/")
    section = next((one for one in GUIDE if one.name == folder), None)
    if section is None or not _NAME.fullmatch(name) or keyword.iskeyword(name):
        sections = ", ".join(one.name for one in GUIDE)
        raise SettingsError(
            f"`{options.rule}` is no SECTION/NAME: the section is one of {sections}, the name like late-raise"
        )
    if name in catalog():
        raise SettingsError(f"there is a rule `{name}` already: choose another name")
    package = Path(str(files("rulekit"))) / "rules" / folder
    file = package / f"{name.replace('-', '_')}.py"
    template = Template(files("rulekit.cli").joinpath("new_rule.txt").read_text("utf-8"))
    text = template.substitute(code=_next_code(section), name=name, section=folder.upper(), call=name.replace("-", "_"))
    try:
        package.mkdir(exist_ok=True)
        if not (package / "__init__.py").exists():
            (package / "__init__.py").write_text(f'"""{section.title}."""\n', "utf-8")
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise SettingsError(f"{file}: exists already: choose another name") from error
    except OSError as error:
        raise SettingsError(
            f"{file}: cannot be written ({error.strerror}): run it in a clone of the project"
        ) from error
    sys.stdout.write(f"{file}\nWrite the rule there, then run `python -m pytest tests -k {name}`.\n")
    return 0


def _next_code(section: Section) -> str:
    used = {rule.code for rule in catalog()}
    return next(code for number in range(1, 100) if (code := f"{section.prefix}{number:02}") not in used)
