"""Tests of what tests, fixtures and assertions are."""
