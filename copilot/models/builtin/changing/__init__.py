"""Sentences that ask for something to be written down: what would be changed, read from the words alone."""
