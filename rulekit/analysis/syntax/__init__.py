"""The text and its tree: parsing, one walk, lines, comments, naming."""
