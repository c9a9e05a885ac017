"""The command line: one module a command; the only part that prints and exits."""
