"""What the cases cannot say of the rules about logging."""
