"""Tests of rules of a team's own."""
