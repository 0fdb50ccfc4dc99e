"""`copilot bench import`: how fast the records are read in, and at what cost."""


def bench_import() -> None:
    """Load the real transactions into an empty database and measure."""
