"""The rule dynamic-code, and the analyses that only it needs."""
