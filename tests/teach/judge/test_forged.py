"""An answer does not pass by a trick: it cannot report for itself, and the check is really run."""

import pytest

from rulekit.teach.judge.ask import ask
from rulekit.teach.judge.request import Request, Work

WRONG = "def count():\n    return 2\n"
CHECK = '''
def test_count(answer):
    """There is one."""
    assert answer.count() == 1, "that is not one"
    assert all(one == 1 for one in [answer.count()]), "that is not all"
'''
REPORT = '{"tried": {}}\\n{"done": true}\\n'
REPLY = '{"lines": [{"name": "test_count", "sentence": "There is one."}]}\\n'
TO_ALL = """
import os
for pipe in range(256):
    try:
        os.write(pipe, b'\\n{text}')
    except OSError:
        pass
"""
TRICKS = {
    "a report in every pipe": TO_ALL.replace("{text}", REPORT),
    "a report, and the end": TO_ALL.replace("{text}", REPORT) + "os._exit(0)",
    "a reply in every pipe": TO_ALL.replace("{text}", REPLY),
    "a reply, and the end": TO_ALL.replace("{text}", REPLY) + "os._exit(0)",
    "a printed report": f"print('''{REPORT}''')",
    "the reporter itself": "from rulekit.teach.judge.fork import report\nreport({'tried': {}})",
    "half a line in the pipe": "import os\nos.write(9, b'{')",
    "too much in the pipe": "import os\nwhile True:\n    os.write(9, b' ' * 4096)",
    "a closed pipe": "import os\nos.close(9)",
    "no pipe at all": "import os\nos.closerange(3, 256)",
    "another pipe": "import os\nos.dup2(os.open(os.devnull, os.O_WRONLY), 9)",
    "checks that do not run": "import pytest\npytest.Function.runtest = lambda self: None",
    "a runner that does nothing": (
        "import _pytest.runner as r\nr.runtestprotocol = r.call_and_report = lambda *_, **__: None"
    ),
    "calls that raise nothing": (
        "from _pytest.runner import CallInfo\n"
        "CallInfo.from_call = classmethod(lambda c, f, when, reraise: c(None, None, 0, 0, 0, when, _ispytest=True))"
    ),
    "other built-in functions": "import builtins\nbuiltins.all = builtins.isinstance = lambda *_: True",
    "another AssertionError": "import builtins\nbuiltins.AssertionError = KeyError",
    "the checks by their name": "import test_checks\ntest_checks.test_count.__code__ = (lambda answer: None).__code__",
    "the checks wherever they are": (
        "import sys\nfor one in list(sys.modules.values()):\n"
        "    if hasattr(one, 'test_count'):\n        one.test_count.__code__ = (lambda answer: None).__code__"
    ),
    "a skip": "import pytest\npytest.skip('not today', allow_module_level=True)",
    "an expected failure": "import pytest\npytest.xfail('it is so')",
    "a mark": "import pytest\npytestmark = pytest.mark.skip",
    "the end of pytest": "import pytest\npytest.exit('enough', returncode=0)",
    "the end of the program": "import sys\nsys.exit(0)",
    "the end at the end": "import atexit, os\natexit.register(os._exit, 0)",
    "a thread that goes on": "import threading\nthreading.Thread(target=threading.Event().wait).start()",
    "an interrupt": "raise KeyboardInterrupt",
}


@pytest.mark.parametrize("trick", TRICKS.values(), ids=TRICKS)
def test_a_trick_does_not_pass(trick: str) -> None:
    (tried,) = ask(Request(Work.CHECKS, f"{trick}\n{WRONG}", checks=CHECK))

    assert tried["name"] == "test_count"
    assert tried["message"]


def test_after_all_tricks_a_right_answer_passes() -> None:
    assert ask(Request(Work.CHECKS, "def count():\n    return 1\n", checks=CHECK)) == [
        {"name": "test_count", "sentence": "There is one.", "printed": ""}
    ]


def test_what_is_written_around_the_judge_does_not_show(capfd: pytest.CaptureFixture[str]) -> None:
    loud = "import os, sys\nos.write(1, b'one')\nos.write(2, b'two')\nsys.__stderr__.write('three')\n"
    for work in (Work.CHECKS, Work.LOOK):
        ask(Request(work, f"{loud}{WRONG}", checks=CHECK))

    assert capfd.readouterr() == ("", "")
