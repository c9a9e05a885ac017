"""The rule unclosed-connection, and the analyses that only it needs."""
