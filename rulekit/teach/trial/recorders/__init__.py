"""Recorders: each stands between an answer and one part of the world, and tells the checks what it saw."""
