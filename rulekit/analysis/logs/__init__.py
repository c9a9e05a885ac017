"""Loggers, log calls and prints."""
