"""The rule long-function, and the analyses that only it needs."""
