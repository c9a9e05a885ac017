"""Tests of single rules of the section Dependency Management."""
