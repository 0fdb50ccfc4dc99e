"""Who works here: what an administrator may do about it, and nobody else."""

import re

import httpx
from sqlmodel import Session, select

from copilot.records.upkeep import AuditLine
from tests.api.office.conftest import Office
from tests.chat.scripted import PASSWORD

NEW = "orange tram violin"


def link_on(page: httpx.Response) -> str:
    found = re.search(r'value="(http[^"]+/reset/[\w-]+)"', page.text)
    assert found, page.text
    return found.group(1)


def test_only_an_administrator_opens_what_is_theirs(office: Office) -> None:
    nobody, amara, ines = office.visitor(), office.sign_in("amara"), office.sign_in("ines")

    for way in ("/office", "/office/people", "/office/people/1", "/office/import", "/office/import/1", "/office/answers"):
        assert (nobody.get(way).status_code, nobody.get(way).headers["location"]) == (303, "/login")
        assert amara.get(way).status_code == 403
        assert "This page is for administrators" in amara.get(way).text
        assert ines.get(way, follow_redirects=True).status_code == (404 if way == "/office/import/1" else 200)


def test_somebody_new_chooses_their_own_password_by_a_link_that_opens_once(office: Office) -> None:
    ines, visitor = office.sign_in("ines"), office.visitor()

    page = ines.post("/office/people", data={"name": "tom", "full_name": "Tom Ashby", "role": "associate", "store": "LON"})
    link = link_on(page)
    chosen = visitor.post(link, data={"new": NEW, "again": NEW})
    again = visitor.post(link, data={"new": NEW + " two", "again": NEW + " two"})

    assert page.status_code == chosen.status_code == 200
    assert (again.status_code, "was used or is too old" in again.text) == (400, True)
    assert office.sign_in("tom", NEW).get("/office/account").status_code == 200


def test_a_new_link_takes_the_old_password_and_every_sign_in_away(office: Office) -> None:
    ines, amara = office.sign_in("ines"), office.sign_in("amara")
    number = office.user("amara").id

    first = link_on(ines.post(f"/office/people/{number}/link"))
    second = link_on(ines.post(f"/office/people/{number}/link"))

    assert amara.get("/office/account").status_code == 303
    assert office.visitor().post("/login", data={"username": "amara", "password": PASSWORD}).status_code == 401
    assert [office.visitor().get(link).status_code for link in (first, second)] == [400, 200]


def test_a_role_that_is_taken_away_is_gone_at_the_next_step(office: Office) -> None:
    ines, amara = office.sign_in("ines"), office.sign_in("amara")
    number = office.user("amara").id
    ines.post(f"/office/people/{number}", data={"full_name": "Amara Osei", "role": "administrator", "store": ""})
    before = amara.get("/office/people").status_code

    ines.post(f"/office/people/{number}", data={"full_name": "Amara Osei", "role": "associate", "store": "PAR"})
    after = amara.post("/office/people", data={"name": "mallory", "role": "administrator"})

    assert (before, after.status_code) == (200, 403)
    assert "not as an administrator" in after.text
    assert (office.user("amara").role, office.user("amara").store_id) == ("associate", 2)


def test_who_is_switched_off_is_out_at_once_and_in_again_when_switched_on(office: Office) -> None:
    ines, luca = office.sign_in("ines"), office.sign_in("luca")
    number = office.user("luca").id

    ines.post(f"/office/people/{number}/off")
    off = (
        luca.get("/office/account").status_code,
        office.visitor().post("/login", data={"username": "luca", "password": PASSWORD}),
    )
    ines.post(f"/office/people/{number}/on")

    assert (off[0], off[1].status_code) == (303, 401)
    assert luca.get("/office/account").status_code == 303
    assert office.sign_in("luca").get("/office/account").status_code == 200


def test_somebody_always_stays_who_can_let_people_in(office: Office) -> None:
    ines, number = office.sign_in("ines"), office.user("ines").id

    refused = [
        ines.post(f"/office/people/{number}/off"),
        ines.post(f"/office/people/{number}", data={"full_name": "Ines", "role": "associate", "store": "LON"}),
    ]

    assert [page.status_code for page in refused] == [400, 400]
    assert all("cannot take your own administration away" in page.text for page in refused)
    assert (office.user("ines").role, office.user("ines").active) == ("administrator", True)


def test_what_cannot_be_is_said_and_what_was_typed_stays(office: Office) -> None:
    ines = office.sign_in("ines")
    ines.headers["accept-language"] = "fr"

    taken = ines.post("/office/people", data={"name": "AMARA", "full_name": "<b>Amara</b>", "role": "associate", "store": ""})
    owner = ines.post("/office/people", data={"name": "tom", "role": "owner", "store": ""})
    address = ines.post("/office/people", data={"name": "tom", "role": "associate", "email": "tom@x\r\nbcc: all@x"})

    assert "Il existe déjà un utilisateur AMARA." in taken.text
    assert "&lt;b&gt;Amara&lt;/b&gt;" in taken.text
    assert "<b>Amara" not in taken.text
    assert (owner.status_code, address.status_code, ines.get("/office/people/999").status_code) == (400, 400, 404)


def test_each_change_is_written_down(office: Office) -> None:
    ines, number = office.sign_in("ines"), office.user("luca").id

    ines.post(f"/office/people/{number}/sign-out")
    ines.post(f"/office/people/{number}", data={"full_name": "Luca", "role": "manager", "store": "PAR"})

    with Session(office.engine) as session:
        lines = session.exec(select(AuditLine).order_by(AuditLine.id)).all()
    assert [(line.user_id, line.action, line.subject, line.detail) for line in lines] == [
        (office.user("ines").id, "user signed out", f"user {number}", ""),
        (office.user("ines").id, "user changed", f"user {number}", "associate -> manager"),
    ]


def test_the_list_is_searched_and_paged_by_the_database(office: Office) -> None:
    ines = office.sign_in("ines")

    found = ines.get("/office/people", params={"q": "AMA"}).text
    none = ines.get("/office/people", params={"q": "100%"}).text

    assert ("Amara" in found, "Luca" in found) == (True, False)
    assert "Nobody by that name." in none


def test_a_form_from_another_site_changes_nothing(office: Office) -> None:
    ines, number = office.sign_in("ines"), office.user("luca").id
    ines.headers["origin"] = "https://evil.example"

    turned_away = ines.post(f"/office/people/{number}/off")

    assert (turned_away.status_code, office.user("luca").active) == (403, True)


def test_our_own_pages_run_no_script_from_within_and_are_never_kept(office: Office) -> None:
    for way in ("/office/people", "/office/account", "/office/import", "/reset", "/office/ways"):
        headers = office.sign_in("ines").get(way).headers

        assert "script-src 'self';" in headers["content-security-policy"]
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"


def test_a_key_for_a_program_is_shown_once_and_taken_back_at_once(office: Office) -> None:
    ines, amara = office.sign_in("ines"), office.sign_in("amara")
    number = office.user("amara").id
    asked = {"client": 999, "message": {"channel": "email", "text": "Hello"}}

    refused = amara.post(f"/office/people/{number}/tokens", data={"token": "mine"})
    nameless = ines.post(f"/office/people/{number}/tokens", data={"token": " "})
    made = ines.post(f"/office/people/{number}/tokens", data={"token": "our CRM"})
    secret = re.search(r'value="(copilot_[\w-]+)"', made.text)
    listed = ines.get(f"/office/people/{number}").text
    way = re.search(r'action="(/office/people/\d+/tokens/\d+/revoke)"', listed)
    assert secret and way
    program = httpx.Client(base_url=office.address, headers={"authorization": f"Bearer {secret[1]}"}, timeout=60)
    before = program.post("/api/v1/check", json=asked).json()["error"]
    revoked = ines.post(way[1], follow_redirects=True)
    after = program.post("/api/v1/check", json=asked).json()["error"]

    assert (refused.status_code, nameless.status_code) == (403, 400)
    assert "our CRM" in listed and secret[1] not in listed
    assert before.startswith("There is no such client here.")
    assert after.startswith("This token counts no more")
    assert "This key opens nothing any more." in revoked.text
