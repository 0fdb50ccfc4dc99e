"""One promise a file: why it exists, where it comes from, how grave it is, what it says, what breaks and keeps it."""
