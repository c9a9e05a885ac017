"""All laws by name, and what they say of a rule."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from rulekit.laws.findings import cases, examples, places, roles, trees
from rulekit.laws.fixes import declared_names, fixes
from rulekit.laws.pages import declarations, messages, page
from rulekit.laws.proof import Breach, Proof
from rulekit.model.errors import UnjudgedWarning

Law = Callable[[Proof], Iterator[Breach]]

LAWS: Final[Mapping[str, Law]] = {
    "page": page,
    "declarations": declarations,
    "examples": examples,
    "cases": cases,
    "messages": messages,
    "places": places,
    "trees": trees,
    "roles": roles,
    "fixes": fixes,
    "names": declared_names,
}


def breaches(law: Law, proof: Proof) -> tuple[Breach, ...]:
    """Tell where a rule breaks a law; a rule that fails breaks it too."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", UnjudgedWarning)
            return tuple(dict.fromkeys(law(proof)))
    except UnjudgedWarning as unjudged:
        return (proof.at("RULE", str(unjudged)),)
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever it is, the other laws are asked
        return (proof.at("RULE", f"the rule fails ({type(error).__name__}: {error}): mend it"),)
