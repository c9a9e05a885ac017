"""The rule missing-traceback, and the analyses that only it needs."""
