"""Handlers, what is raised, and where it goes."""
