"""Where values come from: outside sources, and the paths that they take."""
