"""A small network of our own reads a message beside everything known. Its training: tests/reading/training."""
