"""Numbers that other people, or we, have trained: where they come from, whether they are the right ones, how they are run."""
