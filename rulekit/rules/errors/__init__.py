"""Error Handling."""
