"""The rule generic-raise, and the analyses that only it needs."""
