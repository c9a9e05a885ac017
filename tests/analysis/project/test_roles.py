"""What runs only because a person started the program: each text calls `sell` once."""

import ast

import pytest

from rulekit.analysis.flow.calls import calls_by_word
from rulekit.analysis.project.roles import in_entry_scope, role_of
from rulekit.analysis.syntax.source import Source

PLACES = {
    "a module": ("sell()", "shop/till.py", "production", False),
    "a script": ("sell()", "till.py", "script", True),
    "below the guard": ("if __name__ == '__main__':\n    sell()", "shop/till.py", "production", True),
    "beside the guard": ("sell()\nif __name__ == '__main__':\n    stop()", "shop/till.py", "production", False),
    "a function called main": ("def main():\n    sell()", "shop/till.py", "production", True),
    "a method called main": ("class Till:\n    def main(self):\n        sell()", "shop/till.py", "production", False),
    "another function": ("def pay():\n    sell()", "shop/till.py", "production", False),
    "a function of a module that calls main": ("def pay():\n    sell()\n\nmain()", "a.py", "production", True),
    "a module that asks a person": ("name = input()\ndef pay():\n    sell()", "a.py", "production", True),
    "a cell": ("sell()", "day.py", "notebook", True),
    "a function of a notebook": ("def pay():\n    sell()", "day.py", "notebook", False),
}


@pytest.mark.parametrize(("text", "path", "role", "expected"), PLACES.values(), ids=PLACES)
def test_a_person_started_what_runs_in(text: str, path: str, role: str, expected: bool) -> None:
    source = Source(text, path, role)
    (call,) = calls_by_word(source)["sell"]
    assert isinstance(call, ast.Call)
    assert in_entry_scope(source, call) is expected


# What stands below `#!`: the role of the file.
SHEBANGS = {
    "only a class": ("class Orders: ...\n", "production"),
    "a class and settings": ("import logging\nlogging.basicConfig()\nclass Orders: ...\n", "production"),
    "a guard": ("def run(): ...\nif __name__ == '__main__':\n    run()\n", "script"),
    "a call of its own function": ("def run(): ...\nrun()\n", "script"),
    "a server that is started": ("import reactor\nclass Root: ...\nreactor.listen(Root())\n", "script"),
    "a line that works": ("print('shipped')\n", "script"),
    "the command line": ("import sys\ndef run(): ...\nname = sys.argv[1]\n", "script"),
    "no Python": ("def (\n", "script"),
}


@pytest.mark.parametrize(("text", "role"), SHEBANGS.values(), ids=SHEBANGS)
def test_a_first_line_for_the_shell_makes_a_script_of_what_does_something(text: str, role: str) -> None:
    assert role_of("shop/orders.py", f"#!/usr/bin/env python\n{text}") == role
