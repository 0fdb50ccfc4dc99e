"""The chat model that needs no key: it understands what associates ask, and says only what was looked up."""
