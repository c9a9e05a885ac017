"""Tests of the analyses that several rules share, by subject."""
