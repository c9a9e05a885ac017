"""The rule manual-setup, and the analyses that only it needs."""
