"""Tests of what runs when, and what values may be."""
