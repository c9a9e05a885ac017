"""The rule unused-import, and the analyses that only it needs."""
