"""The rule unsafe-sql, and the analyses that only it needs."""
