"""What is written down at the counter: one shape for all of it. A form that somebody opened, or a proposal read from a
sentence: the same fields, confirmed by a tap, kept by the server from its own rows, with a way back for a while."""
