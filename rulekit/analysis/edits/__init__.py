"""Edits that the fixes of several rules make."""
