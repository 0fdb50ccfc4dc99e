"""Is this the right distance, and the right moment? Pure: no clock, no database, no network, no model."""
