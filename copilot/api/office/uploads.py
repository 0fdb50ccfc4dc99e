"""Files on their way into the records: uploaded, tried, imported, and gone from the disk as soon as they are not needed."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from copilot.api.office.unpacking import UploadRefused, keep
from copilot.bootstrap import Shop
from copilot.domain.desk import Desk
from copilot.errors import CopilotError, ImportRefused, OutOfScope
from copilot.records.imports import ImportReport, Step, import_folder
from copilot.records.imports.trying import Recognised, recognise, try_folder
from copilot.records.upkeep import AuditLine

log = logging.getLogger(__name__)

KEPT_SECONDS = 3600.0  #: an upload that nobody finishes is removed after so long
CHECKING, READY, IMPORTING, DONE, STOPPED, FAILED = "checking", "ready", "importing", "done", "stopped", "failed"


class _Stopped(BaseException):
    """Raised inside the import where somebody stopped it; nothing on its way may take it for a failure."""


@dataclass
class Upload:
    """What one administrator uploaded, and how far it is."""

    id: str
    user_id: int
    folder: Path
    date_format: str
    decimal: str
    state: str = CHECKING
    step: Step | None = None
    files: list[Recognised] = field(default_factory=list)
    report: ImportReport | None = None
    trouble: CopilotError | None = None
    stop: threading.Event = field(default_factory=threading.Event)

    @property
    def running(self) -> bool:
        """Whether something is being done with it."""
        return self.state in (CHECKING, IMPORTING)

    @property
    def rejects(self) -> Path:
        """Where the rows stand that were turned away."""
        return self.folder / "rejected.csv"

    @property
    def given(self) -> Path:
        """Where the uploaded files lie."""
        return self.folder / "given"


class Uploads:
    """All uploads of a shop. One is imported at a time."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.place = shop, shop.settings.data_dir / "uploads"
        shutil.rmtree(self.place, ignore_errors=True)  # left by a server that was cut off
        self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._all: dict[str, Upload] = {}
        self._threads: list[threading.Thread] = []
        self._turn = threading.Lock()

    def take(self, desk: Desk, files: Iterable[tuple[str, BinaryIO]], date_format: str, decimal: str) -> Upload:
        """Keep the files of an upload and begin to try them; an earlier upload of the same person makes room."""
        for earlier in [upload for upload in self._all.values() if upload.user_id == desk.user_id]:
            if earlier.state == IMPORTING:
                raise UploadRefused("Your last import is still running. Wait for it, or stop it.", key="still_running")
            self.discard(earlier)
        upload = Upload(uuid4().hex, desk.user_id, self.place / uuid4().hex, date_format, decimal)
        upload.given.mkdir(parents=True, mode=0o700)
        try:
            keep(files, upload.given)
        except BaseException:
            shutil.rmtree(upload.folder, ignore_errors=True)
            raise
        self._all[upload.id] = upload
        self._forget_later(upload)
        self._begin(upload, lambda: self._try(upload))
        return upload

    def of(self, desk: Desk, upload_id: str) -> Upload:
        """An upload of one's own; anybody else's does not exist."""
        upload = self._all.get(upload_id)
        if upload is None or upload.user_id != desk.user_id:
            raise OutOfScope("There is no such upload here.")
        return upload

    def current(self, desk: Desk) -> Upload | None:
        """The upload that this person has not finished with."""
        return next((upload for upload in self._all.values() if upload.user_id == desk.user_id), None)

    def start(self, upload: Upload, desk: Desk) -> None:
        """Import what was tried; a second press changes nothing."""
        with self._turn:
            if upload.state != READY:
                return
            if any(other.state == IMPORTING for other in self._all.values()):
                raise UploadRefused("Somebody else's import is running. Yours can begin when it is done.", key="another_running")
            upload.state, upload.step = IMPORTING, None
        self._begin(upload, lambda: self._import(upload, desk))

    def discard(self, upload: Upload) -> None:
        """Stop and forget it; its files are gone. What was imported stays."""
        upload.stop.set()
        if not upload.running:
            self._remove(upload)

    def close(self) -> None:
        """Stop what runs; nothing is left on the disk."""
        for upload in list(self._all.values()):
            upload.stop.set()
        for thread in self._threads:
            thread.join(timeout=60)
        shutil.rmtree(self.place, ignore_errors=True)

    def _begin(self, upload: Upload, work: Callable[[], None]) -> None:
        def plainly() -> None:
            try:
                work()
            except _Stopped:
                if upload.state == CHECKING:
                    self._remove(upload)  # nothing was done, so there is nothing to tell
                upload.state = STOPPED
            except CopilotError as refused:
                upload.state, upload.trouble = FAILED, refused
            except DBAPIError as broke:
                # Only the kind: the words of the database can hold values from the rows.
                upload.state, upload.trouble = FAILED, _broke(type(broke.orig).__name__)
            except OSError as broke:
                upload.state, upload.trouble = FAILED, _broke(broke.strerror or type(broke).__name__)
            except Exception as broke:  # noqa: BLE001 - a thread's outermost edge: the page must learn that it ended
                log.error("An import broke off: %s", type(broke).__name__)
                upload.state, upload.trouble = FAILED, _broke(type(broke).__name__)
            finally:
                if upload.state != READY:
                    shutil.rmtree(upload.given, ignore_errors=True)

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=plainly, name="importing", daemon=True)
        self._threads.append(thread)
        thread.start()

    def _try(self, upload: Upload) -> None:
        upload.files = recognise(upload.given)
        upload.report = try_folder(
            self.shop.engine,
            upload.given,
            progress=self._teller(upload),
            date_format=upload.date_format,
            decimal=upload.decimal,
            rejects=upload.rejects,
        )
        if upload.stop.is_set():
            raise _Stopped
        upload.state = READY

    def _import(self, upload: Upload, desk: Desk) -> None:
        try:
            upload.report = import_folder(
                self.shop.engine,
                upload.given,
                read_note=self.shop.read_note,
                progress=self._teller(upload),
                date_format=upload.date_format,
                decimal=upload.decimal,
                rejects=upload.rejects,
            )
        finally:
            self.shop.rows_changed()
        upload.state = DONE
        counts = ", ".join(f"{c.file} +{c.new} ~{c.changed} -{c.rejected}" for c in upload.report.counts)
        with Session(self.shop.engine) as session:
            session.add(AuditLine(user_id=desk.user_id, action="files imported", subject="import", detail=counts[:500]))
            session.commit()

    def _teller(self, upload: Upload) -> Callable[[Step], None]:
        def tell(step: Step) -> None:
            upload.step = step
            if upload.stop.is_set():
                raise _Stopped

        return tell

    def _forget_later(self, upload: Upload) -> None:
        def forget() -> None:
            if upload.id in self._all:
                if upload.state == IMPORTING:
                    self._forget_later(upload)
                else:
                    self.discard(upload)

        timer = threading.Timer(KEPT_SECONDS, forget)
        timer.daemon = True
        timer.start()

    def _remove(self, upload: Upload) -> None:
        self._all.pop(upload.id, None)
        shutil.rmtree(upload.folder, ignore_errors=True)


def _broke(kind: str) -> ImportRefused:
    return ImportRefused(
        f"The import broke off ({kind}). What was read so far stays; import the same files again: nothing is loaded twice.",
        key="broke_off",
        kind=kind,
    )
