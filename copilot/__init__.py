"""The clienteling copilot: what the shop knows about a client, how it knows it, and what to say."""
