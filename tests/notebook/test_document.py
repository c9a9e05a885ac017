"""A notebook file is read in every spelling, and a line of a cell is found on its line of the file."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.analysis.syntax.lines import split_lines
from rulekit.model.errors import UnreadableError
from rulekit.model.finding import Cell
from rulekit.notebook.document import Notebook, read_notebook
from tests.marked import notebook_of
from tests.notebook.spellings import CELLS, STYLES, Style


@given(STYLES, CELLS)
def test_the_cells_are_read_as_they_were_written(style: Style, cells: list[tuple[str, str]]) -> None:
    notebook = read_notebook(style.write(cells), "day.ipynb")

    assert [(cell.kind, cell.text) for cell in notebook.cells] == cells
    assert [cell.cell.position for cell in notebook.cells] == list(range(len(cells)))
    assert [c.cell.number for c in notebook.code_cells] == list(range(1, len(notebook.code_cells) + 1))


@given(STYLES, CELLS)
def test_the_place_of_a_source_holds_its_value(style: Style, cells: list[tuple[str, str]]) -> None:
    notebook = read_notebook(style.write(cells), "day.ipynb")
    for cell, place in zip(notebook.cells, notebook.places, strict=True):
        value = json.loads(notebook.json_text[place.start : place.end])
        assert cell.text == (value if isinstance(value, str) else "".join(value))
        literals = [json.loads(notebook.json_text[start:end]) for start, end in place.literals]
        assert "".join(literals) == cell.text


@given(STYLES.filter(lambda style: style.listed and style.indent is not None), CELLS)
def test_a_line_of_a_cell_is_found_on_its_own_line_of_the_file(style: Style, cells: list[tuple[str, str]]) -> None:
    cells = [(kind, text.replace("\u2028", "").replace("\x0c", "")) for kind, text in cells]
    notebook = read_notebook(style.write(cells), "day.ipynb")
    for cell in notebook.cells:
        for number, line in enumerate(split_lines(cell.text), 1):
            written = physical(notebook, cell.cell, number).strip(" ,\r")
            assert json.loads(written) == line


def physical(notebook: Notebook, cell: Cell, line: int) -> str:
    return notebook.json_text.split("\n")[notebook.physical_line(cell, line) - 1]


@given(STYLES.filter(lambda style: not style.listed), CELLS, st.integers(1, 9))
def test_a_line_of_a_source_in_one_string_is_found_where_the_string_stands(
    style: Style, cells: list[tuple[str, str]], line: int
) -> None:
    notebook = read_notebook(style.write(cells), "day.ipynb")
    for cell in notebook.cells:
        assert json.dumps(cell.text, ensure_ascii=style.escaped) in physical(notebook, cell.cell, line)


ODD = {
    "a cell without a source": ([{"cell_type": "code"}], [""]),
    "a cell without a type": ([{"source": "a"}], ["a"]),
    "a cell that is no object": ([7, {"cell_type": "code", "source": "a"}], ["", "a"]),
    "a source that is nothing": ([{"cell_type": "code", "source": None}], [""]),
    "a source of numbers": ([{"cell_type": "code", "source": ["a\n", 1]}], ["a\n1"]),
    "a source that is an object": ([{"cell_type": "code", "source": {"a": 1}}], [""]),
    "an empty list as source": ([{"cell_type": "code", "source": []}], [""]),
    "a source and an input": ([{"cell_type": "code", "input": "no", "source": "a"}], ["a"]),
    "an input after the source": ([{"cell_type": "code", "source": ["a"], "input": ["no"]}], ["a"]),
    "several lines in one literal": ([{"cell_type": "code", "source": ["a\nb\n", "c"]}], ["a\nb\nc"]),
    "metadata that is a list": ([{"cell_type": "code", "source": "a", "metadata": []}], ["a"]),
    "tags that are a text": ([{"cell_type": "code", "source": "a", "metadata": {"tags": "x"}}], ["a"]),
    "an id that is nothing": ([{"cell_type": "code", "source": "a", "id": None}], ["a"]),
}


@pytest.mark.parametrize(("cells", "texts"), ODD.values(), ids=ODD)
def test_an_odd_cell_is_read_as_far_as_it_goes(cells: list[object], texts: list[str]) -> None:
    notebook = read_notebook(json.dumps({"cells": cells, "metadata": {}}), "day.ipynb")

    assert [cell.text for cell in notebook.cells] == texts
    assert [notebook.physical_line(cell.cell, 1) for cell in notebook.cells] == [1] * len(texts)
    assert {cell.cell.id for cell in notebook.cells} == {None}
    assert {cell.tags for cell in notebook.cells} == {()}


DOCUMENTS: dict[str, tuple[str, list[str]]] = {
    "cells written twice": ('{"cells": [{"source": "no"}], "cells": [{"source": "a"}]}', ["a"]),
    "a source written twice": ('{"cells": [{"source": "no", "source": "a"}]}', ["a"]),
    "cells beside empty worksheets": ('{"worksheets": [], "cells": [{"source": "a"}]}', ["a"]),
    "worksheets beside cells": ('{"cells": [{"source": "a"}], "worksheets": [{"cells": [{"source": "no"}]}]}', ["a"]),
    "several worksheets": (
        '{"worksheets": [{"cells": [{"input": "a"}]}, 7, {}, {"cells": [{"source": "b"}]}]}',
        ["a", "b"],
    ),
    "cells within metadata": ('{"metadata": {"cells": [{"source": "no"}]}, "cells": [{"source": "a"}]}', ["a"]),
    "numbers that JSON does not know": ('{"cells": [{"source": "a", "outputs": [NaN, -Infinity]}]}', ["a"]),
    "no cells": ('{"cells": []}', []),
    "space around everything": (' \r\n\t{ "cells" :\n[ { "source" :\t"a" } , { "source" : [ ] } ] }\n', ["a", ""]),
}


@pytest.mark.parametrize(("text", "texts"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_an_odd_document_is_read_and_its_places_agree(text: str, texts: list[str]) -> None:
    notebook = read_notebook(text, "day.ipynb")
    values = [json.loads(text[place.start : place.end]) for place in notebook.places]

    assert [cell.text for cell in notebook.cells] == texts
    assert [value or "" for value in values] == texts


@pytest.mark.parametrize("text", ["", "[]", "7", '{"cells": {}}', '{"worksheets": 1}', '{"cells": [}', "[" * 100_000])
def test_what_is_no_notebook_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(UnreadableError, match=r"^day\.ipynb: .*restore the file$"):
        read_notebook(text, "day.ipynb")


LANGUAGES = {
    "nothing": ({}, True),
    "the language Python": ({"language_info": {"name": "python"}}, True),
    "the language R": ({"language_info": {"name": "R"}}, False),
    "a kernel whose language is Julia": ({"kernelspec": {"name": "julia-1.9", "language": "julia"}}, False),
    "a language that the kernel's name hides": ({"kernelspec": {"name": "ir", "language": "python"}}, True),
    "a kernel named after its environment": ({"kernelspec": {"name": "till", "display_name": "Python (till)"}}, True),
    "a kernel of conda": ({"kernelspec": {"name": "conda-env-till-py"}}, True),
    "a kernel of another language": ({"kernelspec": {"name": "ir", "display_name": "R"}}, False),
    "a language of nbformat 3": ({"language": "Julia", "name": ""}, False),
    "a title of nbformat 3": ({"name": "Orders of the day"}, True),
    "metadata of the wrong shape": ({"kernelspec": ["python"], "language_info": 3}, True),
    "PySpark by the signs of Python": ({"language_info": {"name": "myspark", "mimetype": "text/x-python"}}, True),
    "PySpark": ({"language_info": {"name": "pyspark"}}, True),
    "Scala of the same makers": ({"language_info": {"name": "scala", "mimetype": "text/x-scala"}}, False),
    "a language that looks like Python in an editor": (
        {"language_info": {"name": "coconut", "mimetype": "text/x-python3", "file_extension": ".coco"}},
        False,
    ),
    "a Scala kernel whose name holds two letters of Python": ({"kernelspec": {"name": "spylon-kernel"}}, False),
    "SageMath": ({"kernelspec": {"name": "sagemath", "display_name": "SageMath 10"}}, True),
}


@pytest.mark.parametrize(("metadata", "is_python"), LANGUAGES.values(), ids=LANGUAGES)
def test_a_notebook_tells_whether_it_is_python(metadata: object, is_python: bool) -> None:
    assert read_notebook(json.dumps({"cells": [], "metadata": metadata}), "day.ipynb").is_python is is_python


def test_a_cell_keeps_its_id_its_count_and_its_tags() -> None:
    cell = {"cell_type": "code", "id": "till", "execution_count": 7, "metadata": {"tags": ["a", "b"]}, "source": []}
    only = read_notebook(json.dumps({"cells": [cell]}), "day.ipynb").cells[0]

    assert (only.cell, only.tags) == (Cell(1, 0, "till", 7), ("a", "b"))


def test_a_line_beyond_a_cell_is_found_on_its_last_line() -> None:
    notebook = read_notebook(notebook_of("a\nb"), "day.ipynb")
    cell = notebook.cells[0].cell

    assert notebook.physical_line(cell, 9) == notebook.physical_line(cell, 2)


CELL_LANGUAGES = {
    "VS Code": ({"vscode": {"languageId": "sql"}}, True),
    "VS Code, Python": ({"vscode": {"languageId": "python"}}, False),
    "Polyglot": ({"polyglot_notebook": {"kernelName": "csharp"}}, True),
    "Polyglot before": ({"dotnet_interactive": {"language": "fsharp"}}, True),
    "Synapse": ({"microsoft": {"language": "sparksql", "language_group": "synapse_pyspark"}}, True),
    "Synapse, Python": ({"microsoft": {"language": "python", "language_group": "synapse_pyspark"}}, False),
    "Deepnote": ({"deepnote_cell_type": "sql"}, True),
    "Deepnote, Python": ({"deepnote_cell_type": "visualization"}, False),
    "Polynote": ({"language": "scala"}, True),
    "SoS": ({"kernel": "R"}, True),
    "SoS, Python": ({"kernel": "Python3"}, False),
    "metadata of the wrong shape": ({"vscode": "sql", "language": 3}, False),
}


@pytest.mark.parametrize(("metadata", "is_foreign"), CELL_LANGUAGES.values(), ids=CELL_LANGUAGES)
def test_a_cell_tells_in_which_language_it_is(metadata: object, is_foreign: bool) -> None:
    cells = [{"cell_type": "code", "metadata": metadata, "source": "a b"}, {"cell_type": "code", "source": "a"}]
    notebook = read_notebook(json.dumps({"cells": cells}), "day.ipynb")

    assert [cell.is_foreign for cell in notebook.cells] == [is_foreign, False]
    assert notebook.cells[0].translated.opaque is is_foreign


def test_a_python_cell_of_a_notebook_in_another_language_is_read() -> None:
    cells = [{"cell_type": "code", "source": "val x"}, {"cell_type": "code", "metadata": {"language": "python"}}]
    document = {"cells": cells, "metadata": {"language_info": {"name": "scala"}}}
    notebook = read_notebook(json.dumps(document), "day.ipynb")

    assert (notebook.is_python, [cell.is_foreign for cell in notebook.cells]) == (True, [True, False])


def test_a_notebook_all_of_whose_cells_are_in_other_languages_is_not_python() -> None:
    cells = [{"cell_type": "code", "metadata": {"vscode": {"languageId": "sql"}}, "source": "a b"}]

    assert not read_notebook(json.dumps({"cells": cells}), "day.ipynb").is_python
