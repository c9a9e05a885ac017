"""The rule insecure-random, and the analyses that only it needs."""
