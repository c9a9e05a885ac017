"""Statements in SQL: where they are run, how they are built, what makes them harmless."""
