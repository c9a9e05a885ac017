"""Tests of what is told about handlers and what is raised."""
