"""Uses outside plain code. Each text holds an import that plain code does not use: some surely, some perhaps do."""

import pytest

from rulekit.analysis.flow.hidden_uses import may_be_used_in_text, may_local_be_used_in_text, words_used_in_text
from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source
from rulekit.api import check, fix
from tests.marked import notebook_of

ITSELF = "import math\nimport sys\n\n"
USED = {
    "a magic behind MAGIC": "# Databricks notebook source\nimport math\n\n# MAGIC %python\n# MAGIC math.floor(1.5)\n",
    "a magic in a comment": "# %%\nimport math\n\n# %%\n# %timeit math.floor(1.5)\n",
    "the cell of a magic in comments": "# %%\nimport math\n\n# %%\n# %%time\n# x = 1\n# math.floor(1.5)\n",
    "a shell command in a comment": "# %%\nimport math\n\n# %%\n# !echo {math.pi}\n",
    "an attribute of the module itself": f"{ITSELF}print(getattr(sys.modules[__name__], 'math').pi)\n",
    "an attribute of the module under a name": f"{ITSELF}here = sys.modules[__name__]\nprint(here.math.pi)\n",
    "the names of the module": "import math\n\nprint(globals()['math'].pi)\n",
    "the dictionary of the module": f"{ITSELF}print(sys.modules[__name__].__dict__['math'].pi)\n",
    "the module imported by its own name": "import math\nimport importlib\n\n"
    "print(importlib.import_module(__name__).math)\n",
    "a list of names": "import math\n\n__all__ = ['math']\n",
    "a type in quotes": "import math\n\n\ndef area(side: 'math.Number') -> None: ...\n",
    "an example": 'import math\n\n\ndef area():\n    """Give it.\n\n    >>> math.floor(1.5)\n    """\n',
    "an expression of pandas": "import math\n\ntable.query('price > @math.pi')\n",
    "a query of DuckDB": "import duckdb\nimport math\n\nduckdb.sql('select * from math')\n",
}
PERHAPS = {
    "text that runs": "import math\nimport cProfile\n\ncProfile.run('math.floor(1.5)')\n",
    "text that imports it from here": "import math\nimport timeit\n\ntimeit.repeat('1', 'from __main__ import math')\n",
    "a path that is built": "import math\n\npatch(f'{__name__}.math')\n",
    "a path in a table": "import math\n\nSETTINGS = {'()': '__main__.math'}\n",
    "a name that is only known as it runs": f"{ITSELF}print(getattr(sys.modules[__name__], chosen))\n",
    "all members of the module": f"{ITSELF}print(members(sys.modules[__name__]))\n",
    "frames": "import math\nimport sys\n\nprint(sys._getframe(1).f_back)\n",
    "a star": "import math\nfrom shop import *\n",
}
UNUSED = {
    "nothing": "import math\n",
    "a comment": "import math\n# math is hard\n",
    "a comment with a share": "import math\n# 50 % math\n# %d math\n",
    "prose of a notebook": "# %%\nimport math\n\n# %% [markdown]\n# About math\n",
    "prose of Databricks": "# Databricks notebook source\nimport math\n\n# MAGIC %md\n# MAGIC About math\n",
    "a sentence": "import math\n\nprint('about math')\n",
    "a docstring": '"""Like math.floor(1.5)."""\nimport math\n',
    "another logger": "import math\nimport logging\n\nlogging.getLogger(__name__)\n",
}


@pytest.mark.parametrize("text", USED.values(), ids=USED)
def test_an_import_that_text_uses_is_used(text: str) -> None:
    assert "math" in words_used_in_text(Source(text))
    assert not any(finding.code == "RK702" and "math" in finding.message for finding in check(text))


@pytest.mark.parametrize("text", PERHAPS.values(), ids=PERHAPS)
def test_an_import_that_text_may_use_goes_only_with_consent(text: str) -> None:
    assert "math" not in words_used_in_text(Source(text))
    assert may_be_used_in_text(Source(text), "math")
    assert "import math" in fix(text).text.splitlines()
    assert "import math" not in fix(text, unsafe=True).text.splitlines()


@pytest.mark.parametrize("text", UNUSED.values(), ids=UNUSED)
def test_an_import_that_no_text_uses_goes(text: str) -> None:
    assert not may_be_used_in_text(Source(text), "math")
    assert "import math" not in fix(text).text.splitlines()


@pytest.mark.parametrize(
    ("last", "expected"), [("return locals()", True), ("return 1", False), ("# %timeit total", True)]
)
def test_a_local_name_may_be_used_in_text(last: str, expected: bool) -> None:
    source = Source(f"def sell():\n    total = 1\n    {last}\n")
    (function,) = functions(source)
    assert may_local_be_used_in_text(source, function, "total") is expected


WRITER = "%%writefile tools.py\nimport math\nimport json\n"


@pytest.mark.parametrize(
    "user",
    [
        "%run -i tools.py\nmath.pi",
        "%run ./tools.py\nmath.pi",
        "from tools import math\nmath.pi",
        "import tools\ntools.math.pi",
        "%load tools.py\nmath.pi",
    ],
)
def test_what_a_cell_takes_from_a_file_that_another_cell_writes_is_used(user: str) -> None:
    findings = check(notebook_of(WRITER, user), "shop.ipynb")
    assert [finding.message.partition(" ")[0] for finding in findings if finding.code == "RK702"] == ["`json`"]


def test_a_file_that_a_cell_writes_loses_an_import_only_with_consent() -> None:
    text = notebook_of("%%writefile tools.py\nimport json\nPRICE = 1", "1")
    assert fix(text, "shop.ipynb").text == text
    assert "import json" not in fix(text, "shop.ipynb", unsafe=True).text


def test_the_import_of_random_stays_where_text_may_use_it() -> None:
    text = (
        "import random\n\n\ndef token(row):\n    token = random.choice(row)\n    return token\n\n\nrun('random.a()')\n"
    )
    assert "import random\n" in fix(text, unsafe=True).text
