"""Tests of notebooks as documents: read, translated and written back."""
