"""Reading the file of an authored exercise; everything that is wrong with it is said at once."""

import re
from dataclasses import replace
from pathlib import PurePath

from rulekit.model.section import Section
from rulekit.teach.blocks import Blocks, read_blocks, texts_of
from rulekit.teach.exercise import Exercise, Kind, Option
from rulekit.teach.exercise_file import GOAL, Page, read_page
from rulekit.teach.frontmatter import SUFFIX, WRITTEN, Header, read_header
from rulekit.teach.options import LETTERS
from rulekit.teach.parsons import Puzzle, mixed
from rulekit.teach.patches import mutants_of
from rulekit.teach.problems import ExerciseError, Problem, Problems
from rulekit.teach.required_parts import AFTERWARDS, CHOICES, FILL_IN, HINT, REQUIREMENTS, Draft, demand

__all__ = ["ExerciseError", "Problem", "read_exercise"]

_MARKED = re.compile(r"\[([ xX])\]\s+(.*)")


def read_exercise(text: str, path: str) -> Exercise:
    """Read an exercise from its file.

    Raises:
        ExerciseError: the file cannot be used; it holds every problem with its line.
    """
    problems = Problems(path)
    lines = text.splitlines()
    header, taken = read_header(lines, problems)
    page = read_page([*[""] * taken, *lines[taken:]])
    options = _options(page, problems)
    name = header.text("file")
    blocks = read_blocks(page.fences, problems, is_text=bool(name) and not name.endswith(".py"))
    for number, line in enumerate(lines, 1):
        if FILL_IN in line:
            problems.say(number, "this place is still to be filled in: write it, and take the words away")
    kind = header.kind or next((one for one in WRITTEN if f".{one.value}" in PurePath(path).name), None)
    if kind is not None:
        exercise = _with_blocks(_from_prose(header, page, kind, path), blocks, options, problems)
        demand(Draft(exercise, page, blocks), problems)
        if not problems.found:
            return exercise
    raise ExerciseError(sorted(problems.found, key=lambda problem: problem.line))


def _from_prose(header: Header, page: Page, kind: Kind, path: str) -> Exercise:
    requirements = page.part(REQUIREMENTS)
    return Exercise(
        id=PurePath(path).name.removesuffix(SUFFIX),
        kind=kind,
        rules=tuple(rule.code for rule in header.rules),
        section=header.section or Section.GENERAL,
        title=page.titles[0][0] if page.titles else "",
        goal=_text(page, GOAL),
        minutes=header.numbers.get("minutes", 1),
        level=header.numbers.get("level", 1),
        role=header.text("role", "test" if kind is Kind.TESTS else "production"),
        file=header.text("file"),
        lesson=header.text("lesson"),
        domain=header.text("domain"),
        requirements=tuple(item.text for item in requirements.items) if requirements else (),
        prerequisites=header.words("prerequisites"),
        keep=header.words("keep"),
        programs=header.words("programs"),
        absent=header.words("absent"),
        hints=tuple(part.text for part in page.parts if part.heading == HINT),
        afterwards=_unwrapped(_text(page, AFTERWARDS)),
        path=path,
    )


def _with_blocks(exercise: Exercise, blocks: Blocks, options: tuple[Option, ...], problems: Problems) -> Exercise:
    right = next((option.letter for option in options if option.is_right), "")
    is_ordered = exercise.kind is Kind.PARSONS and "solution" in blocks.single
    puzzle = mixed(exercise, blocks.text("solution"), blocks.text("lines")) if is_ordered else Puzzle("", (), "")
    return replace(
        exercise,
        starter=blocks.text("starter"),
        solution=blocks.text("solution") if exercise.kind.is_code else right or puzzle.solution,
        blocks=puzzle.blocks,
        alternates=tuple(fence.text for fence in blocks.alternates),
        wrong=tuple(blocks.wrong),
        modules=texts_of(blocks.modules),
        mutants=tuple(mutants_of(blocks.mutants, blocks.modules, problems)),
        checks=blocks.text("check"),
        witness=blocks.text("witness"),
        options=options,
    )


def _text(page: Page, heading: str) -> str:
    part = page.part(heading)
    return part.text if part else ""


def _unwrapped(text: str) -> str:
    """Put each paragraph on one line."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _options(page: Page, problems: Problems) -> tuple[Option, ...]:
    part = page.part(CHOICES)
    found = []
    for letter, item in zip(LETTERS, part.items if part else (), strict=False):
        match = _MARKED.fullmatch(item.text)
        if match is None:
            problems.say(item.line, "an option begins with `[ ]`, the right one with `[x]`: add the box")
        mark, text = (match[1], match[2]) if match else (" ", item.text)
        found.append(Option(letter, text, _unwrapped(item.below), mark in "xX"))
    return tuple(found)
