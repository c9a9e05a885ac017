"""What is to be proven of the rules that the settings of a place name, and case files that belong to none of them."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from rulekit import api
from rulekit.engine.files import absolute
from rulekit.engine.own_rules.own_files import CASES
from rulekit.engine.own_rules.own_rules import OwnRules, is_place, place_of
from rulekit.engine.setting_overrides import Overrides
from rulekit.laws.proof import Breach, Proof, proofs_of
from rulekit.model.errors import SettingsError


class OwnProofs(NamedTuple):
    """The proofs of a team's own rules, case files without a rule, and why rules are not there."""

    proofs: tuple[Proof, ...]
    strangers: tuple[Breach, ...]
    problems: tuple[str, ...]


def own_proofs(path: str | None, *, trusting: bool) -> OwnProofs:
    """Find the rules below a path, or all in the folders that the settings name; without trust none of them runs.

    Raises:
        SettingsError: the settings name no such rules.
    """
    held = api.settings_now(path or ".", Overrides(trust=trusting))
    root = held.root or absolute(Path(path or "."))
    named = [place_of(entry, root, held.file) for entry in held.rules if is_place(entry)]
    asked = [absolute(Path(path)).resolve()] if path else named
    if not asked:
        raise SettingsError('the settings name no folder of rules: write `rules = ["style/"]`, or give a folder')
    if path and not any(asked[0].is_relative_to(place) or place.is_relative_to(asked[0]) for place in named):
        raise SettingsError(f"`{path}` holds no rules that the settings name: name it there, as in `rules = [...]`")
    proofs = tuple(one for one in proofs_of(held.own) if any(one.module.is_relative_to(place) for place in asked))
    return OwnProofs(proofs, tuple(_strangers(proofs, held.own)), held.own.problems)


def _strangers(proofs: tuple[Proof, ...], own: OwnRules) -> Iterator[Breach]:
    """Name the case files that nobody would read; where rules are missing, one of these may read them."""
    known = {one.cases_file for one in proofs_of(own)}
    for folder in dict.fromkeys(one.cases_file.parent for one in proofs) if not own.problems else ():
        for file in sorted(folder.glob("*.md")):
            if file not in known:
                yield Breach(file, 1, f"no rule reads these cases: call the file as a module beside `{CASES}`")
