"""`rulekit check --since REV`: only what stands on lines, and in cells, that changed."""

import json
from pathlib import Path

import pytest

from rulekit.engine.baseline import FILE
from tests.conftest import Command
from tests.marked import notebook_of
from tests.repositories import AUTHOR, committed, git
from tests.shop import BARE, Done, one_line, project
from tests.waiting import ran

SELL = BARE.replace("load", "sell")
NEW = "\n\n" + SELL
OLD = f"{BARE}\n\nprice = 1\n\n\n{BARE}"
CELLS = (BARE.rstrip(), "x = 1\n" + BARE.rstrip(), "y = 2\n" + BARE.rstrip())


def lined(*cells: str) -> str:
    """Write a notebook as Jupyter does, a line of code a line."""
    return json.dumps(json.loads(notebook_of(*cells)), indent=1)


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A repository with old findings, on the branch `tea` that parted from `main`."""
    committed(project(tmp_path, {"shop/orders.py": OLD, "day.ipynb": lined(*CELLS), "till.py": OLD}))
    git(tmp_path, "branch", "--force", "-M", "main")
    git(tmp_path, "checkout", "--quiet", "-b", "tea")
    return tmp_path


def changed(command: Command, *options: str, cwd: Path, since: str = "main") -> Done:
    return command("check", ".", "--since", since, "--select", "RK301", "--output-format", "concise", *options, cwd=cwd)


def test_where_nothing_changed_nothing_is_told(command: Command, shop: Path) -> None:
    done = changed(command, cwd=shop)
    assert done.status == 0
    assert done.out == "Nothing new: 3 files checked, 7 other findings where nothing changed since main\n"


@pytest.mark.parametrize("how", ["committed", "staged", "neither"])
def test_changed_lines_are_told_whether_or_not_they_are_committed(command: Command, shop: Path, how: str) -> None:
    project(shop, {"till.py": OLD + NEW, "shop/orders.py": OLD.replace("price = 1", "price = 2")})
    if how != "neither":
        git(shop, "add", "--all")
    if how == "committed":
        committed(shop)
    done = changed(command, cwd=shop)
    assert (done.status, done.places) == (1, ["./till.py:18:1"])
    assert "other findings where nothing changed since main" in done.out


def test_new_files_count_whole_whether_or_not_git_knows_them(command: Command, shop: Path) -> None:
    project(shop, {"known.py": BARE, "sales/unknown.py": BARE, "new.ipynb": notebook_of(BARE)})
    git(shop, "add", "known.py")
    assert {*changed(command, cwd=shop).places} == {
        "./known.py:3:1",
        "./sales/unknown.py:3:1",
        "./new.ipynb:cell_1:3:1",
    }


def test_renamed_files_are_followed(command: Command, shop: Path) -> None:
    git(shop, "mv", "till.py", "desk.py")
    git(shop, "mv", "day.ipynb", "evening.ipynb")
    assert changed(command, cwd=shop).places == []
    project(shop, {"desk.py": OLD.replace("price = 1\n", f"price = 1\n\n\n{SELL}")})
    edited = (shop / "evening.ipynb").read_text("utf-8").replace("x = 1", "x = 5")
    (shop / "evening.ipynb").write_text(edited, "utf-8")
    committed(shop)
    assert changed(command, cwd=shop).places == ["./desk.py:12:1", "./evening.ipynb:cell_2:4:1"]


SHELF = """def stock(shelf):
    try:
        return shelf.count()
    except:
        return shelf.guess()
"""
TILL = SHELF.replace("stock", "count_till").replace("shelf", "till")
REST = "\n\n".join(f"price_{number} = {number}" for number in range(9)) + "\n"
IN_CLASS = "class Shop:\n" + "".join(f"    {line}\n" for line in SHELF.splitlines())
MOVES = {
    "to the end of its file": ({"shop.py": f"{SHELF}\n\n{REST}"}, {"shop.py": f"{REST}\n\n{SHELF}"}, []),
    "into a class": ({"shop.py": f"{SHELF}\n\n{REST}"}, {"shop.py": f"{REST}\n\n{IN_CLASS}"}, []),
    "into another file": (
        {"shop.py": f"{SHELF}\n\n{REST}", "till.py": REST},
        {"shop.py": REST, "till.py": f"{REST}\n\n{SHELF}"},
        [],
    ),
    "and is changed where the finding stands": (
        {"shop.py": f"{SHELF}\n\n{REST}"},
        {"shop.py": f"{REST}\n\n{SHELF.replace('except:', 'except BaseException:')}"},
        ["./shop.py:23:5"],
    ),
    "and has a copy": (
        {"shop.py": f"{SHELF}\n\n{REST}"},
        {"shop.py": f"{SHELF}\n\n{REST}\n\n{SHELF}"},
        ["./shop.py:30:5"],
    ),
    "past another that is new": (
        {"shop.py": f"{SHELF}\n\n{REST}"},
        {"shop.py": f"{REST}\n\n{TILL}\n\n{SHELF}"},
        ["./shop.py:23:5"],
    ),
}


@pytest.mark.parametrize(("before", "after", "told"), MOVES.values(), ids=MOVES)
def test_a_function_that_moves(
    command: Command, tmp_path: Path, before: dict[str, str], after: dict[str, str], told: list[str]
) -> None:
    committed(project(tmp_path, before))
    project(tmp_path, after)
    assert changed(command, cwd=tmp_path, since="HEAD").places == told


def test_the_colours_of_the_user_change_nothing(command: Command, tmp_path: Path) -> None:
    before, after, _ = MOVES["to the end of its file"]
    committed(project(tmp_path, {**before, "odd name.py": REST}))
    for key, value in {"color.ui": "always", "diff.colorMoved": "no", "color.diff.new": "cyan"}.items():
        git(tmp_path, "config", key, value)
    project(tmp_path, {**after, "odd name.py": f'{REST}\n\nred = """\n\x1b[36m\n"""\n{TILL}', "till.py": TILL})
    assert changed(command, cwd=tmp_path, since="HEAD").places == ["./odd name.py:26:5", "./till.py:4:5"]


def test_cells_count_by_their_code(command: Command, shop: Path) -> None:
    notebook = json.loads((shop / "day.ipynb").read_text("utf-8"))
    for at, cell in enumerate(notebook["cells"]):
        cell |= {"execution_count": at + 5, "outputs": [{"output_type": "stream", "name": "stdout", "text": "again"}]}
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    notebook["cells"].reverse()
    (shop / "day.ipynb").write_text(json.dumps(notebook, indent=3), "utf-8")
    assert changed(command, cwd=shop).places == []
    notebook["cells"].append(notebook["cells"][0])
    notebook["cells"][1]["source"][0] = "x = 2\n"
    (shop / "day.ipynb").write_text(json.dumps(notebook, indent=3), "utf-8")
    assert changed(command, cwd=shop).places == ["./day.ipynb:cell_2:4:1", "./day.ipynb:cell_4:4:1"]


def test_a_cell_that_does_not_parse_is_told_when_it_changed(command: Command, tmp_path: Path) -> None:
    broken = lined("x = (", "y = 1")
    committed(project(tmp_path, {"day.ipynb": broken}))
    project(tmp_path, {"day.ipynb": broken.replace('"execution_count": null', '"execution_count": 7')})
    assert changed(command, cwd=tmp_path, since="HEAD").places == []
    project(tmp_path, {"day.ipynb": lined("x = (2", "y = 1")})
    assert changed(command, cwd=tmp_path, since="HEAD").places == ["./day.ipynb:cell_1:1:5"]


def test_a_notebook_that_was_broken_counts_whole(command: Command, shop: Path) -> None:
    (shop / "day.ipynb").write_text("{", "utf-8")
    committed(shop)
    (shop / "day.ipynb").write_text(notebook_of(*CELLS), "utf-8")
    assert len(changed(command, cwd=shop, since="HEAD").places) == len(CELLS)


def test_lines_that_are_deleted_within_a_call_change_it(command: Command, tmp_path: Path) -> None:
    call = "import requests\n\nrequests.get(\n    URL,\n    timeout=9,\n)\n"
    committed(project(tmp_path, {"till.py": call}))
    project(tmp_path, {"till.py": call.replace("    timeout=9,\n", "")})
    done = command("check", ".", "--since", "HEAD", "--select", "RK803", "--output-format", "concise")
    assert done.places == ["./till.py:3:1"]


def test_what_the_other_branch_did_is_no_change_of_this_one(command: Command, shop: Path) -> None:
    project(shop, {"till.py": OLD + NEW})
    committed(shop)
    git(shop, "checkout", "--quiet", "main")
    project(shop, {"shop/orders.py": OLD + NEW, "added.py": BARE})
    committed(shop)
    git(shop, "checkout", "--quiet", "tea")
    assert changed(command, cwd=shop).places == ["./till.py:18:1"]
    git(shop, "merge", "--quiet", "--no-commit", "main")
    assert changed(command, cwd=shop).places == ["./till.py:18:1"]
    committed(shop)
    assert changed(command, cwd=shop).places == ["./till.py:18:1"]


def test_files_in_conflict_are_told(command: Command, shop: Path) -> None:
    project(shop, {"till.py": OLD.replace("price = 1", "price = 2")})
    committed(shop)
    git(shop, "checkout", "--quiet", "main")
    project(shop, {"till.py": OLD.replace("price = 1", "price = 3")})
    committed(shop)
    assert ran("git", *AUTHOR, "merge", "tea", cwd=shop).returncode == 1
    done = command("check", ".", "--since", "HEAD", "--output-format", "concise")
    assert "till.py" in done.out
    assert "RK001" in done.out


def test_it_works_in_folders_below_and_in_other_worktrees(command: Command, shop: Path, tmp_path: Path) -> None:
    project(shop, {"shop/orders.py": OLD + NEW, "till.py": OLD + NEW})
    assert changed(command, cwd=shop / "shop").places == ["./orders.py:18:1"]
    assert command("check", "shop", "--since", "main", "--select", "RK301", cwd=shop).status == 1
    tree = tmp_path.with_name(tmp_path.name + "-tree")
    git(shop, "worktree", "add", "--quiet", str(tree), "main")
    assert changed(command, cwd=tree, since="tea").places == []
    project(tree, {"till.py": OLD + NEW})
    assert changed(command, cwd=tree, since="tea").places == ["./till.py:18:1"]


def test_it_works_in_hooks(command: Command, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project(shop, {"shop/orders.py": OLD + NEW})
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert changed(command, cwd=shop / "shop").places == ["./orders.py:18:1"]


def test_a_repository_within_is_judged_by_its_own_revisions(command: Command, shop: Path) -> None:
    committed(project(shop / "inner", {"desk.py": BARE}))
    assert changed(command, cwd=shop).places == []
    assert changed(command, cwd=shop / "inner", since="HEAD").places == []


def test_the_baseline_does_not_matter(command: Command, shop: Path) -> None:
    project(shop, {"till.py": OLD + NEW})
    command("baseline", "write")
    assert command("check", ".").status == 0
    assert changed(command, cwd=shop).places == ["./till.py:18:1"]
    both = changed(command, "--baseline", FILE, cwd=shop)
    assert (both.status, "leave --baseline out" in one_line(both.err)) == (2, True)


def test_only_what_changed_is_fixed(command: Command, tmp_path: Path) -> None:
    committed(
        project(tmp_path, {"till.py": '"""Till."""\n\nimport os\n', "day.ipynb": notebook_of("import os", "x = 1")})
    )
    project(
        tmp_path,
        {"till.py": '"""Till."""\n\nimport os\nimport sys\n', "day.ipynb": notebook_of("import os", "import sys")},
    )
    command("check", "--fix", "--unsafe-fixes", ".", "--since", "HEAD", "--select", "RK702")
    assert (tmp_path / "till.py").read_text("utf-8") == '"""Till."""\n\nimport os\n'
    cells = json.loads((tmp_path / "day.ipynb").read_text("utf-8"))["cells"]
    assert ["".join(cell["source"]) for cell in cells] == ["import os", ""]


def test_findings_of_the_project_count_where_their_line_changed(command: Command, tmp_path: Path) -> None:
    text = "def {}(tea):\n    return tea\n"
    files = {
        "shop/__init__.py": "",
        "shop/till.py": text.format("ship"),
        "tests/test_till.py": "def test_it():\n    assert 1\n",
    }
    committed(project(tmp_path, files))
    project(tmp_path, {"shop/till.py": text.format("ship") + "\n\n" + text.format("pay")})
    done = command("check", ".", "--since", "HEAD", "--select", "RK601", "--output-format", "concise")
    assert done.places == ["./shop/till.py:5:5"]


def test_a_warm_run_tells_the_same(command: Command, shop: Path) -> None:
    project(shop, {"till.py": OLD + NEW})
    cold = changed(command, "--cache-dir", "../kept", cwd=shop)
    assert changed(command, "--cache-dir", "../kept", cwd=shop) == cold
    committed(shop)
    assert changed(command, "--cache-dir", "../kept", cwd=shop, since="HEAD").places == []


@pytest.mark.usefixtures("shop")
@pytest.mark.parametrize("revision", ["nobody", "", "-p", "HEAD~7"])
def test_a_revision_that_is_none_is_told(command: Command, revision: str) -> None:
    done = command("check", ".", f"--since={revision}")
    assert done.status == 2
    assert "names no commit here: fetch it, or name another one" in one_line(done.err)


def test_branches_with_nothing_in_common_are_told(command: Command, shop: Path) -> None:
    git(shop, "checkout", "--quiet", "--orphan", "alone")
    committed(shop, "Begin anew")
    done = changed(command, cwd=shop)
    assert (done.status, "have no common commit: fetch more history" in one_line(done.err)) == (2, True)


def test_a_folder_without_git_is_told(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"till.py": BARE})
    done = command("check", ".", "--since", "main")
    assert (done.status, "lies in no working tree of git" in one_line(done.err)) == (2, True)


def test_git_that_is_missing_is_told(command: Command, shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(shop))
    done = command("check", ".", "--since", "main")
    assert (done.status, "git, which was not found: install it" in one_line(done.err)) == (2, True)


@pytest.mark.usefixtures("shop")
def test_standard_input_has_no_history(command: Command) -> None:
    for fix in ([], ["--fix"]):
        done = command("check", "-", "--stdin-filename", "till.py", "--since", "main", *fix, stdin=b"x = 1\n")
        assert (done.status, "not about standard input" in one_line(done.err)) == (2, True)
