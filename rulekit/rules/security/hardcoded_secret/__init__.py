"""The rule hardcoded-secret, and the analyses that only it needs."""
