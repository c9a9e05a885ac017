"""Tests of the facts about libraries: they hold against the real ones."""
