"""`copilot import`: from files of client data to records."""


def import_() -> None:
    """Read a folder of CSV files into the records."""
