"""The index holds every node of a tree once, with its parent, and knows where each stands in the text."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulekit.analysis.syntax.lines import split_lines
from rulekit.analysis.syntax.source import Source
from rulekit.model.finding import Span
from tests.analysis.stdlib import NAMES, source_of

MARKS = (ast.expr_context, ast.boolop, ast.operator, ast.unaryop, ast.cmpop)
FORMS = {
    "a display that takes in another": "prices = {'tea': 2, **more, **{'rye': 3}}\n",
    "a function with everything": (
        "@cache\nasync def ship(a, /, b: int = 1, *c: int, d: str = 'x', e, **f: float) -> int:\n    return await g\n"
    ),
    "a class with a keyword": "@final\nclass Order(Base[int], metaclass=Meta):\n    total: int = 0\n",
    "comprehensions in comprehensions": "rows = [[y for y in x if y if x] for x in {z: w for z, w in v} for q in x]\n",
    "a lambda with defaults": "key = lambda a, *b, c=1, d, **e: (a, b, [c for c in d])\n",
    "a match": "match order:\n case {'id': int(n), **rest} if n:\n  pass\n case [1, *_] | None as x:\n  pass\n",
    "handlers": "try:\n    pass\nexcept* (A, B) as e:\n    raise e from None\n",
    "an f-string in an f-string": "text = f'{price:{width}.{digits}} {f\"{a!r}\"}'\n",
    "subscripts and slices": "rows[1:2, ::3][...] += ~a if not b else -c\n",
    "imports and declarations": "from . import a as b, c\ndef f():\n    global b\n    till = 1\n    del till\n",
    "an empty module": "",
}


def walked(tree: ast.Module) -> dict[ast.AST, ast.AST | None]:
    """Give every node but the marks that hold nothing, with its parent, as `ast` itself tells."""
    parents: dict[ast.AST, ast.AST | None] = {tree: None}
    for node in ast.walk(tree):
        parents.update((child, node) for child in ast.iter_child_nodes(node) if not isinstance(child, MARKS))
    return parents


def indexed(source: Source) -> dict[ast.AST, ast.AST | None]:
    nodes = [node for kind in source.index.nodes.values() for node in kind]
    assert len(nodes) == len(set(nodes))
    return {node: source.parents.get(node) for node in nodes}


@pytest.mark.parametrize("name", NAMES)
def test_the_index_of_a_real_module_holds_every_node_once_with_its_parent(name: str) -> None:
    source = source_of(name)

    assert indexed(source) == walked(source.tree)
    assert set(source.parents) == set(walked(source.tree)) - {source.tree}


@pytest.mark.parametrize("text", FORMS.values(), ids=FORMS)
def test_the_index_of_every_form_holds_every_node_once_with_its_parent(text: str) -> None:
    source = Source(text)

    assert source.broken == ()
    assert indexed(source) == walked(source.tree)
    assert set(source.parents) == set(walked(source.tree)) - {source.tree}


@pytest.mark.parametrize("name", NAMES)
def test_the_extent_of_a_statement_of_a_real_module_is_its_text(name: str) -> None:
    source = source_of(name)
    for statement in source.tree.body[::8]:
        assert source.segment(source.extent(statement)) == ast.get_source_segment(source.text, statement)


PLACES = {
    "characters beyond ASCII before it": ("café = 'é'; order = 1", Span(1, 13, 1, 18)),
    "characters outside the first plane before it": ("tea = '🍵🍵'; order = 1", Span(1, 13, 1, 18)),
    "a tab before it": ("if tea:\n\torder = 1", Span(2, 2, 2, 7)),
    "a form feed before it": ("\x0corder = 1", Span(1, 2, 1, 7)),
    "a form feed between the lines": ("tea = 1\n\x0c\norder = 1", Span(3, 1, 3, 6)),
    "a line separator in a string before it": ("tea = '\u2028'\norder = 1", Span(2, 1, 2, 6)),
    "line ends of old Macs": ("tea = 1\rorder = 1\r", Span(2, 1, 2, 6)),
    "line ends of Windows": ("tea = 1\r\norder = 1\r\n", Span(2, 1, 2, 6)),
    "a name of combining characters": ("e\u0301 = 1; order = 1", Span(1, 9, 1, 14)),
}


@pytest.mark.parametrize(("text", "span"), PLACES.values(), ids=PLACES)
def test_columns_count_code_points(text: str, span: Span) -> None:
    source = Source(text)
    name = next(node for node in source.nodes(ast.Name) if node.id == "order")

    assert source.span(name) == span
    assert source.segment(source.span(name)) == "order"


HEADS = {
    "a function": ("def ship(order):\n    pass\n", ast.FunctionDef, "ship"),
    "a decorated coroutine": ("@café('é')\nasync  def ship(order):\n    pass\n", ast.AsyncFunctionDef, "ship"),
    "a function broken over lines": ("def \\\n  ship(order): pass\n", ast.FunctionDef, "ship"),
    "a class after another statement": ("tea = 'é'; x = 1\nclass Order: pass\n", ast.ClassDef, "Order"),
    "a bare handler": ("try:\n    pass\nexcept  :\n    pass\n", ast.ExceptHandler, "except"),
    "a handler of one error": (
        "try:\n    pass\nexcept KeyError as e:\n    pass\n",
        ast.ExceptHandler,
        "except KeyError",
    ),
    "a function with a name beyond ASCII": ("def größe(): pass\n", ast.FunctionDef, "größe"),
}


@pytest.mark.parametrize(("text", "kind", "shown"), HEADS.values(), ids=HEADS)
def test_of_a_block_only_the_head_is_shown(text: str, kind: type[ast.AST], shown: str) -> None:
    source = Source(text)

    assert [source.segment(source.span(node)) for node in source.nodes(kind)] == [shown]


TEXTS = st.text(st.sampled_from("ab é🍵\t\f\v\x1c\x85\u2028\r\n"), max_size=30)


@given(TEXTS)
def test_lines_put_together_are_the_text_and_end_only_where_python_ends_them(text: str) -> None:
    lines = split_lines(text)

    assert "".join(lines) == text
    assert len(lines) == len(text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")) - (not text)


@given(TEXTS)
def test_every_position_has_a_place_and_every_place_its_position(text: str) -> None:
    source = Source(text)
    for offset in range(len(text) + 1):
        assert source.offset(*source.place(offset)) == offset


def test_a_name_in_a_text_is_an_attribute_even_inside_another() -> None:
    source = Source('total = getattr(getattr(order, "lines"), "total")(1)\n')
    assert ast.unparse(source.tree) == "total = order.lines.total(1)"
    assert source.extent(source.nodes(ast.Attribute)[0]) == (1, 9, 1, 50, None)


@pytest.mark.parametrize("text", ['getattr(order, "class")', 'getattr(order, "a b")', 'getattr(order, "a", None)'])
def test_what_is_no_plain_name_stays_a_call(text: str) -> None:
    assert not Source(f"{text}\n").nodes(ast.Attribute)
