"""Running rules over sources: it knows no particular rule, and reads files only where a path is given."""
