"""A small runner for tests in the style of pytest and unittest, for code that lives in a closed world."""
