"""Writing uploaded files down: unpacked, under their own names, never more than was agreed on."""

import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from copilot.errors import CopilotError

MOST_BYTES = 300_000_000  #: of all files together, unpacked too
MOST_FILES = 60


class UploadRefused(CopilotError):
    """These files cannot be taken; the words say what to bring instead."""


def keep(files: Iterable[tuple[str, BinaryIO]], into: Path) -> None:
    """Write the files down, unpacked; refused whole when they are too many or too large."""
    left = MOST_BYTES
    for name, stream in files:
        if name.lower().endswith(".zip"):
            left -= _unpack(name, stream, into, left)
        else:
            left -= _write(name, stream, into, left)
    if not any(into.iterdir()):
        raise UploadRefused("There was no file in that. Choose one or several CSV files, or a zip of them.", key="no_file")


def _unpack(name: str, stream: BinaryIO, into: Path, left: int) -> int:
    written = 0
    try:
        with zipfile.ZipFile(stream) as archive:
            for member in archive.infolist():
                if member.is_dir() or "__MACOSX/" in member.filename or PurePosixPath(member.filename).name.startswith("."):
                    continue
                with archive.open(member) as file:
                    written += _write(member.filename, file, into, left - written)  # type: ignore[arg-type]  # read is enough
    except (zipfile.BadZipFile, NotImplementedError, EOFError) as broken:
        raise UploadRefused(f"{name} is no zip file, or a damaged one.", key="bad_zip", file=name[:80]) from broken
    except RuntimeError as locked:  # zipfile's way to say that a member is encrypted
        raise UploadRefused(f"{name} is locked with a password.", key="locked_zip", file=name[:80]) from locked
    return written


def _write(name: str, stream: BinaryIO, into: Path, left: int) -> int:
    """Under its own name without any folder; never more bytes than are left, whatever an archive says of itself."""
    plain = "".join(c for c in PurePosixPath(name.replace("\\", "/")).name if c.isprintable())[:100].strip()
    if plain in ("", ".", ".."):
        raise UploadRefused("A file without a name cannot be taken.", key="no_name")
    if not plain.lower().endswith((".csv", ".tsv", ".xlsx", ".xls", ".ods", ".numbers", ".gz")):
        raise UploadRefused(f"{plain} is not a CSV file.", key="not_csv", file=plain)
    if (into / plain).exists():
        raise UploadRefused(f"{plain} is there twice; take one out.", key="twice", file=plain)
    if sum(1 for _ in into.iterdir()) >= MOST_FILES:
        raise UploadRefused(f"Up to {MOST_FILES} files are taken at once.", key="too_many", most=MOST_FILES)
    written = 0
    with (into / plain).open("xb") as file:
        while chunk := stream.read(1 << 20):
            written += len(chunk)
            if written > left:
                raise too_large()
            file.write(chunk)
    return written


def too_large() -> UploadRefused:
    """More than an upload takes."""
    most = MOST_BYTES // 1_000_000
    return UploadRefused(
        f"That is more than {most} MB. Bring it in parts, or use `copilot import` on the server.", key="too_large", most=most
    )
