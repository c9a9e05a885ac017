"""The rule mutable-global, and the analyses that only it needs."""
