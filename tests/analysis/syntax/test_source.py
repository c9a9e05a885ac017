"""What a source knows of its file, and how often questions of it are answered."""

import pytest

from rulekit.analysis.syntax.source import Source, question, question_per

PATHS = {
    "a module in folders": ("src/shop/orders.py", ("src", "shop"), "orders.py", "orders"),
    "a module alone": ("orders.py", (), "orders.py", "orders"),
    "a package": ("shop/__init__.py", ("shop",), "__init__.py", "__init__"),
    "a notebook": ("lessons/first.ipynb", ("lessons",), "first.ipynb", "first"),
    "no path": (None, (), "", ""),
}


@pytest.mark.parametrize(("path", "folders", "name", "stem"), PATHS.values(), ids=PATHS)
def test_a_path_is_read_as(path: str | None, folders: tuple[str, ...], name: str, stem: str) -> None:
    source = Source("", path)
    assert (source.folders, source.file_name, source.stem) == (folders, name, stem)


def test_a_question_is_answered_once_a_source() -> None:
    asked: list[str] = []

    @question
    def length(source: Source) -> int:
        """How long is the text?"""
        asked.append(source.text)
        return len(source.text)

    one, other = Source("x = 1"), Source("tea = 2")
    assert (length(one), length(one), length(other)) == (5, 5, 7)
    assert asked == ["x = 1", "tea = 2"]


def test_a_question_per_thing_is_answered_once_for_each() -> None:
    asked: list[str] = []

    @question_per
    def count(source: Source, letter: str) -> int:
        """How often does a letter stand in the text?"""
        asked.append(letter)
        return source.text.count(letter)

    source = Source("tea = teapot")
    assert (count(source, "t"), count(source, "t"), count(source, "p")) == (3, 3, 1)
    assert asked == ["t", "p"]


def test_lines_of_a_module_count_from_its_beginning() -> None:
    assert Source("x = 1\ny = 2\n").line_number(2) == 2
