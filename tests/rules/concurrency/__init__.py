"""Tests of single rules of the section General Code Style."""
