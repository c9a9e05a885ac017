"""Changed cells are written back so that nothing else of the file changes, byte for byte."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.notebook.document import read_notebook
from rulekit.notebook.json_writing import replace_sources
from tests.notebook.spellings import CELLS, EACH_STYLE, SOURCES, STYLES, Style

EDITED = "import rye\n\nship(order)"


def outside(text: str, changed: set[int]) -> list[str]:
    """Cut the sources of some cells out of a notebook's text."""
    pieces, last = [], 0
    for index, place in enumerate(read_notebook(text, "day.ipynb").places):
        if index in changed:
            pieces.append(text[last : place.start])
            last = place.end
    return [*pieces, text[last:]]


@given(STYLES, CELLS, st.lists(SOURCES, min_size=4, max_size=4), st.sets(st.integers(0, 3)))
def test_only_the_edited_sources_change(
    style: Style, cells: list[tuple[str, str]], texts: list[str], chosen: set[int]
) -> None:
    before = style.write(cells)
    changes = {index: texts[index] for index in chosen if index < len(cells)}

    after = replace_sources(read_notebook(before, "day.ipynb"), changes)

    assert outside(after, set(changes)) == outside(before, set(changes))
    expected = [(kind, changes.get(index, text)) for index, (kind, text) in enumerate(cells)]
    assert [(cell.kind, cell.text) for cell in read_notebook(after, "day.ipynb").cells] == expected


@given(STYLES, CELLS)
def test_a_source_that_does_not_change_is_written_as_it_was(style: Style, cells: list[tuple[str, str]]) -> None:
    before = style.write(cells)

    assert replace_sources(read_notebook(before, "day.ipynb"), {i: text for i, (_, text) in enumerate(cells)}) == before


@pytest.mark.parametrize("style", EACH_STYLE.values(), ids=EACH_STYLE)
def test_an_edited_notebook_looks_as_its_writer_would_have_written_it(style: Style) -> None:
    cells = [("code", "import tea\nimport rye\n\nship(order)"), ("markdown", "# Café 🍵\n")]
    before = style.write(cells)

    after = replace_sources(read_notebook(before, "day.ipynb"), {0: EDITED})

    assert after == style.write([("code", EDITED), cells[1]])


@pytest.mark.parametrize("style", EACH_STYLE.values(), ids=EACH_STYLE)
def test_new_characters_are_spelled_as_the_file_spells_them(style: Style) -> None:
    cells = [("code", "a\nb"), ("markdown", "Café")]

    after = replace_sources(read_notebook(style.write(cells), "day.ipynb"), {0: "é\n🍵"})

    assert after == style.write([("code", "é\n🍵"), cells[1]])


def test_lines_that_stay_keep_their_own_spelling() -> None:
    before = r'{"cells": [{"cell_type": "code", "source": ["a = \"\u00e9\/\"\n", "b\n", "c = \"é\""]}]}'

    after = replace_sources(read_notebook(before, "day.ipynb"), {0: 'a = "é/"\nc = "é"'})

    assert after == r'{"cells": [{"cell_type": "code", "source": ["a = \"\u00e9\/\"\n", "c = \"é\""]}]}'


LISTS = {
    "of one line on one line": ('["a"]', "a\nb", '["a\\n", "b"]'),
    "of one line on its own line": ('[\n  "a"\n ]', "a\nb", '[\n  "a\\n",\n  "b"\n ]'),
    "that becomes empty": ('[\n  "a"\n ]', "", "[]"),
    "that was empty": ("[]", "a\nb", '["a\\n", "b"]'),
    "with several lines in one literal": ('["a\\nb\\n", "c"]', "a\nb", '["a\\n", "b"]'),
    "split at line feeds alone": ('["a\\u2028b\\n", "c"]', "a\u2028b\nd", '["a\\u2028b\\n", "d"]'),
    "split at every line end": ('["a\\u000c", "b\\n", "c"]', "a\x0cb\nd", '["a\\u000c", "b\\n", "d"]'),
    "with a number": ('["a\\n", 1]', "a\n2", '["a\\n", "2"]'),
}


@pytest.mark.parametrize(("value", "text", "expected"), LISTS.values(), ids=LISTS)
def test_a_list_of_lines_stays_one(value: str, text: str, expected: str) -> None:
    before = f'{{"cells": [{{"cell_type": "code", "source": {value}}}]}}'

    after = replace_sources(read_notebook(before, "day.ipynb"), {0: text})

    assert after == before.replace(value, expected)
    assert "".join(map(str, json.loads(after)["cells"][0]["source"])) == text
