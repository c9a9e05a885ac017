"""Which rules hold in an exercise: all of the guide in ours, in a team's own those that its settings select."""

from collections.abc import Iterator

from rulekit.api import as_taught, in_force, report_on, rules
from rulekit.engine.rule_options import key_of
from rulekit.model.finding import Finding
from rulekit.teach.curricula import OURS
from rulekit.teach.exercise import Exercise, Kind


def is_held(exercise: Exercise, code: str) -> bool:
    """Tell whether a rule has a say in an exercise besides those that it is about."""
    is_ours = exercise.path is None or exercise.path.startswith(OURS)
    return is_ours or code in in_force().selected


def unlike_here(exercise: Exercise) -> Iterator[str]:
    """Say which values code was written for, in which a rule finds nothing with those of the settings in force."""
    if exercise.kind not in {Kind.FIX, Kind.MIX} or exercise.origin is not None:
        return
    for code in exercise.rules:
        rule, held = rules[code].rule, in_force().options_of(rules[code].rule)
        usual = vars(rule.options())
        changed = [f"`{key_of(name)} = {value}`" for name, value in usual.items() if vars(held)[name] != value]
        if changed and code not in {one.code for one in _found(exercise)}:
            words = " and ".join(changed)
            lost = (
                f"By your settings `{rule.name}` finds nothing in this code, so no verdict can tell when it is mended."
            )
            yield f"{lost} It was written for {words}: go by that here."


def _found(exercise: Exercise) -> tuple[Finding, ...]:
    return report_on(exercise.starter, exercise.file or None, exercise.role, as_taught()).findings
