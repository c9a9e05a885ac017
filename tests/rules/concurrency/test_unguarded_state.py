"""What the cases of unguarded state cannot say: how sure a finding is."""

from functools import partial

from rulekit.model.finding import Severity
from tests.marked import findings_of

findings = partial(findings_of, "RK801")

EXPORT = """
import threading


class Export:
    def __init__(self):
        self.size = 0

    def start(self):
        threading.Thread(target=self.run).start()

    def run(self):
        self.size += 1

    def load(self, item):
        self.size += 2

    def show(self):
        {shown}
"""


def severities(shown: str) -> set[Severity]:
    return {finding.severity for finding in findings(EXPORT.format(shown=shown))}


def test_who_runs_the_lambdas_of_a_table_is_not_known() -> None:
    assert severities('return {"cover": lambda item: self.load(item)}') == {Severity.ADVICE}


def test_a_lambda_that_is_handed_over_runs_beside_the_threads() -> None:
    assert severities("Button(command=lambda: self.load(1))") == {Severity.ERROR}


def test_to_empty_what_was_only_counted_is_advice_and_what_was_handed_on_a_warning() -> None:
    text = """
import threading


class Stats:
    def __init__(self):
        self.waiting = []

    def start(self):
        threading.Thread(target=self.run).start()

    def note(self, task):
        self.waiting.append(task)

    def run(self):
        if len(self.waiting) > 10:
            {sent}
            self.waiting.clear()
"""
    assert {one.severity for one in findings(text.format(sent="report()"))} == {Severity.ADVICE}
    assert {one.severity for one in findings(text.format(sent="send(self.waiting)"))} == {Severity.WARNING}
