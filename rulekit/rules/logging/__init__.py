"""Logging Rules."""
