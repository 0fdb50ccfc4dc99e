"""What is written down with a client at the counter. Each change is one transaction, checked for role and scope, and keeps
what was there before; the caller commits."""
