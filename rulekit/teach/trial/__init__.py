"""Trying answers in a closed world: checks, tests that a learner wrote, and the harm that bad code does."""
