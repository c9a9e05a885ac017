"""Notebooks as code under check."""
