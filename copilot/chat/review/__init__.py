"""The review desk: what waits for a manager, one message whole at a time, and what they decide."""
