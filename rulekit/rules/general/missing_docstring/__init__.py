"""The rule missing-docstring, and the analyses that only it needs."""
