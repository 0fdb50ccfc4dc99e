"""The built-in writer: a message to one client, composed of moves from what may be said. Pure words, no rows, no network."""
