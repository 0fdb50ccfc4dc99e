"""`copilot duplicates` and `copilot merge`: two records of one person."""


def duplicates() -> None:
    """List clients who may be one person."""


def merge() -> None:
    """Make two records of one person one, or part them again."""
