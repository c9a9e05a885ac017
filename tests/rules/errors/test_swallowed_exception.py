"""What the cases of silent handlers cannot say: how much a comment lowers a finding."""

from functools import partial

import pytest

from rulekit.model.finding import Severity
from tests.marked import findings_of

findings = partial(findings_of, "RK304")

EXPLAINED = {
    "in the handler": "try:\n    send(item)\nexcept MailError:\n    pass  # the mail is only a courtesy\n",
    "behind the only statement": "try:\n    send(item)  # the mail is only a courtesy\nexcept MailError:\n    pass\n",
    "between the two": "try:\n    send(item)\n    # the mail is only a courtesy\nexcept MailError:\n    pass\n",
}
UNEXPLAINED = {
    "in a block": "try:\n    if ready:\n        send(item)  # by post\nexcept MailError:\n    pass\n",
    "in a `match`": (
        "try:\n    match item:\n        case 1:\n            send(item)  # by post\nexcept MailError:\n    pass\n"
    ),
    "at an argument": "try:\n    send(\n        item,  # the lamp\n    )\nexcept MailError:\n    pass\n",
    "in another handler": (
        "try:\n    send(item)\nexcept TypeError:\n    # the old way\n    post(item)\nexcept MailError:\n    pass\n"
    ),
}


@pytest.mark.parametrize("text", EXPLAINED.values(), ids=EXPLAINED)
def test_a_comment_on_the_silence_makes_it_advice(text: str) -> None:
    assert [finding.severity for finding in findings(text)] == [Severity.ADVICE]


@pytest.mark.parametrize("text", UNEXPLAINED.values(), ids=UNEXPLAINED)
def test_a_comment_on_something_else_lowers_nothing(text: str) -> None:
    assert [finding.severity for finding in findings(text)] == [Severity.WARNING]
