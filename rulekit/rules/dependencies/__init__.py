"""The rules about what a program depends on."""
