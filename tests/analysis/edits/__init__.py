"""Edits that fixes make."""
