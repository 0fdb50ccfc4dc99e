"""What the built-in model says, by kind of question: only from what the tools returned, a mark on each statement."""
