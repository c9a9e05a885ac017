"""Tests of statements of SQL and what stands in them."""
