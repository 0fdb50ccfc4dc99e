"""A message to a client in the conversation: written, changed in place, judged at rest, let go by a person."""
