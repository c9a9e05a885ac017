"""The lessons: their order, the exercises that each of them holds, and the links from one to the next."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from rulekit.model.section import GUIDE

CHAPTER = "chapter.md"
LESSONS = {"start": "00_start_here.ipynb"} | {
    section.name: f"{number:02}_{section.name}.ipynb" for number, section in enumerate(GUIDE, 1)
}
LESSONS |= {
    "review": "09_review.ipynb",
    "analysis": "10_messy_analysis.ipynb",
    "service": "11_order_service.ipynb",
    "work": "12_use_it_at_work.ipynb",
}
_PLACED = re.compile(r"^```exercise\n(.*?)^```", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Lesson:
    """A lesson: its name, its notebook, its title, and the ids of the exercises in it."""

    name: str
    notebook: str
    title: str
    exercises: tuple[str, ...]

    @property
    def link(self) -> str:
        """A link to it from another lesson, as Markdown."""
        return f"[{self.notebook[:2]} {self.title}]({self.notebook})"


@cache
def lessons() -> tuple[Lesson, ...]:
    """Give the lessons that rulekit has, in their order."""
    found = []
    for name, notebook in LESSONS.items():
        chapter = files("rulekit") / "curriculum" / name / CHAPTER
        if chapter.is_file():
            text = chapter.read_text("utf-8")
            placed = tuple(word for part in _PLACED.findall(text) for word in part.split())
            found.append(Lesson(name, notebook, text.partition("\n")[0].lstrip("# "), placed))
    return tuple(found)


def neighbours(notebook: str) -> tuple[Lesson | None, Lesson | None, Lesson | None]:
    """Give the lesson of a notebook, the one before it and the one behind it."""
    known = lessons()
    at = next((at for at, one in enumerate(known) if one.notebook == notebook), None)
    if at is None:
        return None, None, None
    return known[at], known[at - 1] if at else None, known[at + 1] if at + 1 < len(known) else None
