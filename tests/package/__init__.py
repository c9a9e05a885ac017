"""Tests of what holds for the package and its tests as a whole."""
