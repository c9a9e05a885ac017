"""The rule unconventional-name, and the analyses that only it needs."""
