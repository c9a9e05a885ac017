"""What goes wrong in judging a file, and what is said of it."""

from rulekit.engine.crashes import Crash, Noted, timed

ENDLESS = float("inf")


def failing(seconds: float) -> list[Crash]:
    crashes: list[Crash] = []
    with timed(crashes, "orders.py", seconds), Noted(crashes, "orders.py", "RK301"):
        raise SystemError("the depth of the recursion does not agree")
    return crashes


def test_what_fails_in_time_is_a_failure() -> None:
    (crash,) = failing(ENDLESS)
    assert str(crash).startswith("orders.py: RK301 failed (SystemError: the depth of the recursion does not agree): ")


def test_what_fails_when_the_time_is_over_failed_for_that() -> None:
    (crash,) = failing(-1)
    assert str(crash).startswith("orders.py: not all rules have judged it: it takes longer than `time-limit` allows: ")
