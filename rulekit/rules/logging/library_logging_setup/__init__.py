"""The rule library-logging-setup, and the analyses that only it needs."""
