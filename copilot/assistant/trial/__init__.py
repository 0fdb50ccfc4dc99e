"""A trial of discretion: questions about another store's clients, beside the same about nobody and about one's own."""
