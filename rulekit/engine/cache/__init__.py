"""The cache: answers of earlier runs by what decided them, so that nothing is judged twice."""
