"""A small model of our own that reads a message beside everything known, trained on labelled messages (see tests/reading/training)."""
