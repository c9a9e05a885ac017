"""Facts about Python and its libraries, as data."""
