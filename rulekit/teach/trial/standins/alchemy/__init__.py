"""A small stand-in of `sqlalchemy` over SQLite in memory: engines, sessions, models, simple selects."""
