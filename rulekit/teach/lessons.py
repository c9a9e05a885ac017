"""The lessons: their order, the exercises that each of them holds, and the links from one to the next."""

import re
from dataclasses import dataclass
from functools import cache

from rulekit.engine.sentences import with_values
from rulekit.model.section import GUIDE
from rulekit.teach.curricula import SHIPPED, Curricula, Curriculum, curricula

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
    """A lesson: its name, its notebook, its title, the ids of the exercises in it, and where its chapter lies."""

    name: str
    notebook: str
    title: str
    exercises: tuple[str, ...]
    home: Curriculum = SHIPPED

    @property
    def is_own(self) -> bool:
        """Whether it is a team's own."""
        return self.home is not SHIPPED

    @property
    def chapter(self) -> tuple[str, str]:
        """The text of its chapter, and where that lies."""
        name = f"{self.name}/{CHAPTER}"
        return with_values(self.home.text(name)), self.home.path(name)

    @property
    def link(self) -> str:
        """A link to it from another lesson, as Markdown."""
        return f"[{self.notebook[:2]} {self.title}]({self.notebook})"


def lessons() -> tuple[Lesson, ...]:
    """Give the lessons in force: ours in their order, then those of a team's own in the order of their folders."""
    return _lessons(curricula())


@cache
def _lessons(held: Curricula) -> tuple[Lesson, ...]:
    found: list[Lesson] = []
    for home in held.found:
        inner = [name.removesuffix(f"/{CHAPTER}") for name in home.names() if name.endswith(f"/{CHAPTER}")]
        first = max((int(one.notebook[:2]) for one in found), default=0) + 1
        own = {name: f"{number:02}_{name.replace('/', '_')}.ipynb" for number, name in enumerate(inner, first)}
        for name, notebook in (LESSONS if home is SHIPPED else own).items():
            if name in inner:
                text = home.text(f"{name}/{CHAPTER}")
                placed = tuple(word for part in _PLACED.findall(text) for word in part.split())
                found.append(Lesson(name, notebook, text.partition("\n")[0].lstrip("# "), placed, home))
    return tuple(found)


def neighbours(notebook: str) -> tuple[Lesson | None, Lesson | None, Lesson | None]:
    """Give the lesson of a notebook, the one before it and the one behind it."""
    known = lessons()
    at = next((at for at, one in enumerate(known) if one.notebook == notebook), None)
    if at is None:
        return None, None, None
    return known[at], known[at - 1] if at else None, known[at + 1] if at + 1 < len(known) else None
