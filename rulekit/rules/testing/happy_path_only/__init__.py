"""The rule happy-path-only, and the analyses that only it needs."""
