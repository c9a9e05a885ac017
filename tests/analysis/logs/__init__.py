"""Tests of what is told about loggers, log calls and prints."""
