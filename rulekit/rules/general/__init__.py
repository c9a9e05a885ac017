"""General Code Style."""
