"""Tests of the text, its tree, lines and comments."""
