"""Tests of what holds at every door, and of `import rulekit`."""
