"""The rule untested-function, and the analyses that only it needs."""
