"""Tests of what counts as a secret."""
