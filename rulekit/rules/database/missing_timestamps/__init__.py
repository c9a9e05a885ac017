"""The rule missing-timestamps, and the analyses that only it needs."""
