"""Database Rules."""
