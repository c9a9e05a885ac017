"""The rule unsafe-subprocess, and the analyses that only it needs."""
