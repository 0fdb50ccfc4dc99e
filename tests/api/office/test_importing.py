"""Files brought in through the page: what is said before anything changes, what is done, and what is left on the disk."""

import csv
import http.client
import io
import re
import threading
import time
import zipfile
from collections.abc import Callable

import httpx
import pytest
from sqlmodel import Session, func, select

from copilot.api.office import unpacking, uploads
from copilot.records.people import Client
from tests.api.office.conftest import Office

CLIENTS = b"client_id;given_name;family_name;store_id\nc1;Camille;Laurent;LON\nc2;=Paul;<b>Roche</b>;PAR\nc3;Ngozi;Okafor;ROM\n"


def upload(client: httpx.Client, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    return client.post("/office/import", files=[("files", file) for file in files], data=fields, follow_redirects=True)


def settled(client: httpx.Client, page: httpx.Response) -> httpx.Response:
    """The page of an upload when nothing runs any more."""
    while client.get(f"{page.url.path}/state").json()["over"] is False:
        time.sleep(0.02)
    return client.get(page.url.path)


def row_of(page: httpx.Response, file: str) -> list[int]:
    """New, changed, unchanged, left out."""
    found = re.search(rf'<th scope="row">{file}</th>' + r'<td class="number">([\d,]+)</td>' * 4, page.text)
    assert found, page.text
    return [int(number.replace(",", "")) for number in found.groups()]


def clients(office: Office) -> int:
    with Session(office.engine) as session:
        return session.exec(select(func.count(Client.id))).one()


def left_on_disk(office: Office) -> list[str]:
    place = office.settings.data_dir / "uploads"
    return sorted(file.name for file in place.rglob("*") if file.is_file())


def test_first_it_is_shown_then_it_is_done_and_again_it_changes_nothing(office: Office) -> None:
    ines = office.sign_in("ines")

    tried = settled(ines, upload(ines, ("clients.csv", CLIENTS)))
    before = clients(office)
    done = settled(ines, ines.post(f"{tried.url.path}/start", follow_redirects=True))
    rejects = ines.get(f"{done.url.path}/rejected.csv")
    files = left_on_disk(office)
    finished = ines.post(f"{done.url.path}/stop", follow_redirects=True)
    again = settled(ines, upload(ines, ("clients.csv", CLIENTS)))

    assert (before, clients(office)) == (0, 1)
    assert row_of(tried, "clients.csv") == row_of(done, "clients.csv") == [1, 0, 0, 2]
    assert row_of(again, "clients.csv") == [0, 0, 1, 2]
    assert "there is no store &#39;ROM&#39;; add it to stores.csv" in tried.text
    assert "&lt;b&gt;Roche&lt;/b&gt;" in tried.text
    assert "<b>Roche" not in tried.text
    assert "clients.csv,4,store_id" in rejects.text
    assert rejects.headers["content-disposition"] == 'attachment; filename="rejected.csv"'
    assert files == ["rejected.csv"]
    assert (finished.url.path, left_on_disk(office)[:1]) == ("/office/import", ["clients.csv"])


def test_rejected_rows_come_with_reasons_in_the_language_of_who_imports_and_as_they_stood_in_the_file(office: Office) -> None:
    ines = office.sign_in("ines")
    rows = b"client_id;given_name;store_id\nc3;is empty;ROM\nc4;A;LON\nc4;B;LON\n"
    tried = settled(ines, upload(ines, ("clients.csv", rows)))

    texts = {tag: ines.get(f"{tried.url.path}/rejected.csv", headers={"accept-language": tag}).text for tag in ("fr", "en")}

    french = list(csv.DictReader(io.StringIO(texts["fr"].removeprefix("\ufeff"))))
    assert [row["reason"] for row in french] == [
        "store_id: 'ROM' n’existe pas (store) ; ajoutez-le à stores.csv.",
        "Cette ligne (client) figure déjà à la ligne 3 du fichier.",
    ]
    assert [row["original"] for row in french] == ["c3;is empty;ROM", "c4;B;LON"]
    assert "there is no store 'ROM'; add it to stores.csv." in texts["en"]


def test_a_zip_of_a_folder_is_unpacked_by_names_alone_and_discarded_without_a_trace(office: Office) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("export/stores.csv", "store_id,name\nROM,Roma\n")
        archive.writestr("../../clients.csv", CLIENTS)
        archive.writestr("__MACOSX/export/._stores.csv", b"\0")
    ines = office.sign_in("ines")

    tried = settled(ines, upload(ines, ("export.zip", packed.getvalue())))
    inside = left_on_disk(office)
    ines.post(f"{tried.url.path}/stop")

    assert (row_of(tried, "stores.csv"), row_of(tried, "clients.csv")) == ([1, 0, 0, 0], [2, 0, 0, 1])
    assert inside == ["clients.csv", "rejected.csv", "stores.csv"]
    assert (left_on_disk(office), ines.get(tried.url.path).status_code, clients(office)) == ([], 404, 0)


def test_what_cannot_be_read_gets_a_plain_sentence(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpacking, "MOST_BYTES", 2_000_000)
    ines = office.sign_in("ines")
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("clients.csv", "w") as member:
        for _ in range(3):
            member.write(b"," * 1_000_000)
    said = {
        "clients.csv is empty": [("clients.csv", b"")],
        "clients.csv is not in UTF-8": [("clients.csv", b"client_id;family_name\n" + "x;Hélène Été\n".encode("latin-1") * 9)],
        "is separated by tabs": [("clients.csv", b"client_id\tgiven_name\nc1\tA\n")],
        "clients.csv is an Excel workbook": [("clients.csv", b"PK\x03\x04 and so on")],
        "is not a file that I know: did you mean clients.csv?": [("client.csv", CLIENTS)],
        "has a column &#39;surnom&#39; that I do not know": [("clients.csv", b"client_id,surnom\nc1,x\n")],
        "photo.jpg is not a CSV file": [("photo.jpg", b"\xff\xd8")],
        "is no zip file, or a damaged one": [("export.zip", b"PK\x03\x04 and so on")],
        "clients.csv is there twice": [("clients.csv", CLIENTS), ("clients.csv", CLIENTS)],
        "That is more than 2 MB": [("export.zip", bomb.getvalue())],
        "There was no file in that": [],
    }

    for sentence, files in said.items():
        page = upload(ines, *files, dates="")
        whole = settled(ines, page) if page.url.path != "/office/import" else page

        assert sentence in whole.text
        assert "/start" not in whole.text
    assert clients(office) == 0


def test_too_much_is_refused_before_it_is_read(office: Office) -> None:
    ines = office.sign_in("ines")
    announced = http.client.HTTPConnection(office.address.removeprefix("http://"), timeout=20)
    announced.putrequest("POST", "/office/import")
    announced.putheader("Cookie", "; ".join(f"{name}={value}" for name, value in ines.cookies.items()))
    announced.putheader("Content-Length", str(unpacking.MOST_BYTES + 1))
    announced.endheaders()

    answer = announced.getresponse()
    without_end = ines.post("/office/import", content=iter([b"x"]))

    assert (answer.status, without_end.status_code) == (400, 400)
    assert "That is more than 300 MB" in answer.read().decode()
    announced.close()


def test_an_upload_is_its_uploaders_alone_and_a_role_taken_away_stops_the_next_step(office: Office) -> None:
    with Session(office.engine) as session:
        luca = office.user("luca")
        luca.role = "administrator"
        session.add(luca)
        session.commit()
    ines, luca = office.sign_in("ines"), office.sign_in("luca")
    tried = settled(ines, upload(ines, ("clients.csv", CLIENTS)))

    others = [luca.get(tried.url.path), luca.get(f"{tried.url.path}/rejected.csv"), luca.post(f"{tried.url.path}/start")]
    luca.post(f"/office/people/{office.user('ines').id}", data={"full_name": "Ines", "role": "manager", "store": ""})
    hers = ines.post(f"{tried.url.path}/start")

    assert [page.status_code for page in others] == [404, 404, 404]
    assert (hers.status_code, clients(office)) == (403, 0)


def test_an_import_is_stopped_between_two_steps_and_one_is_run_at_a_time(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with Session(office.engine) as session:
        luca = office.user("luca")
        luca.role = "administrator"
        session.add(luca)
        session.commit()
    begun, go_on = threading.Event(), threading.Event()
    real = uploads.import_folder

    def slow(*args: object, progress: Callable[[object], None], **given: object) -> object:
        def told(step: object) -> None:
            begun.set()
            assert go_on.wait(20)
            progress(step)

        return real(*args, progress=told, **given)  # type: ignore[arg-type]

    monkeypatch.setattr(uploads, "import_folder", slow)
    ines, luca = office.sign_in("ines"), office.sign_in("luca")
    first = settled(ines, upload(ines, ("clients.csv", CLIENTS)))
    second = settled(luca, upload(luca, ("stores.csv", b"store_id,name\nROM,Roma\n")))
    ines.post(f"{first.url.path}/start")
    assert begun.wait(20)

    waits = luca.post(f"{second.url.path}/start")
    other = upload(ines, ("clients.csv", CLIENTS))
    ines.post(f"{first.url.path}/stop")
    go_on.set()
    stopped = settled(ines, first)

    assert "Somebody else’s import is running" in waits.text
    assert "Your last import is still running" in other.text
    assert "Stopped" in stopped.text
    assert "Import the same files again to go on" in stopped.text


def test_templates_hold_every_file_with_its_columns(office: Office) -> None:
    packed = office.sign_in("ines").get("/office/import/templates.zip")

    with zipfile.ZipFile(io.BytesIO(packed.content)) as archive:
        assert archive.read("stores.csv").startswith(b"store_id,name,city")
        assert "README.md" in archive.namelist()
    assert office.sign_in("amara").get("/office/import/templates.zip").status_code == 403
