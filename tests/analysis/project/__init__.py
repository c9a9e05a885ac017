"""Tests of what a file is for, and what a project holds."""
