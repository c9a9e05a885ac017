"""Tests of sessions, transactions and connections."""
