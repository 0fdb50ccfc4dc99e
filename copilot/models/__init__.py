"""Which language model does which job, and what happens when it fails."""
