"""Tests of running, settings, fixing and files."""
