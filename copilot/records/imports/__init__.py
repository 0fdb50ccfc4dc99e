"""From files of client data to records: any subset of the files, any order of columns, as often as one likes."""

from copilot.records.imports.folder import ImportReport, Step, import_folder

__all__ = ["ImportReport", "Step", "import_folder"]
