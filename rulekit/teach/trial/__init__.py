"""Trying answers in a closed world: checks, tests that a learner wrote, and the harm that bad code does."""

from rulekit.teach.trial.checking import show_harm, try_answer, try_tests
from rulekit.teach.trial.tried import Tried

__all__ = ["Tried", "show_harm", "try_answer", "try_tests"]
