"""`rulekit baseline`: what is known is hidden, and stays known when it moves; what is new is told."""

import json
import os
from pathlib import Path

import pytest

from rulekit.engine.baseline import FILE
from rulekit.engine.writing import LEFTOVER_SECONDS
from tests.conftest import Command
from tests.marked import notebook_of
from tests.repositories import committed, git
from tests.shop import BARE, one_line, project, records

OLD = '''"""Orders."""

import os


class Orders:
    """Orders of a day."""

    def load(self, path: str) -> list[str]:
        """Load them."""
        try:
            print(path)
        except:
            return []


def total(prices: list[int]) -> int:
    """Add prices up."""
    print(prices)
    return sum(prices)
'''
DAY = notebook_of("import os", "try:\n    load()\nexcept:\n    stop()", "rate = 1\nprint(rate)")
NEW = "\n\ntry:\n    total([])\nexcept:\n    pass\n"


@pytest.fixture
def shop(tmp_path: Path, command: Command) -> Path:
    """A repository whose findings are known."""
    committed(project(tmp_path, {"shop/orders.py": OLD, "shop/__init__.py": "", "day.ipynb": DAY, ".gitignore": ""}))
    assert command("baseline", "write").status == 0
    committed(tmp_path, "Know what there is")
    return tmp_path


def entries(folder: Path) -> dict[str, dict[str, int]]:
    known: dict[str, dict[str, int]] = json.loads((folder / FILE).read_text("utf-8"))["known"]
    return known


def is_known(command: Command, folder: Path) -> bool:
    """Tell whether nothing is new or gone, and whether whoever forgets what is gone changes nothing."""
    checked = command("check", ".", "--strict")
    assert "Nothing new: " in checked.out, checked.out
    assert " gone" not in checked.out
    assert command("baseline", "check").status == 0
    assert command("baseline", "prune").status == 0
    return git(folder, "diff", "--", FILE) == ""


def test_known_findings_are_hidden_and_counted(command: Command, shop: Path) -> None:
    everything = records(command("check", ".", "--no-baseline", "--output-format", "json-lines"))
    hidden = sum(one["severity"] != "advice" for one in everything)
    done = command("check", ".")
    assert done.status == 0
    assert done.out == f"Nothing new: 3 files checked, {hidden} known findings hidden by {FILE}\n"
    strict = command("check", ".", "--strict")
    assert f"{len(everything)} known findings hidden" in strict.out
    assert command("check", ".", "--output-format", "json-lines").out == ""
    assert command("check", ".", "--statistics").out == ""
    assert sum(sum(one.values()) for one in entries(shop).values()) == len(everything)


def test_who_writes_a_baseline_is_told_how_much_of_it_is_advice_which_a_check_does_not_count(
    command: Command, shop: Path
) -> None:
    (shop / "rulekit.toml").write_text('[severity]\nprint-call = "advice"\n', "utf-8")
    everything = records(command("check", ".", "--no-baseline", "--output-format", "json-lines"))

    told = command("baseline", "write").out

    assert sum(one["severity"] == "advice" for one in everything) == 2
    assert f": {len(everything)} known findings (2 of them advice) in " in told


def test_a_new_finding_is_told_alone(command: Command, shop: Path) -> None:
    (shop / "shop/orders.py").write_text(OLD + NEW, "utf-8")
    done = command("check", ".", "--output-format", "concise")
    assert (done.status, done.places) == (1, ["./shop/orders.py:25:1", "./shop/orders.py:25:1"])
    assert f"hidden by {FILE}" in done.out


def test_counts_do_not_rise(command: Command, shop: Path) -> None:
    (shop / "shop/orders.py").write_text(OLD.replace("    print(prices)\n", "    print(prices)\n" * 2), "utf-8")
    done = command("check", ".", "--output-format", "concise")
    assert (done.status, len(done.places)) == (1, 1)


def test_what_is_fixed_in_one_function_is_not_let_off_in_another(command: Command, shop: Path) -> None:
    text = OLD.replace("            print(path)\n", "            print(path)\n            print(prices)\n")
    (shop / "shop/orders.py").write_text(text.replace("    print(prices)\n    return", "    return"), "utf-8")
    assert command("check", ".").status == 1


def test_moved_lines_stay_known(command: Command, shop: Path) -> None:
    head, orders, total = (
        OLD.partition("\n\nclass")[0],
        OLD[OLD.index("class") : OLD.index("\n\ndef")],
        OLD[OLD.index("def total") :],
    )
    (shop / "shop/orders.py").write_text(f"{head}\n\n# moved\n\n{total}\n\n{orders}", "utf-8")
    assert is_known(command, shop)


def test_code_that_is_laid_out_anew_stays_known(command: Command, shop: Path) -> None:
    text = OLD.replace("print(path)", "print(\n                path,\n            )").replace("    ", "  ")
    (shop / "shop/orders.py").write_text(text, "utf-8")
    assert is_known(command, shop)


def test_a_renamed_file_stays_known(command: Command, shop: Path) -> None:
    (shop / "sales").mkdir()
    git(shop, "mv", "shop/orders.py", "sales/baskets.py")
    git(shop, "mv", "day.ipynb", "sales/evening.ipynb")
    assert is_known(command, shop)
    alone = command("check", "sales/evening.ipynb")
    assert (alone.status, "known findings hidden" in alone.out) == (0, True)


def test_a_function_that_moves_to_another_file_stays_known(command: Command, shop: Path) -> None:
    (shop / "shop/orders.py").write_text(OLD[: OLD.index("def total")].rstrip() + "\n", "utf-8")
    (shop / "shop/sums.py").write_text('"""Sums."""\n\n\n' + OLD[OLD.index("def total") :], "utf-8")
    assert is_known(command, shop)


def test_a_renamed_function_stays_known(command: Command, shop: Path) -> None:
    (shop / "shop/orders.py").write_text(OLD.replace("class Orders", "class Baskets"), "utf-8")
    done = command("check", ".", "--select", "RK201,RK301")
    assert (done.status, "hidden" in done.out) == (0, True)


def test_a_copy_is_new_where_the_first_still_stands(command: Command, shop: Path) -> None:
    (shop / "shop/copied.py").write_text(OLD, "utf-8")
    places = command("check", ".", "--output-format", "concise").places
    assert places
    assert {place.partition(":")[0] for place in places} == {"./shop/copied.py"}


def test_notebooks_that_ran_again_stay_known(command: Command, shop: Path) -> None:
    notebook = json.loads(DAY)
    for at, cell in enumerate(notebook["cells"]):
        cell |= {
            "execution_count": at + 7,
            "outputs": [{"output_type": "stream", "name": "stdout", "text": ["again\n"]}],
        }
    (shop / "day.ipynb").write_text(json.dumps(notebook, indent=2), "utf-8")
    assert is_known(command, shop)
    command("baseline", "write")
    assert git(shop, "diff", "--", FILE) == ""


def test_moved_cells_stay_known_and_new_ones_are_told(command: Command, shop: Path) -> None:
    notebook = json.loads(DAY)
    notebook["cells"].reverse()
    (shop / "day.ipynb").write_text(json.dumps(notebook), "utf-8")
    assert is_known(command, shop)
    notebook["cells"].insert(0, json.loads(notebook_of("try:\n    sell()\nexcept:\n    stop()"))["cells"][0])
    (shop / "day.ipynb").write_text(json.dumps(notebook), "utf-8")
    assert command("check", ".", "--output-format", "concise", "--select", "RK301").places == ["./day.ipynb:cell_1:3:1"]


def test_a_cell_that_is_edited_keeps_what_is_known_of_it(command: Command, shop: Path) -> None:
    (shop / "day.ipynb").write_text(DAY.replace("rate = 1", "rate = 2"), "utf-8")
    assert command("check", ".").status == 0


def test_what_is_gone_is_told_and_pruned(command: Command, shop: Path) -> None:
    before = (shop / FILE).read_text("utf-8")
    (shop / "shop/orders.py").write_text(OLD.replace("import os\n\n\n", ""), "utf-8")
    assert "1 of those known is gone: `rulekit baseline prune`" in command("check", ".").out
    failed = command("baseline", "check")
    assert failed.status == 1
    assert failed.out.startswith("shop/orders.py: RK702 <module>: os (1)\n1 known finding gone: ")
    assert (shop / FILE).read_text("utf-8") == before
    assert command("baseline", "prune").status == 0
    assert git(shop, "diff", "--numstat", "--", FILE).split()[:2] in (["0", "1"], ["1", "2"])
    assert command("baseline", "check").status == 0


def test_what_is_pruned_is_never_more_than_what_is_gone(command: Command, shop: Path) -> None:
    (shop / "shop/orders.py").write_text(OLD + NEW, "utf-8")
    command("baseline", "prune")
    assert git(shop, "diff", "--", FILE) == ""
    assert command("check", ".").status == 1


def test_a_part_of_a_project_tells_nothing_of_the_rest(command: Command, shop: Path) -> None:
    (shop / "shop/orders.py").write_text(OLD.replace("import os\n\n\n", ""), "utf-8")
    assert "gone" not in command("check", "day.ipynb").out
    assert "gone" not in command("check", ".", "--select", "RK201").out
    assert command("baseline", "check", "day.ipynb").status == 0


def test_a_part_can_be_written_anew(command: Command, shop: Path) -> None:
    (shop / "shop/orders.py").write_text(OLD + NEW, "utf-8")
    (shop / "day.ipynb").write_text(notebook_of("x = 1"), "utf-8")
    command("baseline", "write", "shop")
    assert {"day.ipynb", "shop/orders.py"} <= {*entries(shop)}
    assert command("check", "shop").status == 0


def test_writing_again_says_what_became_more(command: Command, shop: Path) -> None:
    (shop / "shop/orders.py").write_text(OLD.replace("import os\n\n\n", "") + NEW, "utf-8")
    assert "(2 more than before, 1 gone)" in command("baseline", "write").out


def test_the_baseline_holds_no_secret(command: Command, tmp_path: Path) -> None:
    lines = [
        'password = "correct horse 7 battery"',
        'login("ada", "correct horse 7 battery")',
        'URL = "db://ada:kettle77@till/shop"',
    ]
    project(tmp_path, {"till.py": "\n".join(lines) + "\n", "till.ipynb": notebook_of(*lines)})
    assert command("baseline", "write").status == 0
    text = (tmp_path / FILE).read_text("utf-8")
    assert "RK502" in text
    assert not [piece for piece in ("correct", "cor*", "kettle", "ket") if piece in text]
    assert command("baseline", "check").status == 0


def test_broken_code_is_never_known(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "def ship(:\n"})
    command("baseline", "write")
    assert command("check", ".").status == 1


def test_odd_names_stay_in_their_line(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"a\n\u202eb.py": BARE + "\n" + BARE.replace("load", "läd")})
    command("baseline", "write")
    text = (tmp_path / FILE).read_text("utf-8")
    assert text.isascii()
    assert len([line for line in text.splitlines() if "RK301" in line]) == 1
    (tmp_path / "a\n\u202eb.py").write_text("x = 1\n", "utf-8")
    shown = command("baseline", "check").out
    assert "\u202e" not in shown
    assert all(line.startswith("a\\n") or "gone" in line for line in shown.splitlines())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{",
        "<<<<<<< HEAD\n{}",
        '{"rulekit-baseline": 2, "known": {}}',
        '{"rulekit-baseline": 1}',
        '{"rulekit-baseline": 1, "known": {"a.py": 1}}',
        '{"rulekit-baseline": 1, "known": {"a.py": {"RK301": 1}}}',
        '{"rulekit-baseline": 1, "known": {"a.py": {"RK301 load: except": 0}}}',
        '{"rulekit-baseline": 1, "known": {"a.py": {"RK301 load: except": true}}}',
        '{"rulekit-baseline": 1, "known": {"a.py": {"RK301 load: except": "many"}}}',
        "[" * 100_000,
    ],
)
def test_a_baseline_that_cannot_be_read_is_told(command: Command, tmp_path: Path, text: str) -> None:
    project(tmp_path, {"orders.py": BARE, FILE: text})
    for arguments in (("check", "."), ("baseline", "check"), ("baseline", "prune")):
        done = command(*arguments)
        assert done.status == 2
        assert FILE in one_line(done.err)
    assert command("baseline", "write").status == 0
    assert command("check", ".").status == 0


def test_bytes_that_are_no_text_are_told(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE, FILE: b"\xff\xfe\x00"})
    assert command("check", ".").status == 2


def test_settings_and_options_name_the_baseline(command: Command, tmp_path: Path) -> None:
    table = '[tool.rulekit]\nbaseline = "notes/known.json"\n'
    project(tmp_path, {"pyproject.toml": table, "shop/orders.py": BARE, "notes/keep.txt": ""})
    assert "notes/known.json: cannot be read" in one_line(command("check", ".").err)
    command("baseline", "write")
    assert (tmp_path / "notes/known.json").is_file()
    assert command("check", ".").status == 0
    assert command("check", "orders.py", cwd=tmp_path / "shop").status == 0
    assert command("check", ".", "--no-baseline").status == 1
    assert command("check", ".", "--isolated").status == 1
    other = command("check", ".", "--baseline", "other.json")
    assert (other.status, "other.json" in one_line(other.err)) == (2, True)
    assert command("check", ".", "--no-baseline", "--baseline", "notes/known.json").status == 2
    assert command("check", ".", "--isolated", "--baseline", "notes/known.json").status == 0
    assert 'baseline = "notes/known.json"' in command("check", "--show-settings").out


def test_a_baseline_holds_in_folders_below_up_to_the_repository(command: Command, shop: Path) -> None:
    assert command("check", ".", cwd=shop / "shop").status == 0
    committed(project(shop / "inner", {"orders.py": BARE}))
    assert command("check", ".", cwd=shop / "inner").status == 1


def test_known_findings_are_not_fixed(command: Command, tmp_path: Path) -> None:
    files = {"till.py": '"""Till."""\n\nimport os\n', "day.ipynb": notebook_of("import os", "total = 1")}
    project(tmp_path, files)
    command("baseline", "write")
    (tmp_path / "till.py").write_text(files["till.py"] + "import sys\n", "utf-8")
    assert "+" not in command("check", "--diff", "day.ipynb").out
    done = command("check", "--fix", ".", "--unsafe-fixes")
    assert "Fixed 1 finding." in done.err
    assert (tmp_path / "till.py").read_text("utf-8") == files["till.py"]
    assert (tmp_path / "day.ipynb").read_text("utf-8") == files["day.ipynb"]
    command("check", "--fix", ".", "--unsafe-fixes", "--no-baseline")
    assert "import os" not in (tmp_path / "till.py").read_text("utf-8")
    assert "import os" not in (tmp_path / "day.ipynb").read_text("utf-8")


def test_a_baseline_outlives_what_a_fix_clears_away(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"till.py": "import os\n"})
    command("baseline", "write")
    os.utime(tmp_path / FILE, (0, 0))
    assert LEFTOVER_SECONDS > 0
    command("check", "--fix", ".", "--unsafe-fixes", "--no-baseline")
    assert (tmp_path / FILE).is_file()


def test_standard_input_knows_what_is_known_of_its_file(command: Command, tmp_path: Path) -> None:
    text = b'"""Till."""\n\nimport os\n'
    project(tmp_path, {"till.py": text})
    command("baseline", "write")
    given = ("check", "-", "--stdin-filename", "till.py")
    assert command(*given, stdin=text).status == 0
    assert command(*given, stdin=text + b"import sys\n").places == ["till.py:4:8"]
    fixed = command(*given, "--fix", "--unsafe-fixes", stdin=text + b"import sys\n")
    assert fixed.out == text.decode()
    assert command("check", "-", stdin=text).status == 1


def test_a_warm_run_hides_and_tells_the_same(command: Command, shop: Path) -> None:
    kept = ("check", ".", "--cache-dir", "kept")
    cold = command(*kept)
    assert command(*kept) == cold
    (shop / FILE).unlink()
    assert command(*kept).status == 1
    assert command("baseline", "write").status == 0
    assert command(*kept) == cold


def test_nothing_is_removed_where_something_was_not_judged(command: Command, shop: Path) -> None:
    (shop / "day.ipynb").write_text("{", "utf-8")
    for way in ("check", "prune"):
        done = command("baseline", way)
        assert (done.status, "not everything was judged" in done.err) == (2, True)
    assert command("baseline", "write").status == 2
    assert "day.ipynb" in entries(shop)


def test_many_findings_end_with_how_to_begin(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": "".join(f"def ship{n}(order):\n    print(order)\n\n\n" for n in range(60))})
    alone = command("check", ".").out
    assert ("rulekit baseline write ." in alone, "--since" in alone, "--select" in alone) == (True, False, True)
    (tmp_path / ".git").mkdir()
    first = command("check", ".").out.splitlines()
    assert ["rulekit baseline write ." in first[-3], "--since" in first[-2], "--select" in first[-1]] == [True] * 3
    for other in (["--no-baseline"], ["--output-format", "concise"], ["--statistics"], ["--quiet"]):
        assert "baseline write" not in command("check", ".", *other).out
    assert "baseline write" not in command("check", "orders.py").out
    command("baseline", "write")
    assert "baseline write" not in command("check", ".").out


def test_few_findings_need_no_advice(command: Command, tmp_path: Path) -> None:
    project(tmp_path, {"orders.py": BARE})
    assert "baseline" not in command("check", ".").out
