"""The rule wrong-log-level, and the analyses that only it needs."""
