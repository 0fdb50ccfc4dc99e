"""Forms of the counter over real sockets: what is kept, what is refused, and what a browser cannot reach by them."""

from typing import Any

from sqlmodel import Session, col, select

from copilot.records.care import Consent
from copilot.records.database import connect
from copilot.records.knowledge import Fact
from copilot.records.people import Client, ContactPoint
from tests.chat.served import Chat, Served, chatting, shows


def tap(chat: Chat, wanted: str, form: dict[str, Any], **more: Any) -> dict[str, Any]:
    """What a tap in a form brings."""
    answer = chat.act(f"counter_{wanted}", id=form["id"], **more).json()["response"]
    assert isinstance(answer, dict)
    return answer


async def opened(chat: Chat, command: str) -> dict[str, Any]:
    """The form that a command opens, as the browser gets it."""
    await chat.ask(command)
    props = chat.element("CounterForm")["props"]
    assert isinstance(props, dict)
    return props


def rows(page: Served, name: str) -> list[tuple[Client, list[ContactPoint], list[Consent]]]:
    """Clients of a family name, with how they are reached and what they allow."""
    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")
    with Session(engine, expire_on_commit=False) as session:
        found = [
            (
                client,
                list(session.exec(select(ContactPoint).where(ContactPoint.client_id == client.id))),
                list(session.exec(select(Consent).where(Consent.client_id == client.id))),
            )
            for client in session.exec(select(Client).where(Client.family_name == name))
        ]
    engine.dispose()
    return found


INES = {"name": "Ms Inès Caro", "kind": "phone", "contact": "+44 7700 900123", "language": "fr", "opt_in": ["sms"]}


async def test_a_walk_in_is_in_the_book_once_and_can_be_taken_back(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        form = await opened(chat, "/new Ms Inès")
        wrong = tap(chat, "send", form, seen=form["live"]["seen"], values={**INES, "contact": "12"})
        kept = tap(chat, "send", form, seen=form["live"]["seen"], values=INES)
        twice = tap(chat, "send", form, seen=form["live"]["seen"], values={**INES, "name": "Somebody Else"})
        there = rows(page, "Caro")
        stored = await chat.kept(shows("CounterForm"))
        undone = tap(chat, "undo", form)
        gone = rows(page, "Caro")

    fields = {field["key"]: field for field in form["live"]["fields"]}
    assert fields["name"]["value"] == "Ms Inès"
    assert fields["opt_in"]["wordings"]["sms"]["fr"].startswith("J’accepte que Maison Orsel m’envoie des SMS")
    assert (wrong["ok"], wrong["field"]) == (False, "contact")
    assert kept["ok"] and kept["props"]["said"] == "Ms Inès Caro is in your book."
    assert [one["name"] for one in kept["props"]["next"]] == ["counter_wish", "note_new", "counter_book"]
    assert twice["props"]["said"] == kept["props"]["said"]
    [(client, [point], [consent])] = there
    assert (client.language, point.value, point.normalised) == ("fr", "+44 7700 900123", "+447700900123")
    assert (consent.channel, consent.wording) == ("sms", fields["opt_in"]["wordings"]["sms"]["fr"])
    assert "900123" not in str([e for e in stored["elements"] if e["name"] == "CounterForm"])
    assert undone["props"]["state"] == "undone"
    assert gone == []


async def test_a_client_like_it_is_shown_first_and_can_be_added_all_the_same(page: Served) -> None:
    entered = {**INES, "name": "Camille Laurent", "opt_in": []}
    async with chatting(page, page.sign_in("amara")) as chat, chatting(page, page.sign_in("luca")) as elsewhere:
        form = await opened(chat, "/new")
        asked = tap(chat, "send", form, seen=form["live"]["seen"], values=entered)
        anyway = [one["key"] for one in asked["doubts"]]
        other = await opened(elsewhere, "/new")
        unasked = tap(elsewhere, "send", other, seen=other["live"]["seen"], values=entered)
        added = tap(chat, "send", form, seen=form["live"]["seen"], values={**entered, "anyway": anyway})
        tap(chat, "undo", form)
        tap(elsewhere, "undo", other)

    assert not asked["ok"]
    assert asked["doubts"][0]["clients"][0]["client_id"] == 1
    assert "doubts" not in unasked and unasked["ok"]
    assert added["ok"]


async def test_two_tabs_that_correct_the_same_fact_do_not_lose_a_word(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as one, chatting(page, page.sign_in("amara")) as two:
        first = await opened(one, "/correct camille")
        entered = {"what": "new_fact", "subject": "shoe size", "now": "38"}
        tap(one, "send", first, seen=first["live"]["seen"], values=entered)
        here, there = await opened(one, "/correct camille"), await opened(two, "/correct camille")
        what = next(
            o["value"] for g in here["live"]["fields"][0]["groups"] for o in g["options"] if "shoe size: 38" in o["label"]
        )
        kept = tap(one, "send", here, seen=here["live"]["seen"], values={"what": what, "now": "39"})
        told = tap(two, "send", there, seen=there["live"]["seen"], values={"what": what, "now": "40"})
        again = next(
            o["value"] for g in told["live"]["fields"][0]["groups"] for o in g["options"] if "shoe size: 39" in o["label"]
        )
        then = tap(two, "send", there, seen=told["live"]["seen"], values={"what": again, "now": "40"})

    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")
    with Session(engine) as session:
        facts = session.exec(select(Fact).where(Fact.subject == "shoe size").order_by(col(Fact.id))).all()
        chain = [(fact.text, fact.superseded_by_id is None) for fact in facts]
    engine.dispose()
    assert kept["ok"] and then["ok"]
    assert not told["ok"]
    assert told["words"] == "Somebody changed this meanwhile. It now says: 39. Look again before you save."
    assert chain == [("38", False), ("39", False), ("40", True)]


async def test_a_browser_reaches_nobody_elses_client_and_nobody_elses_form(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as amara, chatting(page, page.sign_in("luca")) as luca:
        form = await opened(amara, "/wish camille")
        stolen = tap(luca, "send", form, values={"text": "x"}, seen={})
        unknown = tap(luca, "send", {"id": "nothing"}, values={"text": "x"}, seen={})
        hers, nobodys = (luca.act("counter_wish", client_id=i).json()["response"] for i in (1, 987_654))
        own = await opened(luca, "/new")
        typed = luca.act("counter_look", among="clients", typed="cam").json()["response"]
        tap(luca, "discard", own)
        mine = amara.act("counter_look", among="clients", typed="lau cam").json()["response"]

    assert not stolen["ok"]
    assert stolen["words"] == unknown["words"] == "This form is no longer open. Open it again."
    assert hers == nobodys == {"ok": False, "words": "I find nothing like that here."}
    assert typed["options"] == []
    assert [one["value"] for one in mine["options"]] == [1]


async def test_a_trainer_opens_no_form(page: Served) -> None:
    async with chatting(page, page.sign_in("david")) as chat:
        refused = [chat.act(name, client_id=1).json()["response"] for name in ("counter_new", "counter_wish")]

    assert refused == [{"ok": False, "words": "Trainers do not write about clients."}] * 2


async def test_a_proposal_that_was_overtaken_shows_what_stands_there_now_and_waits(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        first = await opened(chat, "/correct camille")
        tap(chat, "send", first, seen=first["live"]["seen"], values={"what": "new_fact", "subject": "glove size", "now": "7"})
        await chat.ask("Glove size 7.5")
        proposal = chat.element("CounterForm")["props"]
        what = proposal["values"]["what"]
        other = await opened(chat, "/correct camille")
        tap(chat, "send", other, seen=other["live"]["seen"], values={"what": what, "now": "8"})
        told = tap(chat, "send", proposal, seen=proposal["live"]["seen"])
        kept = tap(chat, "send", proposal, seen=told["live"]["seen"])

    assert proposal["live"]["summary"] == [{"label": "glove size", "before": "7", "after": "7.5"}]
    assert "It now says: 8." in told["words"]
    assert told["live"]["summary"] == [{"label": "glove size", "before": "8", "after": "7.5"}]
    assert kept["props"]["said"] == "glove size: 7.5. What was there before is kept."
