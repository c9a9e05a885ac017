"""Tests of rules, findings and errors as values."""
