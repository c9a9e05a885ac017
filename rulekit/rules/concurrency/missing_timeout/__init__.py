"""The rule missing-timeout, and the analyses that only it needs."""
