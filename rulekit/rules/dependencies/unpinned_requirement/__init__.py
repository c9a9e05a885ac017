"""The rule unpinned-requirement, and the analyses that only it needs."""
