"""Small patches: lines that go, lines that come, lines around them. Mutants and other answers are written so."""

from collections.abc import Iterator, Mapping

from rulekit.teach.exercise_file import Fence
from rulekit.teach.judge.request import Mutant
from rulekit.teach.problems import Problems

NEXT = "@@"


def mutants_of(patches: Mapping[str, Fence], modules: Mapping[str, Fence], problems: Problems) -> Iterator[Mutant]:
    """Apply each patch to the module that holds its lines, once; `patches` are keyed by their faults."""
    for fault, patch in patches.items():
        old, new = _sides(patch.text)
        fitting = [(name, given.text) for name, given in modules.items() if _times(given.text, old)]
        count = sum(_times(text, old) for _, text in fitting)
        if count == 1 and old != new:
            name, text = fitting[0]
            yield Mutant(fault, name, f"\n{text}".replace(f"\n{old}", f"\n{new}", 1)[1:])
            continue
        where = "in no module" if not count else f"{count} times in the modules"
        message = f"the lines before the change stand {where}: give lines that stand there once"
        problems.say(patch.line, message if old != new else "it changes nothing: mark lines by `-` and `+`")


def patched(solution: str, patch: Fence, problems: Problems) -> str:
    """Give the solution with a change; lines with `@@` part the places of it."""
    text = f"\n{solution}"
    for part in f"\n{patch.text}".split(f"\n{NEXT}"):
        old, new = _sides(part.lstrip("\n"))
        if text.count(f"\n{old}") != 1 or old == new:
            problems.say(
                patch.line, "the lines before the change must stand in the solution once, and change: correct them"
            )
        text = text.replace(f"\n{old}", f"\n{new}", 1)
    return text[1:]


def _sides(patch: str) -> tuple[str, str]:
    """Give the text before a patch and after it, each of whole lines."""
    lines = [line or " " for line in patch.splitlines()]
    old, new = ("".join(f"{line[1:]}\n" for line in lines if line[0] in marks) for marks in (" -", " +"))
    return old, new


def _times(text: str, lines: str) -> int:
    return f"\n{text}".count(f"\n{lines}") if lines else 0
