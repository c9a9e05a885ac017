"""The kinds of file that are told apart."""

ROLES = ("production", "script", "test", "notebook", "stub")
RUNNING = frozenset({"production", "script", "test", "notebook"})
EVERYWHERE = frozenset(ROLES)
