"""What happens to a message, in order: gathered for, read, judged; later drafted, reviewed, sent, answered."""
