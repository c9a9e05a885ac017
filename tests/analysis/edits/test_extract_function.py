"""Which run of statements is proposed to become a function of its own."""

from rulekit.analysis.edits.extract_function import propose_extraction
from rulekit.analysis.names.functions import functions
from rulekit.analysis.syntax.source import Source

LIMIT = 30
LINES = "".join(f"    step_{number} = price + {number}\n" for number in range(10))


def extraction_in(text: str) -> tuple[list[str], list[str], int] | None:
    """Return what the proposed function takes, what it returns and how long it is."""
    source = Source(text)
    proposal = propose_extraction(source, functions(source)[0], LIMIT)
    return (list(proposal.parameters), list(proposal.returned), proposal.lines) if proposal else None


def test_a_run_takes_what_was_set_before_and_returns_what_is_read_after() -> None:
    text = f"def total(price):\n    rate = 2\n{LINES}    show(price)\n    await_it(price)\n    return step_9 + rate\n"
    proposal = extraction_in(text)
    assert proposal is not None
    taken, returned, _ = proposal
    assert "price" in taken
    assert set(returned) <= {"step_9", "rate"}


def test_no_run_that_leaves_the_function_is_proposed() -> None:
    steps = "".join(f"    if price == {number}:\n        return {number}\n" for number in range(10))
    assert extraction_in(f"def total(price):\n{steps}") is None


def test_no_run_that_returns_too_much_is_proposed() -> None:
    steps = "".join(f"    step_{number} = price\n" for number in range(8))
    read = ", ".join(f"step_{number}" for number in range(8))
    assert extraction_in(f"def total(price):\n{steps}    return {read}\n") is None
