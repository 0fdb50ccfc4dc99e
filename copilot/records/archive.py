"""The file that a backup is: a compressed tar with one member a table, the house's files, and a manifest at its end.

The manifest says what each member must look like. Nothing is taken from an archive before all of it was checked.
"""

import gzip
import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, Any

from copilot.errors import CopilotError

FORMAT = 1
MANIFEST = "manifest.json"
_TABLES, _FILES = "database/", "files/"
_CHUNK = 1 << 20
_BROKEN = (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile)


class BackupRefused(CopilotError):
    """A backup cannot be written or taken back; whoever keeps the backups must act."""


@dataclass
class Archive:
    """A backup that is being written, or was read and found whole."""

    tar: tarfile.TarFile
    about: dict[str, Any] = field(default_factory=dict)

    def add_table(self, name: str, lines: Iterable[bytes]) -> int:
        """Keep a table's lines; how many bytes they took."""
        # Not to be found in any folder, and gone whatever happens: there are clients in it.
        with tempfile.TemporaryFile(dir=Path(str(self.tar.name)).parent) as whole:
            for line in lines:
                whole.write(line)
            return self._add(f"{_TABLES}{name}.jsonl", whole)

    def add_file(self, path: Path, name: PurePosixPath) -> None:
        """Keep one of the house's files under this name."""
        with path.open("rb") as whole:
            self._add(f"{_FILES}{name}", whole)

    def tables(self) -> list[str]:
        """Which tables it holds."""
        inside = [name for name in self.about["members"] if name.startswith(_TABLES)]
        return [name.removeprefix(_TABLES).removesuffix(".jsonl") for name in inside]

    def lines(self, table: str) -> IO[bytes]:
        """A table's lines."""
        return self._open(f"{_TABLES}{table}.jsonl")

    def unpack_files(self, into: Path) -> int:
        """Write the house's files into a folder; how many there were."""
        names = [name for name in self.about["members"] if name.startswith(_FILES)]
        for name in names:
            place = into / name.removeprefix(_FILES)
            place.parent.mkdir(parents=True, exist_ok=True)
            with self._open(name) as whole, place.open("wb") as file:
                while chunk := whole.read(_CHUNK):
                    file.write(chunk)
        return len(names)

    def _open(self, name: str) -> IO[bytes]:
        found = self.tar.extractfile(name)
        if found is None:
            raise BackupRefused(f"{name} is missing from this backup.")
        return found

    def _add(self, name: str, whole: IO[bytes]) -> int:
        whole.seek(0)
        digest = hashlib.file_digest(whole, "sha256").hexdigest()  # type: ignore[arg-type]  # any open file will do
        member = tarfile.TarInfo(name)
        member.size, member.mode, member.mtime = whole.tell(), 0o600, int(datetime.now(UTC).timestamp())
        whole.seek(0)
        self.tar.addfile(member, whole)
        if name != MANIFEST:
            self.about.setdefault("members", {})[name] = {"sha256": digest, "bytes": member.size}
        return member.size


@contextmanager
def writing(path: Path) -> Iterator[Archive]:
    """An archive that appears under its name when it is complete, for its owner's eyes only."""
    if path.exists():
        raise BackupRefused(f"{path} is there already. Choose another name.")
    if not path.resolve().parent.is_dir():
        raise BackupRefused(f"There is no folder {path.resolve().parent} to write the backup into.")
    part = path.resolve().with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            with tarfile.open(name=str(part), fileobj=file, mode="w:gz", compresslevel=5) as tar:
                archive = Archive(tar, {"format": FORMAT, "created_at": datetime.now(UTC).isoformat(), "members": {}})
                yield archive
                with tempfile.TemporaryFile() as manifest:
                    manifest.write(json.dumps(archive.about, indent=1).encode())
                    archive._add(MANIFEST, manifest)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as failed:
        raise BackupRefused(f"The backup {path} cannot be written: {failed.strerror or failed}.") from failed
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """An archive of which every byte was checked; raises BackupRefused when it is broken, altered or none of ours."""
    with ExitStack() as held:
        try:
            tar = held.enter_context(tarfile.open(path, "r:gz"))
            about, found = _all_of(tar, path)
        except _BROKEN as broken:
            raise BackupRefused(f"{path} is no backup, or not all of it is there ({broken}). Take another.") from broken
        except OSError as unread:
            raise BackupRefused(f"{path} cannot be read: {unread.strerror or unread}.") from unread
        if about["members"] != found:
            odd = {name for name in {*about["members"], *found} if about["members"].get(name) != found.get(name)}
            raise BackupRefused(
                f"{path} is damaged or was altered: {', '.join(sorted(odd))} is not as the backup was made. Take another."
            )
        yield Archive(tar, about)


def _all_of(tar: tarfile.TarFile, path: Path) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    about: dict[str, Any] | None = None
    found: dict[str, dict[str, Any]] = {}
    for member in tar:
        _check_name(member, path)
        whole = tar.extractfile(member)
        if whole is None or member.name in found:
            raise BackupRefused(f"{path} holds {member.name} twice, or otherwise than a backup does. It is left alone.")
        if member.name == MANIFEST:
            about = _manifest(whole.read(), path)
        else:
            digest = hashlib.file_digest(whole, "sha256").hexdigest()  # type: ignore[arg-type]  # any open file will do
            found[member.name] = {"sha256": digest, "bytes": member.size}
    # To the very end, where the sum stands that tells whether anything was cut off.
    while tar.fileobj is not None and tar.fileobj.read(_CHUNK):
        pass
    if about is None:
        raise BackupRefused(f"{path} is no backup of a copilot, or its end is missing. Take another.")
    return about, found


def _check_name(member: tarfile.TarInfo, path: Path) -> None:
    parts = PurePosixPath(member.name).parts
    plain = member.name == "/".join(parts) and not member.name.startswith("/") and ".." not in parts and "\\" not in member.name
    ours = member.name == MANIFEST or member.name.startswith((_TABLES, _FILES))
    if not (plain and ours and member.isreg()):
        raise BackupRefused(f"{path} holds {member.name!r}, which no backup of a copilot does. It is left alone.")


def _manifest(written: bytes, path: Path) -> dict[str, Any]:
    try:
        about = json.loads(written)
        format_, members = about["format"], about["members"]
        known = isinstance(members, dict) and isinstance(about["revision"], str) and isinstance(about["rows"], dict)
    except (ValueError, KeyError, TypeError) as garbled:
        raise BackupRefused(f"{path} does not say what it holds. Take another.") from garbled
    if format_ != FORMAT or not known:
        raise BackupRefused(
            f"{path} was made by another version of the copilot ({about.get('made_by', 'unknown')}). "
            "Install that version, or a newer one, to take it back."
        )
    return dict(about)
