"""Whole projects: files, their roles, and references between them."""
