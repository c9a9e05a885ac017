"""Tests of the rules: what holds for each of them, and by section what only one of them needs."""
