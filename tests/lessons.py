"""Lessons of a team's own, as texts of their files."""

from tests.teach.samples import FIX

SETTINGS = '[tool.rulekit]\ncurriculum = "lessons/"\n'
CHAPTER = "# Nights\n\nA lamp that fails is heard.\n\n```exercise\nbare-except.fix-42\n```\n"
EXERCISE = FIX.replace("kind: fix", "kind: fix\nnumber: 42")
FILES = {
    "pyproject.toml": SETTINGS,
    "lessons/nights/bare-except.fix-42.md": EXERCISE,
    "lessons/nights/chapter.md": CHAPTER,
}
