"""Tests: sentences about what rulekit does."""
