"""Tests of single rules of the section Security."""
