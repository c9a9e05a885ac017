"""The settings for what a team's page asks for: each rule beside the sentences that ask for it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from rulekit.api.guide_reading import Reading
from rulekit.report.styled import visible


def settings_text(readings: Sequence[Reading], page: str) -> str:
    """Write a rulekit.toml; what is only a guess stands in it as a comment."""
    return "\n".join([*_selection(readings, visible(page)), *_tables(readings), ""])


def _selection(readings: Sequence[Reading], page: str) -> Iterator[str]:
    yield f"# What {page} asks for, by `rulekit guide --read`: look at each, and keep the guesses that are right."
    yield "select = ["
    pairs = [(one.rule, one) for one in readings if one.rule]
    for rule, together in groupby(sorted(pairs, key=lambda pair: pair[0].code), key=lambda pair: pair[0]):
        asking = [one for _, one in together]
        yield from (f"    # {visible(one.sentence)}" for one in asking)
        yield f"    {'' if any(one.is_sure for one in asking) else '# perhaps: '}{json.dumps(rule.code)}, # {rule.name}"
    yield "]"
    unread = [one for one in readings if one.rule is None]
    if unread:
        yield "# No check is about:"
        yield from (f"# - line {one.line}: {visible(one.sentence)}" for one in unread)


def _tables(readings: Iterable[Reading]) -> Iterator[str]:
    values: dict[str, dict[str, int | str]] = {}
    for one in readings:
        if one.rule and one.values:
            values.setdefault(one.rule.name, {}).update(one.values)
    for name, chosen in values.items():
        yield f"\n[{name}]"
        yield from (f"{key} = {json.dumps(value)}" for key, value in chosen.items())
