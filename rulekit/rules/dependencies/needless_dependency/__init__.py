"""The rule needless-dependency, and the analyses that only it needs."""
