"""The rules of the guide, one module each, in a folder for each of its sections."""
