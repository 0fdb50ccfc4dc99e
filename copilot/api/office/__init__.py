"""Pages of our own beside the chat: what administrators do, one's own account, and a new password."""
