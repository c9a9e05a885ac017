"""A notebook that is stored as a module is judged as a notebook, on the lines of its file."""

import textwrap
from pathlib import Path

import pytest

from rulekit import api
from rulekit.engine.check_document import check_document
from rulekit.engine.files import Document
from rulekit.engine.fixing_documents import fix_document
from rulekit.engine.settings import Settings
from tests.conftest import Command
from tests.shop import project

ALL = Settings()

DATABRICKS = """\
# Databricks notebook source
# MAGIC %md
# MAGIC # It's the list of the day

# COMMAND ----------

# MAGIC %run ./helpers

# COMMAND ----------

# MAGIC %pip install tea
import json
print(spark.table("orders"), 421)

# COMMAND ----------

# MAGIC %sql
# MAGIC SELECT * FROM orders WHERE name = 'it'

# COMMAND ----------

# DBTITLE 1,Files
# MAGIC %sh
# MAGIC pip install milk

# COMMAND ----------

try:
    ship()
except:
    stop()
# MAGIC %timeit json.dumps(1)
"""

JUPYTEXT = """\
# ---
# jupyter:
#   kernelspec:
#     name: python3
# ---

# %% [markdown]
# !pip install words

# %%
# !pip install tea \\
#     milk
import sys
print(421)

# %%
# %%time
if ship:
    # %timeit sys.exit

# %% tags=["rulekit-skip"]
try: ship()
except: stop()

# %% language="bash"
# pip install sugar

# %% [markdown]
'''
It's the end
'''

# %%
try:
    ship()
except:
    stop()
"""

LIGHT = """\
# ---
# jupyter:
#   jupytext:
#     text_representation:
#       format_name: light
# ---

# # Orders
import sys

# !pip install tea
# %timeit sys.exit
print(421)

# + tags=["rulekit-expect-RK301"]
try:
    ship()
except:
    stop()
# -
"""

SPYDER = '''\
"""Created on Monday."""
#%% Imports
import shop
#%%Show
orders = shop.load()
print(orders, 421)
#%%
!pip install tea
try:
    orders.ship()
except:
    stop()
'''

NBCONVERT = """\
#!/usr/bin/env python
# coding: utf-8

# In[1]:


import shop
print(421)


# In[ ]:


try:
    shop.ship()
except:
    stop()
"""

OLD_SPYDER = """\
# <markdowncell>
# Orders
# <codecell>
print(421)
ship()
"""

OWN_CELLS = """\
# %%
print("result", 421)

# %%
%%bash
it's a shell
# %%
def broken(:
# %%
%%checkstyle --select RK301
try:
    ship()
except:
    stop()
"""

NOTEBOOKS = {
    "Databricks": (DATABRICKS, [("RK301", 30, 1), ("RK701", 11, 22), ("RK701", 24, 21)]),
    "jupytext": (JUPYTEXT, [("RK301", 36, 1), ("RK701", 11, 16), ("RK701", 12, 7), ("RK701", 26, 15)]),
    "the light format": (LIGHT, [("RK701", 11, 16)]),
    "Spyder": (SPYDER, [("RK301", 11, 1), ("RK701", 8, 14)]),
    "nbconvert": (NBCONVERT, [("RK301", 16, 1)]),
    "old Spyder": (OLD_SPYDER, []),
    "magics that are no comments": (OWN_CELLS, [("RK001", 8, 12), ("RK301", 13, 1)]),
}


def found(text: str, path: str = "day.py") -> list[tuple[str, int, int]]:
    """Give the code, line and column of all findings; none of them names a cell."""
    findings = check_document(Document(path, text), ALL).findings
    assert not any(finding.cell for finding in findings)
    return sorted((f.code, f.span.line, f.span.column) for f in findings)


@pytest.mark.parametrize(("text", "places"), NOTEBOOKS.values(), ids=NOTEBOOKS)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_notebook_stored_as_a_module_is_judged_as_one_on_its_own_lines(
    text: str, places: list[tuple[str, int, int]], end: str
) -> None:
    assert found(text.replace("\n", end)) == places


@pytest.mark.parametrize("text", [text for text, _ in NOTEBOOKS.values()], ids=NOTEBOOKS)
def test_every_excerpt_is_what_stands_on_the_line_of_the_file(text: str) -> None:
    lines = text.splitlines()
    for finding in check_document(Document("day.py", text), ALL).findings:
        assert finding.excerpt[0].rstrip("\n") == lines[finding.physical_line - 1] == lines[finding.span.line - 1]


MODULES = {
    "a region among functions": "def ship() -> None:\n    print(1)\n# %%\ndef load() -> None:\n    print(2)\n",
    "regions and a guard": (
        '# %% work\ndef ship() -> None:\n    print(1)\n# %% start\nif __name__ == "__main__":\n    load()\n'
    ),
    "regions, a logger and a set-up path": (
        "# %%\nimport logging\nimport sys\nsys.path.append('.')\nlog = logging.getLogger()\n"
        "# %%\ndef ship() -> None:\n    print(1)\n"
    ),
    "one region below what is defined": "def ship() -> None:\n    print(1)\n# %%\nregister(ship)\n",
    "a marker in a text": 'def ship() -> None:\n    print(1)\nTEXT = """\n# %%\n"""\nship()\n',
    "a header that is none": "# ---\n# Orders\n# ---\ndef ship() -> None:\n    print(1)\nship()\n",
}


@pytest.mark.parametrize("text", MODULES.values(), ids=MODULES)
def test_a_module_that_only_folds_its_regions_stays_a_module(text: str) -> None:
    assert "RK201" in {code for code, _, _ in found(text, "shop/day.py")}


def test_what_pytest_reads_stays_a_test() -> None:
    text = "# %%\ndef test_ship() -> None:\n    ship()\n# %%\nregister(test_ship)\n"
    assert "RK604" in {code for code, _, _ in found(text, "tests/test_day.py")}


def test_a_list_that_is_cut_by_markers_is_read_whole() -> None:
    assert found("# %%\norders = [\n# %%\n421,\n]\nprint(orders)\n") == []


def test_a_fix_changes_only_its_own_place_in_the_file() -> None:
    text = DATABRICKS.replace("import json", "import json, sys").replace("\n", "\r\n")
    fixed = fix_document(Document("day.py", text), ALL, unsafe=True)

    assert fixed.text == text.replace("import json, sys", "import json")
    assert [finding.code for finding in fixed.applied] == ["RK702"]


def test_a_magic_that_is_a_comment_uses_names() -> None:
    assert found("# %%\nimport shop\n# %timeit shop.load()\n") == []
    assert [code for code, _, _ in found("# %%\nimport shop\n# shop.load()\n# %%\nprint(1)\n")] == ["RK702"]


def test_all_doors_give_one_answer(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"day.py": SPYDER, "pyproject.toml": ""})

    checked = command("check", "day.py", "--output-format", "concise")
    why = command("why", "day.py:11", "RK301")
    silent = command("why", "day.py:6", "RK201")
    by_library = [(f.code, f.span.line) for f in api.check(SPYDER, "day.py")]

    assert sorted(checked.places) == sorted(["day.py:11:1", "day.py:8:14"])
    assert "reported" in why.out
    assert "sees nothing" in silent.out or "not reported" in silent.out
    assert sorted(by_library) == [("RK301", 11), ("RK701", 8)]


def test_a_secret_in_a_text_cell_is_not_shown_in_a_difference(command: Command, tmp_path: Path) -> None:
    key = "ghp_abcdefghijABCDEFGHIJ0123456789abcdef"
    text = textwrap.dedent(f"""\
        # %% [markdown]
        # Use {key}
        # %%
        import sys, os
        print(os.name)
    """)
    project(tmp_path, {"day.py": text, "pyproject.toml": ""})

    assert key not in command("check", "day.py", "--diff", "--unsafe-fixes").out
