"""The rule raw-thread, and the analyses that only it needs."""
