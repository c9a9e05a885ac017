"""Code and commands that the program hands to an interpreter or a shell."""
