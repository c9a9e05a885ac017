"""Tests of the shared questions about code: a small text in, the answer out."""
