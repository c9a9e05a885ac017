"""Text that is run as code: each text runs one."""

import pytest

from rulekit.analysis.execution.evaluated_code import is_fixed, reads_own_file, running_places
from rulekit.analysis.syntax.source import Source

RUN = {
    "a literal": ('eval("1 + 2")', True),
    "an f-string": ('eval(f"{number} + 2")', False),
    "a compiled literal": ('exec(compile("total = 3", "shop", "exec"))', True),
    "a name with a literal": ('text = "1 + 2"\neval(text)', True),
}
READ = {
    "a file of its own": ('exec(open("version.py").read())', True),
    "a file of its own under a name": ('with open("version.py") as file:\n    exec(file.read())', True),
    "a file that the caller names": ("def run(path):\n    exec(open(path).read())", False),
}


@pytest.mark.parametrize(("text", "expected"), RUN.values(), ids=RUN)
def test_text_that_is_run_is_fixed_or_not(text: str, expected: bool) -> None:
    source = Source(text)
    (running,) = running_places(source)
    assert is_fixed(source, running.text) is expected


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_code_comes_out_of_a_file_that_the_program_keeps_or_not(text: str, expected: bool) -> None:
    source = Source(text)
    (running,) = running_places(source)
    assert reads_own_file(source, running.text) is expected


def test_text_is_handed_to_the_function_that_runs_it() -> None:
    near = Source("def run(text):\n    eval(text)\n")
    methods = "def __init__(self, text):\n        self.text = text\n    def run(self):\n        eval(self.text)\n"
    far = Source(f"class Field:\n    {methods}")
    assert [[one.is_near(source) for one in running_places(source)] for source in (near, far)] == [[True], [False]]
