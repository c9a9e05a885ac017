"""What names mean: scopes, imports, functions, classes, what a module offers."""
