"""The code under check: one parse, one walk, and questions that are answered once a file."""
