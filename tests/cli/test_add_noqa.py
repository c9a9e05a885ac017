"""`--add-noqa`: what is found now is silenced, line by line, and nothing else changes."""

import json
from pathlib import Path

import pytest

from tests.conftest import Command
from tests.marked import notebook_of
from tests.shop import BARE, contents, one_line, project

STRICT = ("check", "--select", "RK301,RK201,RK702,RK105,RK003")
WITHOUT_REASONS = "[tool.rulekit]\nignore = ['RK003']\n"

WRITTEN = {
    "a line": ("try:\n    load()\nexcept:\n    stop()\n", "try:\n    load()\nexcept:  # noqa: RK301\n    stop()\n"),
    "a line with a comment": (
        "import os  # type: ignore\n",
        "import os  # type: ignore  # noqa: RK702\n",
    ),
    "a line with codes of others": ("import os  # noqa: E501 - long\n", "import os  # noqa: E501, RK702 - long\n"),
    "a line with blanks at its end": ("import os   \n", "import os  # noqa: RK702\n"),
    "a line that no break ends": ("import os", "import os  # noqa: RK702"),
    "several rules of a line": (
        "def sell(till):\n    import os; print('sold')\n",
        "def sell(till):\n    import os; print('sold')  # noqa: RK201, RK702\n",
    ),
    "a text over several lines": (
        'def sell(till):\n    print("""\nsold\n""")\n',
        'def sell(till):\n    print("""\nsold\n""")  # noqa: RK201\n',
    ),
    "a formatted text over several lines": (
        'def sell(till):\n    print(f"""\n{till}\n""")\n',
        'def sell(till):\n    print(f"""\n{till}\n""")  # noqa: RK201\n',
    ),
    "a continued line": (
        "def sell(till):\n    print \\\n        ('sold')\n",
        "def sell(till):\n    print \\\n        ('sold')  # noqa: RK201\n",
    ),
    "a statement between brackets": (
        "def sell(till):\n    print(\n        'sold',\n    )\n",
        "def sell(till):\n    print(  # noqa: RK201\n        'sold',\n    )\n",
    ),
    "a text that holds a mark": (
        "def sell(till):\n    print('# noqa')\n",
        "def sell(till):\n    print('# noqa')  # noqa: RK201\n",
    ),
    "one name of several lines": (
        "from stock import (\n    order,\n)\n",
        "from stock import (\n    order,  # noqa: RK702\n)\n",
    ),
}


@pytest.mark.parametrize(("text", "after"), WRITTEN.values(), ids=WRITTEN)
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["unix", "windows"])
def test_a_comment_is_written_behind(command: Command, tmp_path: Path, text: str, after: str, end: str) -> None:
    project(tmp_path, {"pyproject.toml": WITHOUT_REASONS, "shop/till.py": text.replace("\n", end)})
    silencing = (*STRICT, "shop/till.py", "--add-noqa")
    assert command(*silencing).status == 0
    written = (tmp_path / "shop/till.py").read_bytes()
    assert written.decode() == after.replace("\n", end)
    again = command(*silencing)
    assert (again.status, again.err) == (0, "Silenced 0 findings in 0 files.\n")
    assert (tmp_path / "shop/till.py").read_bytes() == written
    assert command(*STRICT, "shop/till.py").status == 0


def test_a_reason_is_written_where_one_is_given(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "import os\n"})
    assert command("check", ".", "--add-noqa=until the till\nanswers").err == "Silenced 1 finding in 1 file.\n"
    assert (tmp_path / "orders.py").read_text() == "import os  # noqa: RK702 - until the till answers\n"
    assert command("check", ".", "--strict", "--select", "RK702,RK003").status == 0


def test_room_for_a_reason_is_left_where_settings_want_one(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "import os\n"})
    command("check", ".", "--add-noqa")
    assert (tmp_path / "orders.py").read_text() == "import os  # noqa: RK702 - TODO: say why\n"
    assert "gives no reason" in command("check", ".", "--strict", "--select", "RK702,RK003").out


def test_advice_is_silenced_where_it_is_asked_for(command: Command, tmp_path: Path) -> None:
    text = "TILL = 17\n\n\ndef sell(price: int) -> int:\n    return price * 17\n"
    project(tmp_path, {"orders.py": text})
    command("check", ".", "--add-noqa", "--select", "RK105")
    assert (tmp_path / "orders.py").read_text() == text
    command("check", ".", "--add-noqa", "--select", "RK105", "--advice")
    assert "17  # noqa: RK105" in (tmp_path / "orders.py").read_text()


def test_a_notebook_keeps_every_other_byte(command: Command, tmp_path: Path) -> None:
    bare = BARE.removesuffix("\n")
    cells = [bare, '%time print("""sold""")', "!ls\nimport os", "x = 1"]
    before = notebook_of(*cells)
    project(tmp_path, {"pyproject.toml": WITHOUT_REASONS, "day.ipynb": before})
    done = command("check", "day.ipynb", "--add-noqa", "--select", "RK301,RK702")
    after = (tmp_path / "day.ipynb").read_text()
    sources = ["".join(cell["source"]) for cell in json.loads(after)["cells"]]
    assert sources == [
        bare.replace("except:", "except:  # noqa: RK301"),
        cells[1],
        "!ls\nimport os  # noqa: RK702",
        cells[3],
    ], done
    changed = {"except:": "except:  # noqa: RK301", "import os": "import os  # noqa: RK702"}
    for old, new in changed.items():
        after = after.replace(new, old)
    assert after == before


def test_a_module_with_cells_is_silenced_in_its_own_lines(command: Command, tmp_path: Path) -> None:
    text = f"# %%\nimport os\n\n# %%\n{BARE}# %%\n# !pip install rich\nshow(1)\n"
    project(tmp_path, {"pyproject.toml": WITHOUT_REASONS, "day.py": text})
    assert command("check", "day.py", "--add-noqa", "--select", "RK301,RK702").status == 0
    expected = text.replace("import os", "import os  # noqa: RK702").replace("except:", "except:  # noqa: RK301")
    assert (tmp_path / "day.py").read_text() == expected


def test_what_no_comment_can_silence_is_told(command: Command, tmp_path: Path) -> None:
    magic = "%pip install rich\n"
    project(tmp_path, {"day.ipynb": notebook_of(magic), "broken.py": "def\n"})
    before = contents(tmp_path)
    done = command("check", ".", "--add-noqa", "--select", "RK701,RK001")
    lines = done.err.splitlines()
    assert (done.status, contents(tmp_path)) == (1, before)
    assert [line.partition(" no comment")[0] for line in lines if "no comment can" in line] == [
        "./broken.py:1:4: RK001",
        "./day.ipynb:cell_1:1:14: RK701",
    ], done.err
    assert command("check", ".", "--add-noqa", "--select", "RK701,RK001", "--exit-zero").status == 0


def test_requirements_are_silenced_too(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"requirements.txt": "rich\nattrs  # for orders\nhttpx==0.28.0\n"})
    assert command("check", ".", "--add-noqa=any will do", "--select", "RK701").status == 0
    assert (tmp_path / "requirements.txt").read_text().splitlines() == [
        "rich  # noqa: RK701 - any will do",
        "attrs  # for orders  # noqa: RK701 - any will do",
        "httpx==0.28.0",
    ]
    assert command("check", ".", "--select", "RK701").status == 0


def test_a_difference_shows_the_comments_and_writes_none(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "import os\n"})
    done = command("check", ".", "--add-noqa=why", "--diff")
    assert "+import os  # noqa: RK702 - why\n" in done.out
    assert (tmp_path / "orders.py").read_text() == "import os\n"


WRONG = {
    "no path": (("--add-noqa",), "--add-noqa was given no path"),
    "a fix": ((".", "--add-noqa", "--fix"), "--add-noqa and --fix exclude each other"),
    "standard input": (("-", "--add-noqa"), "standard input is none"),
}


@pytest.mark.parametrize(("arguments", "message"), WRONG.values(), ids=WRONG)
def test_no_comment_is_written_with(command: Command, tmp_path: Path, arguments: tuple[str, ...], message: str) -> None:
    project(tmp_path, {"orders.py": "import os\n"})
    done = command("check", *arguments)
    assert (done.status, message in one_line(done.err)) == (2, True), done.err
    assert (tmp_path / "orders.py").read_text() == "import os\n"
