"""The rule print-call, and the analyses that only it needs."""
