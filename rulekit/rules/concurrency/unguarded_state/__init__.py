"""The rule unguarded-state, and the analyses that only it needs."""
