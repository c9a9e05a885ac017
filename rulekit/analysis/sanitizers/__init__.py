"""What makes a value harmless: a guard, a list of known values, a conversion, quoting; and for which use."""
