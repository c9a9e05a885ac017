"""Tests of what names mean."""
