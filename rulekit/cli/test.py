"""`rulekit test`: prove the rules of your own by their examples, cases, fixes, messages and pages."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from rulekit.cli.screen import write_texts
from rulekit.cli.settings_options import add_trust
from rulekit.cli.telling import write_problems
from rulekit.laws.laws import LAWS, breaches
from rulekit.laws.own_proofs import OwnProofs, own_proofs
from rulekit.laws.proof import Breach
from rulekit.model.errors import SettingsError
from rulekit.report.styled import visible
from rulekit.report.summary import count

MISTAKE = 2
EPILOG = """Exit status: 0 all laws kept, 1 one broken, 2 a rule is not loaded, or a mistake in what was given.
`pytest --rulekit` proves the same."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.epilog = EPILOG
    parser.add_argument(
        "path", nargs="?", help="a folder or module of rules (default: the folders that the settings name)"
    )
    add_trust(parser)


def run(options: argparse.Namespace) -> int:
    """Tell which laws are broken, a line for each place.

    Raises:
        SettingsError: there is no rule to prove.
    """
    found = own_proofs(options.path, trusting=options.trust)
    write_problems(found.problems)
    if not found.proofs and not found.problems:
        raise SettingsError("no module defines a `RULE`: `rulekit new style/late-raise` begins one")
    lines = [*_broken(found)]
    write_texts(lines, sys.stdout)
    rules, laws = count(len(found.proofs), "rule"), count(len(LAWS), "law")
    missing = f", {count(len(found.problems), 'problem')} with rules that are not there" if found.problems else ""
    told = f"{count(len(lines), 'time')} a law is broken" if lines else f"all {laws} are kept"
    write_texts([f"{rules}: {told}{missing}."], sys.stdout)
    return MISTAKE if found.problems else int(bool(lines))


def _broken(found: OwnProofs) -> Iterator[str]:
    for proof in found.proofs:
        for name, law in LAWS.items():
            yield from (_line(one, f"{proof.rule.code} {name}") for one in breaches(law, proof))
    yield from (_line(one, "cases") for one in found.strangers)


def _line(breach: Breach, law: str) -> str:
    here = Path.cwd()
    file = breach.file.relative_to(here) if breach.file.is_relative_to(here) else breach.file
    return visible(f"{file}:{breach.line}: {law}: {breach.sentence}")
