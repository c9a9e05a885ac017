"""Where values come from: input, parameters, the code itself, or nobody can tell."""

import ast

import pytest

from rulekit.analysis.syntax.source import Source
from rulekit.analysis.taint.backward import Channel, Kind, first_step, input_of, origins

KINDS: dict[str, tuple[str, set[Kind]]] = {
    "a text in the code": ("show('tea')", {Kind.CONSTANT}),
    "a name of a text": ("tea = 'tea'\nshow(tea)", {Kind.CONSTANT}),
    "what a person types": ("show(input())", {Kind.INPUT}),
    "a name of what a person types": ("tea = input()\nshow(tea)", {Kind.INPUT}),
    "what was typed, through two names and a method": (
        "tea = input()\nrye = tea.strip().lower()\nshow(rye)",
        {Kind.INPUT},
    ),
    "what was typed in an f-string": ("show(f'{input()} is out')", {Kind.INPUT, Kind.CONSTANT}),
    "what was typed in a sum": ("show('x' + input())", {Kind.INPUT, Kind.CONSTANT}),
    "what was typed by another name": ("from builtins import input as ask\nshow(ask())", {Kind.INPUT}),
    "what was typed, with more added": ("t = 'a'\nt += input()\nshow(t)", {Kind.INPUT, Kind.CONSTANT}),
    "a number that was typed": ("show(int(input()))", {Kind.CLEANED}),
    "a quoted text that was typed": ("import shlex\nshow(shlex.quote(input()))", {Kind.CLEANED}),
    "what a checking function gives": ("show(valid_article(input()))", {Kind.CLEANED}),
    "a table that was asked with what was typed": ("show({'t': 'tea'}[input()])", {Kind.CONSTANT}),
    "one of several words": ("import sys\nshow(sys.argv[1])", {Kind.INPUT}),
    "a word by its import": ("from sys import argv\nshow(argv[1:])", {Kind.INPUT}),
    "a part of a request": ("from flask import request\nshow(request.args.get('tea'))", {Kind.INPUT}),
    "the JSON of a request": ("from flask import request as r\nshow(r.get_json()['tea'])", {Kind.INPUT}),
    "a request that is handed in": (
        "import django\ndef view(request):\n    show(request.POST['tea'])",
        {Kind.INPUT},
    ),
    "a request for another server": ("def fetch(request):\n    show(request.headers)", {Kind.PARAMETER}),
    "a part of a route": ("@app.route('/<tea>')\ndef view(tea):\n    show(tea)", {Kind.INPUT}),
    "a number in a route": ("@app.route('/<int:tea>')\ndef view(tea):\n    show(tea)", {Kind.CLEANED}),
    "a query of FastAPI": (
        "import fastapi\n@app.get('/')\ndef view(tea: str):\n    show(tea)",
        {Kind.INPUT},
    ),
    "a model of FastAPI": (
        "import fastapi\n@app.post('/')\ndef view(tea: Tea):\n    show(tea.name)",
        {Kind.CLEANED},
    ),
    "a parameter": ("def sell(tea):\n    show(tea)", {Kind.PARAMETER}),
    "a parameter or input": (
        "def sell(tea):\n    if not tea:\n        tea = input()\n    show(tea)",
        {Kind.PARAMETER, Kind.INPUT},
    ),
    "a name that is set anew": ("tea = input()\ntea = 'tea'\nshow(tea)", {Kind.CONSTANT}),
    "an attribute that a method sets": (
        "class Shop:\n    def a(self):\n        self.tea = input()\n    def b(self):\n        show(self.tea)",
        {Kind.INPUT},
    ),
    "what another function gives": ("show(tea())", {Kind.UNKNOWN}),
    "a name that nobody binds": ("show(tea)", {Kind.UNKNOWN}),
    "a loop over what was typed": ("for tea in input().split():\n    show(tea)", {Kind.INPUT}),
    "the number of a loop": ("for n, tea in enumerate(input().split()):\n    show(n)", {Kind.UNKNOWN}),
    "a list of what was typed": ("show([t.strip() for t in input().split()])", {Kind.INPUT}),
    "a name that is its own value": ("while True:\n    tea = tea.strip()\n    show(tea)", set()),
    "an argument of any text": (
        "import argparse\np = argparse.ArgumentParser()\np.add_argument('--tea')\nshow(p.parse_args().tea)\n",
        {Kind.INPUT},
    ),
    "an argument by its namespace": (
        "p.add_argument('--tea')\nargs = p.parse_args()\nshow(args.tea)\n",
        {Kind.INPUT},
    ),
    "an argument with a type": (
        "p.add_argument('--tea', type=int)\nargs = p.parse_args()\nshow(args.tea)\n",
        {Kind.CLEANED},
    ),
}


def shown(text: str) -> tuple[Source, ast.expr]:
    source = Source(text)
    (call,) = [one for one in source.nodes(ast.Call) if getattr(one.func, "id", "") == "show"]
    return source, call.args[0]


@pytest.mark.parametrize(("text", "kinds"), KINDS.values(), ids=KINDS)
def test_a_value_comes_from(text: str, kinds: set[Kind]) -> None:
    assert {origin.kind for origin in origins(*shown(text))} == kinds


def test_input_knows_its_channel_and_its_way() -> None:
    source, use = shown("tea = input()\nrye = tea + '!'\nshow(rye)")
    origin = input_of(source, use)
    assert origin is not None
    assert origin.channel is Channel.PERSON
    assert origin.what == "comes from a person"
    assert [getattr(one, "id", "") for one in origin.path] == ["tea", "rye"]
    assert isinstance(origin.node, ast.Call)


def test_what_is_no_input_has_none() -> None:
    assert input_of(*shown("def sell(tea):\n    show(tea)")) is None


def test_the_first_step_is_told_where_somebody_else_decides() -> None:
    source = Source("tea = input()\nshow(tea, 'tea')")
    (call,) = (one for one in source.nodes(ast.Call) if ast.unparse(one.func) == "show")
    steps = [
        [step.span.line for origin in origins(source, value) for step in first_step(source, origin)]
        for value in call.args
    ]
    assert steps == [[1], []]
