"""Answers run in a closed world: what they do is seen, endless ones are stopped, and the process never notices."""

import logging
import os
import random
import sys
import threading
from pathlib import Path

import pytest

from rulekit.teach.trial.checking import show_harm, try_answer
from rulekit.teach.trial.tried import Tried


def tried(answer: str, check: str, modules: dict[str, str] | None = None) -> Tried:
    """Try an answer by one check."""
    (one,) = try_answer(answer, check, modules)
    return one


def test_a_check_that_holds_has_no_message() -> None:
    check = 'def check_sum(answer):\n    """Two and two are four."""\n    assert answer.add(2, 2) == 4\n'

    one = tried("def add(a, b):\n    return a + b\n", check)

    assert (one.name, one.sentence, one.message) == ("check_sum", "Two and two are four.", None)


def test_the_words_of_a_failed_check_are_the_message() -> None:
    check = "def check_sum(answer):\n    got = answer.add(2, 2)\n    assert got == 4, f'two and two gave {got}'\n"

    assert tried("def add(a, b):\n    return a * b + 1\n", check).message == "two and two gave 5"


def test_an_exception_of_the_answer_is_told_with_its_line() -> None:
    one = tried("def half(n):\n    return n / 0\n", "def check_half(answer):\n    answer.half(4)\n")

    assert (one.message, one.line, one.is_ours) == ("the code raises `ZeroDivisionError: division by zero`", 2, False)


def test_a_missing_name_is_told() -> None:
    one = tried("x = 1\n", "def check_half(answer):\n    answer.half(4)\n")

    assert one.message == "`half` is not at the top of the module: define it there"


def test_a_call_that_does_not_fit_is_told() -> None:
    one = tried("def half():\n    return 1\n", "def check_half(answer):\n    answer.half(4)\n")

    assert str(one.message).startswith("it cannot be called as the shop calls it: half() takes 0")


def test_modules_inside_a_package_can_be_imported_by_name() -> None:
    answer = "from importlib import metadata\nfrom xml import dom\nfrom json import loads\n"
    check = "def check_all(answer):\n    assert callable(answer.metadata.version) and answer.dom and answer.loads\n"

    assert tried(answer, check).message is None


@pytest.mark.parametrize(
    "check", ["def check_a(answer, moon):\n    pass\n", "def check_a(answer):\n    undefined\n", "def ("]
)
def test_a_fault_of_the_check_is_ours(check: str) -> None:
    assert tried("x = 1\n", check).is_ours


ENDLESS = {
    "a while loop": "while True:\n        pass",
    "a loop that catches everything": "while True:\n        try:\n            x = 1\n        except:\n            pass",
    "a counter": "import itertools\n    for n in itertools.count():\n        pass",
    "a list of a counter": "import itertools\n    list(itertools.count())",
    "a sum over a cycle": "import itertools\n    sum(x for x in itertools.cycle([1]))",
    "an iterator with a sentinel": "for n in iter(int, 1):\n        pass",
    "a comprehension": "[n for n in iter(int, 1)]",
    "a call that calls itself": "return run()",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS.keys())
def test_an_endless_answer_is_stopped(body: str) -> None:
    one = tried(f"def run():\n    {body}\n", "def check_run(answer):\n    answer.run()\n")

    told = (
        "the code does not come to an end: it was stopped after 100,000 steps",
        "a function calls itself without end",
    )
    assert one.message in told


def test_what_is_printed_logged_written_and_slept_is_seen() -> None:
    answer = (
        "import logging, sys, time\nfrom pathlib import Path\n\n\ndef work():\n    print('a', 'b', sep='-')\n"
        "    print('no', file=sys.stderr)\n    time.sleep(30)\n    Path('day/orders.txt').write_text('tea')\n"
        "    try:\n        int('x')\n    except ValueError:\n        logging.getLogger('shop').exception('bad %s', 1)\n"
    )
    check = (
        "def check_all(answer, output, logs, files, clock):\n    answer.work()\n"
        "    assert output.lines == ['a-b']\n"
        "    assert output.errors.startswith('no')\n"
        "    assert logs.messages == ['bad 1'] and logs.levels == ['ERROR']\n"
        "    assert logs.records[0].has_traceback and logs.records[0].logger == 'shop'\n"
        "    assert files.read('day/orders.txt') == 'tea' and clock.slept == [30]\n"
        "    assert logs.root_handlers == []\n"
    )

    assert tried(answer, check).message is None


def test_the_given_modules_are_imported() -> None:
    modules = {"shop.stock": "ROOM = 3\n", "shop": "from shop.stock import ROOM\n"}
    answer = (
        "import shop\nfrom shop.stock import ROOM\n\n\ndef room():\n    return ROOM + shop.ROOM + shop.stock.ROOM\n"
    )

    assert tried(answer, "def check_room(answer):\n    assert answer.room() == 9\n", modules).message is None


@pytest.mark.parametrize("name", ["ftplib", "multiprocessing", "numpy", "ctypes"])
def test_what_nobody_stands_in_for_is_refused(name: str) -> None:
    one = tried(f"import {name}\n", "def check_a(answer):\n    pass\n")

    assert one.message == f"the code raises `ImportError: `{name}` is not part of this exercise`"


def test_every_check_begins_anew() -> None:
    check = "def check_one(answer):\n    answer.left.append(1)\n    assert answer.left == [1]\n"
    both = check + check.replace("check_one", "check_two")

    assert [one.message for one in try_answer("left = []\n", both)] == [None, None]


RACE = """
def check_count(answer, threads):
    def before():
        answer.shelf.left = 10
    for one in threads.race(answer.shelf.take, answer.shelf.take, before, lambda: answer.shelf.left):
        assert one.result == 8, one.text
"""
SHELF = "class Shelf:\n    def __init__(self):\n{init}\n    def take(self):\n{take}\n\n\nshelf = Shelf()\n"


def test_a_lost_update_is_found_and_its_story_told() -> None:
    answer = SHELF.format(init="        self.left = 10", take="        self.left -= 1")

    assert str(tried(answer, RACE).message).splitlines() == [
        "first   has computed line 5 and not stored it yet",
        "second  runs from its start to its end",
        "first   stores line 5 and goes on",
    ]


def test_a_lock_around_the_whole_update_keeps_it() -> None:
    init = "        self.left = 10\n        self.lock = threading.Lock()"
    answer = "import threading\n\n\n" + SHELF.format(
        init=init, take="        with self.lock:\n            self.left -= 1"
    )

    assert tried(answer, RACE).message is None


def test_who_waits_for_a_lock_with_a_timeout_gets_it() -> None:
    init = "        self.left = 10\n        self.lock = threading.Lock()"
    take = """\
        if not self.lock.acquire(timeout=10):
            raise TimeoutError
        try:
            self.left -= 1
        finally:
            self.lock.release()"""

    assert tried("import threading\n\n\n" + SHELF.format(init=init, take=take), RACE).message is None


def test_who_waits_with_a_timeout_for_a_lock_of_his_own_does_not_get_it() -> None:
    run = "def run():\n    lock = threading.Lock()\n    lock.acquire()\n    return lock.acquire(timeout=1)\n"
    answer = f"import threading\n\n\n{run}"

    assert tried(answer, "def check_a(answer, threads):\n    assert answer.run() is False\n").message is None


def test_what_stands_behind_the_lock_is_raced_too() -> None:
    init = "        self.left = 10\n        self.lock = threading.Lock()\n        self.day = 1"
    take = "        with self.lock:\n            self.day = 2\n        self.left -= 1"
    answer = "import threading\n\n\n" + SHELF.format(init=init, take=take)

    assert str(tried(answer, RACE).message).startswith("first   has computed line 12")


def test_a_lock_around_the_write_alone_does_not_keep_it() -> None:
    init = "        self.left = 10\n        self.lock = threading.Lock()"
    take = "        now = self.left\n        with self.lock:\n            self.left = now - 1"

    assert tried("import threading\n\n\n" + SHELF.format(init=init, take=take), RACE).message is not None


def test_what_would_wait_for_ever_is_told() -> None:
    answer = (
        "import queue\n\n\ndef run():\n    try:\n        return queue.Queue().get()\n"
        "    except Exception:\n        return 1\n"
    )

    assert (
        tried(answer, "def check_a(answer):\n    answer.run()\n").message == "`get()` waits for ever on an empty queue"
    )


def test_a_pool_works_and_its_errors_surface_where_they_are_asked_for() -> None:
    answer = (
        "from concurrent.futures import ThreadPoolExecutor\n\n\ndef run(items):\n"
        "    with ThreadPoolExecutor(max_workers=2) as pool:\n        return list(pool.map(int, items))\n"
    )
    check = (
        "def check_a(answer, threads):\n    assert answer.run(['1', '2']) == [1, 2]\n"
        "    assert threads.pools[0].max_workers == 2 and threads.pools[0].is_closed\n    try:\n"
        "        answer.run(['x'])\n    except ValueError:\n        return\n    assert False, 'lost'\n"
    )

    assert tried(answer, check).message is None


def test_coroutines_run_in_the_world_s_time() -> None:
    answer = (
        "import asyncio\n\n\nasync def nap():\n    await asyncio.sleep(60)\n    return 1\n\n\n"
        "def run():\n    return asyncio.run(nap())\n"
    )

    assert (
        tried(answer, "def check_a(answer, clock):\n    assert answer.run() == 1 and clock.passed == 60\n").message
        is None
    )


def test_chance_can_be_guessed_and_secrets_cannot() -> None:
    answer = (
        "import random\nimport secrets\n\n\ndef weak():\n    return random.random()\n\n\ndef strong():\n"
        "    return secrets.token_hex()\n"
    )
    check = (
        "def check_a(answer, chance):\n    assert answer.weak() == chance.guess().random()\n"
        "    assert answer.strong() != answer.strong()\n"
    )

    assert tried(answer, check).message is None


def test_the_environment_begins_empty() -> None:
    answer = "import os\n\n\ndef key():\n    return os.environ.get('KEY'), os.getenv('HOME')\n"
    check = "def check_a(answer, environment):\n    environment['KEY'] = 'x'\n    assert answer.key() == ('x', None)\n"

    assert tried(answer, check).message is None


def test_a_witness_tells_what_it_sees() -> None:
    witness = "def show(answer, output):\n    answer.run()\n    print('printed:', output.text.strip())\n"

    assert show_harm("def run():\n    print('tea')\n", witness) == "printed: tea"


def test_the_process_stays_as_it_was() -> None:
    answer = (
        "import logging, os, random, sys\nlogging.basicConfig(level=10)\nlogging.getLogger('quiet_shop').setLevel(50)\n"
        "os.environ['X'] = '1'\nrandom.seed(1)\nsys.path.append('x')\nsys.modules['x'] = sys\n"
        "open('x.txt', 'w').write('x')\n"
    )
    root = logging.getLogger()
    before = (root.level, list(root.handlers), dict(os.environ), random.getstate(), list(sys.path), sys.stdout)
    threads, folder = threading.active_count(), list(Path.cwd().iterdir())

    assert tried(answer, "def check_a(answer, logs):\n    assert logs.root_level == 'DEBUG'\n").message is None

    after = (root.level, list(root.handlers), dict(os.environ), random.getstate(), list(sys.path), sys.stdout)
    assert after == before
    assert (threading.active_count(), list(Path.cwd().iterdir())) == (threads, folder)
    assert "x" not in sys.modules
    assert "quiet_shop" not in logging.root.manager.loggerDict


def test_a_dataclass_with_hints_as_text_works() -> None:
    answer = (
        "from __future__ import annotations\nfrom dataclasses import dataclass\n\n\n@dataclass\nclass Order:\n"
        "    pieces: int = 1\n"
    )

    assert tried(answer, "def check_a(answer):\n    assert answer.Order().pieces == 1\n").message is None


def test_files_are_found_by_a_pattern() -> None:
    answer = """
from pathlib import Path


def found(pattern):
    return [str(path) for path in Path("orders").glob(pattern)]


def all_found(pattern):
    return [path.name for path in Path("orders").rglob(pattern)]
"""
    check = """
def check_all(answer, files):
    for name in ("orders/b.csv", "orders/a.csv", "orders/old/c.csv", "orders/a.txt", "d.csv"):
        files.write(name, "")
    assert answer.found("*.csv") == ["orders/a.csv", "orders/b.csv"], answer.found("*.csv")
    assert answer.found("old/*.csv") == ["orders/old/c.csv"], answer.found("old/*.csv")
    assert answer.all_found("*.csv") == ["a.csv", "b.csv", "c.csv"], answer.all_found("*.csv")
"""

    assert tried(answer, check).message is None


def test_a_witness_prints_as_python_does() -> None:
    witness = "def show(answer):\n    print(answer.left, 'left', sep=': ', end='.\\n')\n    answer.left / 0\n"

    assert show_harm("left = 3\n", witness) == "3: left.\nZeroDivisionError: division by zero"


def test_a_log_file_is_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = "import logging\n\nlogging.basicConfig(filename='orders.log')\nlogging.error('no stock')\n"
    check = "def check_all(answer, files):\n    assert 'no stock' in files.read('orders.log'), files.paths\n"

    assert tried(answer, check).message is None
    assert list(tmp_path.iterdir()) == []


def test_logging_can_be_set_up_by_a_dictionary(capfd: pytest.CaptureFixture[str]) -> None:
    answer = """
import logging.config
import sys

logging.config.dictConfig({
    "version": 1,
    "handlers": {"screen": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["screen"]},
})
logging.error("no stock")
sys.__stdout__.write("seen")
"""
    check = "def check_all(answer, output):\n    assert (output.errors, output.text) == ('no stock\\n', 'seen')\n"

    assert tried(answer, check).message is None
    assert capfd.readouterr() == ("", "")


def test_warnings_of_an_answer_stay_in_its_world() -> None:
    answer = "import logging\nimport warnings\n\nwarnings.simplefilter('error')\nlogging.getLogger().warn('stock')\n"

    assert tried(answer, "def check_all(answer, logs):\n    assert logs.messages == ['stock']\n").message is None
