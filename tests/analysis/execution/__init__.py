"""Tests of code and commands that are handed to an interpreter or a shell."""
