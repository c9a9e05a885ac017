"""What a check in the child may ask for: each is a seam below a real library, never a copy of the library."""
