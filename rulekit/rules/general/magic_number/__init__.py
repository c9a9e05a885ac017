"""The rule magic-number, and the analyses that only it needs."""
