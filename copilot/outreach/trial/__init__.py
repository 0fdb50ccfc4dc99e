"""The trial of the outbox: workers that are killed, channels that fail, and senders that race. Made-up clients only."""
