"""Tests of the teaching engine: answers judged for real, in the closed world that learners get."""
