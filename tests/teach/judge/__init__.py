"""Tests of the judge: real libraries and real processes."""
