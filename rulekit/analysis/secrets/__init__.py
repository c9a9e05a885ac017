"""Secrets in code and text: what they are called, how they look, where they are written, how they are masked."""
