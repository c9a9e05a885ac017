"""The vocabulary: rules, findings and errors, as values that know nothing of files, trees or screens."""
