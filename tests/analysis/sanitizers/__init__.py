"""Tests of what makes a value harmless."""
