"""Bringing files in: choose them, see what they were taken for and what would happen, import, take the rejected rows home."""

import asyncio
import csv
import io
import zipfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.datastructures import UploadFile

from copilot.api.office.page import OfficeRoute, administrator, draw, in_words, small_form
from copilot.api.office.unpacking import MOST_BYTES, MOST_FILES, too_large
from copilot.api.office.uploads import DONE, IMPORTING, READY, STOPPED, Upload, Uploads
from copilot.bootstrap import Shop
from copilot.chat.language import spoken
from copilot.chat.reasons import rejected_in
from copilot.chat.words import say
from copilot.domain.desk import Desk
from copilot.errors import CopilotError, OutOfScope
from copilot.records.imports.formats import TABLES
from copilot.records.imports.rejects import HEADER
from copilot.records.imports.templates import write_templates

PROBLEMS = 50  #: rejected rows that the page shows; the file has all
DATES = ("", "DD/MM/YYYY", "DD.MM.YYYY", "MM/DD/YYYY", "DD-MM-YYYY")


def routes(shop: Shop, uploads: Uploads) -> APIRouter:
    """/office/import"""
    router = APIRouter(prefix="/office/import", route_class=OfficeRoute)

    @router.get("")
    async def choose() -> Response:
        return _choose(await administrator(shop))

    @router.post("")
    async def upload(request: Request) -> Response:
        desk = await administrator(shop)
        try:
            taken = await _take(desk, request)
        except CopilotError as refused:
            return _choose(desk, in_words(refused))
        return RedirectResponse(f"/office/import/{taken.id}", 303)

    @router.get("/templates.zip")
    async def templates() -> Response:
        await administrator(shop)
        return _download([await asyncio.to_thread(_templates)], "templates.zip", "application/zip")

    @router.get("/{upload_id}")
    async def show(upload_id: str) -> Response:
        desk = await administrator(shop)
        return await _shown(desk, uploads.of(desk, upload_id))

    @router.get("/{upload_id}/state")
    async def state(upload_id: str) -> JSONResponse:
        desk = await administrator(shop)
        one = uploads.of(desk, upload_id)
        return JSONResponse({"over": not one.running, "part": _part(one), "words": _progress(one)})

    @router.post("/{upload_id}/start")
    async def start(request: Request, upload_id: str) -> Response:
        desk = await administrator(shop)
        await small_form(request)
        one = uploads.of(desk, upload_id)
        try:
            uploads.start(one, desk)
        except CopilotError as refused:
            return await _shown(desk, one, in_words(refused))
        return RedirectResponse(f"/office/import/{upload_id}", 303)

    @router.post("/{upload_id}/stop")
    async def stop(upload_id: str) -> Response:
        desk = await administrator(shop)
        one = uploads.of(desk, upload_id)
        importing = one.state == IMPORTING
        await asyncio.to_thread(uploads.discard, one)
        return RedirectResponse(f"/office/import/{upload_id}" if importing else "/office/import", 303)

    @router.get("/{upload_id}/rejected.csv")
    async def rejected(upload_id: str) -> Response:
        desk = await administrator(shop)
        one = uploads.of(desk, upload_id)
        if one.running or not one.rejects.is_file():
            raise OutOfScope("No row was rejected.")
        return _download(rejected_in(one.rejects, spoken.get()), "rejected.csv", "text/csv; charset=utf-8")

    async def _take(desk: Desk, request: Request) -> Upload:
        length = request.headers.get("content-length", "")
        # Before a byte is read: the server reads no more than was announced.
        if not length.isdigit() or int(length) > MOST_BYTES:
            raise too_large()
        async with request.form(max_files=MOST_FILES, max_fields=10) as form:
            files = [(f.filename, f.file) for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
            date_format, decimal = str(form.get("dates", "")), str(form.get("decimal", ""))
            return await asyncio.to_thread(
                uploads.take,
                desk,
                files,
                date_format if date_format in DATES else "",
                decimal if decimal in ("point", "comma") else "point",
            )

    def _choose(desk: Desk, trouble: str = "") -> Response:
        values = {
            "trouble": trouble,
            "current": uploads.current(desk),
            "most": MOST_BYTES // 1_000_000,
            "most_bytes": MOST_BYTES,
            "most_files": MOST_FILES,
            "dates": DATES,
            "known": [table.file for table in TABLES],
        }
        return draw("import", "import", status=400 if trouble else 200, desk=desk, here="import", values=values)

    async def _shown(desk: Desk, one: Upload, trouble: str = "") -> Response:
        problems = [] if one.running else await asyncio.to_thread(_problems, one.rejects)
        values = {
            "one": one,
            "trouble": trouble or (in_words(one.trouble) if one.trouble else ""),
            "problems": problems,
            "part": _part(one),
            "words": _progress(one),
            "files": {found.file.lower(): found for found in one.files},
            "ready": READY,
            "done_state": DONE,
            "stopped": STOPPED,
        }
        return draw("import_one", "import", desk=desk, here="import", values=values)

    return router


def _part(one: Upload) -> int:
    step = one.step
    return min(100, int(100 * step.bytes_read / step.bytes_total)) if step and step.bytes_total else 0


def _progress(one: Upload) -> str:
    step = one.step
    if step is None:
        return say("import", f"{one.state}_begins" if one.running else "over", spoken.get())
    return say("import", "progress", spoken.get(), rows=step.rows, file=step.file, part=_part(one))


def _problems(rejects: Path) -> list[dict[str, str]]:
    if not rejects.is_file():
        return []
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        return [{name: row.get(name) or "" for name in HEADER} for row in islice(csv.DictReader(file), PROBLEMS)]


def _templates() -> bytes:
    packed = io.BytesIO()
    with TemporaryDirectory() as temporary, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in write_templates(Path(temporary)):
            archive.write(path, path.name)
    return packed.getvalue()


def _download(content: Iterable[bytes], name: str, kind: str) -> Response:
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(content, media_type=kind, headers=headers)
