"""Chat models: which one answers, and what is said when it does not."""
