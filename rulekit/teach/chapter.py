"""A chapter: Markdown in which fenced blocks become what a learner runs.

    ```python cell expect=RK301,RK201
    ...
    ```

is a code cell; `expect` names what the rules find in a cell that is bad on purpose, and `waits` leaves the run of it to
the learner. A block marked `exercise` names the exercises that stand there, one a line; a block marked `rule` names the
rules whose reason and examples stand there. One marked `reserve` names exercises that wait for another day: they are
listed there, and `%exercise again` takes from them. All other text becomes Markdown cells, one for each part that a
heading begins or that stands between two blocks.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from markdown_it import MarkdownIt

from rulekit.engine.catalog import catalog
from rulekit.engine.cell_options import EXPECT_TAG
from rulekit.engine.sentences import guide_of
from rulekit.model.errors import RulekitError, UnreadableError
from rulekit.model.rule import Rule
from rulekit.teach.exercise import Exercise
from rulekit.teach.sheet import lesson_sheet, opening

CELL = "cell"
EXPECT = "expect="
WAITS = "waits"
RESERVE = "reserve"
MOST_SHOWN = 12
_FENCE = "```"
_GIVEN = re.compile(r"^Given is the module `([\w.]+)`:\n\n(```+python\n.*?^```+)$", re.MULTILINE | re.DOTALL)

Made = TypeVar("Made")


@dataclass(frozen=True)
class LessonCell:
    """A cell of a lesson, before it is run.

    `exercise` is the id of the exercise that is answered in it; one that `waits` is stored without its output.
    """

    kind: str
    text: str
    tags: tuple[str, ...] = ()
    exercise: str = ""
    waits: bool = False


def read_chapter(text: str, path: str, exercises: Mapping[str, Exercise]) -> tuple[LessonCell, ...]:
    """Read a chapter's Markdown.

    Raises:
        UnreadableError: a block has an unknown word behind `cell`, or names an unknown exercise or rule.
    """
    makers: dict[str, Callable[[str], Iterator[LessonCell]]] = {
        "exercise": lambda name: _exercise(exercises[name]),
        "rule": lambda name: _rule(catalog()[name]),
    }
    lines = text.splitlines()
    cells: list[LessonCell] = []
    last = 0
    for token in MarkdownIt("commonmark").parse(text):
        words = token.info.split()
        if (
            token.type != "fence"
            or token.map is None
            or not words
            or (CELL not in words and words[0] not in (*makers, RESERVE))
        ):
            continue
        begin, end = token.map
        cells += _prose(lines[last:begin])
        where = f"{path}:{begin + 1}"
        if words[0] == RESERVE:
            cells.append(LessonCell("markdown", "\n".join(_placed(_waiting(exercises), token.content.split(), where))))
        elif CELL in words:
            tags = tuple(_tags(words, where))
            cells.append(LessonCell("code", token.content.rstrip("\n"), tags, waits=WAITS in words))
        else:
            cells += _placed(makers[words[0]], token.content.split(), where)
        last = end
    return (*cells, *_prose(lines[last:]))


def _placed(make: Callable[[str], Iterator[Made]], names: Sequence[str], where: str) -> Iterator[Made]:
    for name in names:
        try:
            yield from make(name)
        except RulekitError as error:
            raise UnreadableError(f"{where}: {error}") from error


def _exercise(exercise: Exercise) -> Iterator[LessonCell]:
    yield LessonCell("markdown", _GIVEN.sub(_folded, lesson_sheet(exercise).strip()))
    if exercise.witness:
        yield LessonCell("code", f"%exercise witness {exercise.id}", waits=True)
    yield LessonCell("code", opening(exercise), exercise=exercise.id, waits=True)


def _waiting(exercises: Mapping[str, Exercise]) -> Callable[[str], Iterator[str]]:
    """List what waits, each with the command that shows it."""

    def row(name: str) -> Iterator[str]:
        one = exercises[name]
        yield f"- {one.title}, {one.minutes} min: `%exercise show {one.id}`"

    return row


def _folded(given: re.Match[str]) -> str:
    """Fold a long module away, so that the task and the cell of the answer stand near each other."""
    lines = given[2].count("\n") - 1
    if lines <= MOST_SHOWN:
        return given[0]
    title = f"Given is the module <code>{given[1]}</code>, {lines} lines"
    return f"<details><summary>{title}</summary>\n\n{given[2]}\n\n</details>"


def _rule(rule: Rule) -> Iterator[LessonCell]:
    """Show a rule as its page does: its sentence and a pair of examples; the reason is the chapter's own to tell."""
    example = rule.examples[0]
    pair = (f"Instead of\n\n{_block(example.shown)}", f"write\n\n{_block(example.good)}")
    head = f"### {rule.code} {rule.name}\n\n> {guide_of(rule)}"
    yield LessonCell("markdown", "\n\n".join((head, f"**{example.title}.**", *pair)))


def _block(text: str) -> str:
    return f"{_FENCE}python\n{text.strip()}\n{_FENCE}"


def _tags(words: list[str], where: str) -> Iterator[str]:
    for word in words[words.index(CELL) + 1 :]:
        if word == WAITS:
            continue
        if not word.startswith(EXPECT):
            raise UnreadableError(f"{where}: unknown word `{word}` behind `cell`: write `expect=RK301` or `{WAITS}`")
        yield from (f"{EXPECT_TAG}{code}" for code in word.removeprefix(EXPECT).split(","))


def _prose(lines: list[str]) -> Iterator[LessonCell]:
    part: list[str] = []
    for line in [*lines, "# "]:
        if line.startswith("#") and part:
            text = "\n".join(part).strip()
            if text:
                yield LessonCell("markdown", text)
            part = []
        part.append(line)
