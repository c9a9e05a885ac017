"""The rule unvalidated-input, and the analyses that only it needs."""
