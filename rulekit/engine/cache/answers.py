"""What is remembered of a run: the answer about each file, and what came of all of them together."""

from collections.abc import Iterable, Mapping
from contextlib import suppress

from rulekit.engine.cache.codec import decode, encode
from rulekit.engine.cache.keys import is_beside
from rulekit.engine.cache.store import Store
from rulekit.engine.outcome import Outcome


def known_outcomes(store: Store, keys: Mapping[str, str]) -> dict[str, Outcome]:
    """Give what is known of files, by their paths; `keys` name what decides the answers about them."""
    stored = store.read([key for key in keys.values() if key])
    found: dict[str, Outcome] = {}
    for file, key in keys.items():
        with suppress(ValueError):
            answer = decode(stored[key]) if key in stored else None
            if isinstance(answer, Outcome) and is_beside(file, answer.beside):
                found[file] = answer
    return found


def written(outcomes: Iterable[Outcome]) -> dict[str, str]:
    """Write the answers that may be kept."""
    return {one.key: encode(one) for one in outcomes if one.may_be_kept}


def whole_answer(store: Store, place: str, key: str) -> tuple[object, ...]:
    """Give what is known of a run; `key` names what decides it. Where nothing is known that is nothing."""
    stored = store.read([place]).get(place) if key else None
    with suppress(ValueError):
        known, beside, *parts = decode(stored) if stored else ("", ())
        if known == key and all(is_beside(file, own) for file, own in beside):
            return tuple(parts)
    return ()


def whole_written(place: str, key: str, outcomes: Mapping[str, Outcome], parts: Iterable[object]) -> dict[str, str]:
    """Write what is known of a run."""
    beside = tuple((file, one.beside) for file, one in outcomes.items() if one.beside)
    return {place: encode((key, beside, *parts))}
