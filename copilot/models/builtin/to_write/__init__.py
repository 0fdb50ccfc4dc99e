"""Sentences that ask for a message to a client: to whom, about what, and how; read from the words alone."""
