"""The trial over the wire: every button, every address and every slash command of a real server, with other people's ids."""

import asyncio
import json
import random
import re
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import httpx
from sqlmodel import Session, select

from copilot.assistant.trial.people import House, Kept, Strangers
from copilot.assistant.trial.questions import COMMANDS
from copilot.assistant.trial.telling import Said, Tally, leak
from copilot.cli.bench_pages import Conversation, MeasureFailed, ServedPage
from copilot.domain.desk import Desk
from copilot.records.attachment import Attachment

#: By name of the button: what it sends, filled with {id} or {x}.
_BUTTONS: dict[str, dict[str, Any]] = {
    "client_card": {"client_id": "{id}"}, "client_card_staff": {"client_id": "{id}"},
    "client_card_more": {"client_id": "{id}", "shown": 6}, "counter_correct": {"client_id": "{id}"},
    "counter_book": {"client_id": "{id}"}, "counter_wish": {"client_id": "{id}"}, "note_new": {"client_id": "{id}"},
    "draft_begin": {"client_id": "{id}"}, "remind_back": {"client_id": "{id}"},
    "note_for": {"client_id": "{id}", "text": "likes green"}, "counter_look": {"typed": "{x}", "among": "clients"},
}  # fmt: skip
#: Buttons under what somebody else was shown.
_UNDER = ("counter_show", "counter_send", "counter_undo", "counter_discard", "counter_reopen", "counter_for", "keep_note",
          "undo_note", "discard_note", "reopen_note")  # fmt: skip
_LOOKS = 300  #: ten a second, for what the page writes down after it has answered
_SEARCH = "/project/threads"
#: Addresses, filled with what belongs to somebody's conversation or file.
_ADDRESSES = (
    ("GET", "/project/thread/{thread}", None), ("GET", "/project/thread/{thread}/element/{element}", None),
    ("GET", "/blobs/{source}", None), ("GET", "/attachments/{file}", None), ("GET", "/thread/{thread}", None),
    ("GET", "/element/{element}", None), ("PUT", "/project/thread", {"threadId": "{thread}", "name": "mine"}),
    ("PUT", "/feedback", {"feedback": {"forId": "{step}", "value": 1, "comment": ""}, "sessionId": "{session}"}),
    ("DELETE", "/feedback", {"feedbackId": "{thumb}"}),
    ("POST", _SEARCH, {"pagination": {"first": 20}, "filter": {"search": "{x}"}}),
    ("GET", "/office/import/{element}", None), ("GET", "/office/answers?q={x}", None), ("GET", "/office/people?q={x}", None),
)  # fmt: skip
_ANEW = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)?")


@dataclass
class _Heard(Conversation):
    """An open page of which every word is remembered."""

    words: list[str] = field(default_factory=list)
    shown: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__post_init__()
        self._socket.on("element", self.shown.append)

    def _message(self, message: dict[str, Any]) -> None:
        super()._message(message)
        self.words.append(str(message.get("output")) if message.get("type") == "assistant_message" else "")


@dataclass
class Visitor:
    """Somebody signed in, with an open page, and what of theirs others might reach for."""

    desk: Desk
    client: httpx.AsyncClient
    page: _Heard
    typing: _Heard  #: another tab, so that what buttons show is not taken for what was typed
    typed: str = ""
    things: dict[int, dict[str, str]] = field(default_factory=dict)  #: by client: ids of a conversation about them

    async def press(self, name: str, payload: dict[str, Any]) -> Said:
        """Press a button; what comes back."""
        action = {"name": name, "payload": payload, "id": "1", "label": "", "tooltip": ""}
        return await self.call("POST", "/project/action", {"action": action, "sessionId": self.page.session})

    async def call(self, method: str, path: str, body: dict[str, Any] | None) -> Said:
        """Ask for an address; what comes back, without what is new each time."""
        answer = await self.client.request(method, path, json=body)
        return Said(_ANEW.sub("", f"{answer.status_code} {answer.text}"))

    async def say(self, words: str) -> Said:
        """Type something; all that is shown."""
        tab = self.typing
        tab.words.clear()
        tab.shown.clear()
        heard = await tab.ask(words)
        self.typed += words
        shown = [{k: v for k, v in one.items() if k in ("name", "content", "props")} for one in tab.shown]
        for one in shown:  # what is read from a note's words is another thing for each name in it
            (one.get("props") or {}).pop("facts", None)
        return Said(_ANEW.sub("", "\n".join([heard.trouble, *tab.words, json.dumps(shown, ensure_ascii=False)])))


async def try_page(page: ServedPage, house: House, count: int, seed: int) -> Tally:
    """Press, call and type, so many times each: of a stranger, of nobody, and of one's own client."""
    tally, dice, strangers = Tally(), random.Random(seed + 3), Strangers(house, seed)
    files = _files(house)
    visitors = {desk.user_id: await _enter(page, house, desk) for desk in house.desks}
    try:
        for visitor in visitors.values():
            await _talk(visitor, house, dice)
        for number in range(count):
            asker = dice.choice(list(visitors.values()))
            kept = dice.choice(house.foreign(asker.desk))
            while house.names_anybody(asker.desk.scope, kept.name):
                kept = dice.choice(house.foreign(asker.desk))
            await _one(tally, asker, visitors[house.owner(kept).user_id], kept, house, strangers, files, number, dice)
    finally:
        for visitor in visitors.values():
            await visitor.page.close()
            await visitor.typing.close()
            await visitor.client.aclose()
    return tally


async def _one(
    tally: Tally, asker: Visitor, owner: Visitor, kept: Kept, house: House, strangers: Strangers, files: dict[int, int],
    number: int, dice: random.Random,
) -> None:  # fmt: skip
    made, nobody = strangers.instead_of(kept.name), house.nobodys_id(number)
    theirs = {"id": str(kept.id), "x": kept.name, "file": str(files.get(kept.id, nobody)), **_of(owner, kept, dice)}
    unknown = {name: str(UUID(int=dice.getrandbits(128), version=4)) for name in ("thread", "element", "step", "source", "thumb")}
    nobodys = {"id": str(nobody), "x": made, "file": str(max(files.values()) + 1 + number), **unknown}
    given, twins = list(theirs.values()), list(nobodys.values())
    detail = ""
    sort = dice.choices(("button", "row", "under", "address", "command"), (35, 20, 15, 25, 5))[0]
    if sort == "button":
        name, payload = dice.choice(sorted(_BUTTONS.items()))
        asks = [(who, name, _filled(payload, things)) for who, things in ((asker, theirs), (asker, nobodys), (owner, theirs))]
        answers = [await who.press(name, payload) for who, name, payload in asks]
        well = '"ok":true' in answers[2].words and (name != "counter_look" or kept.name in answers[2].words)
    elif sort == "row":
        name, kind = "client_card_row", dice.choice(("fact", "purchase", "appointment", "wish", "promise", "case"))
        own = dice.choice([one for one in house.clients if one.store_id == asker.desk.store_id])
        row = dice.choice(kept.rows.get(kind) or (1,))
        detail = f"{kind} {row}"
        whose = dice.choice((kept.id, own.id))  # with the right client, and smuggled in with one of one's own
        payloads = [{"client_id": whose, "kind": kind, "id": row},
                    {"client_id": nobody if whose == kept.id else own.id, "kind": kind, "id": 9_000_000 + number},
                    {"client_id": kept.id, "kind": kind, "id": row}]  # fmt: skip
        answers = [await who.press(name, one) for who, one in zip((asker, asker, owner), payloads, strict=True)]
        well = '"ok":true' in answers[2].words or not kept.rows.get(kind)
        given, twins = [*given, str(row)], [*twins, str(9_000_000 + number)]
    elif sort == "under":
        name = dice.choice(_UNDER)
        payloads = [{"id": things["element"], "client_id": kept.id, "values": {"what": f"fact:{row}"}}
                    for things, row in ((theirs, kept.rows["fact"][0]), (nobodys, 9_000_000))]  # fmt: skip
        answers = [await asker.press(name, one) for one in payloads]
        answers.append(await owner.press("client_card", {"client_id": kept.id}))
        well = '"ok":true' in answers[2].words
    elif sort == "address":
        # One finds one's own words again, whomever they name.
        method, path, body = dice.choice([one for one in _ADDRESSES if one[1] != _SEARCH or kept.name not in asker.typed])
        name = f"{method} {path}"
        asks3 = [(who, path.format(**things, session=who.page.session), _filled(body, things | {"session": who.page.session}))
                 for who, things in ((asker, theirs), (asker, nobodys), (owner, theirs))]  # fmt: skip
        answers = [await who.call(method, path, body) for who, path, body in asks3]
        well = answers[2].words[:3] in ("200", "303") or path.startswith("/office") or ("{file}" in path and kept.id not in files)
    else:
        name = dice.choice(COMMANDS)
        answers = [await asker.say(name.format(x=kept.name)), await asker.say(name.format(x=made))]
        answers.append(await owner.say(name.format(x=kept.name)))
        well = kept.name in answers[2].words and answers[2].words != answers[0].words
    wrong = leak(answers[0], [answers[1]], kept, given, [twins])
    tally.add(f"page: {sort}", f"{asker.desk.name}: {name} {detail} of {kept.name}", wrong, well, answers[2].words[:300])


def _filled(value: Any, things: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _filled(one, things) for key, one in value.items()}
    if value == "{id}":
        return int(things["id"])
    return value.format(**things) if isinstance(value, str) else value


def _of(owner: Visitor, kept: Kept, dice: random.Random) -> dict[str, str]:
    """A conversation of the owner's: about this client where there is one."""
    return owner.things.get(kept.id) or dice.choice(list(owner.things.values()))


async def _enter(page: ServedPage, house: House, desk: Desk) -> Visitor:
    cookies = page.sign_in(house.sign_in_names[desk.user_id], f"orsel-{house.sign_in_names[desk.user_id]}")
    client = httpx.AsyncClient(base_url=page.address, headers={"Cookie": cookies}, timeout=60)
    tabs = _Heard(page.address, cookies), _Heard(page.address, cookies)
    for tab in tabs:
        await tab.open()
    return Visitor(desk, client, *tabs)


async def _talk(visitor: Visitor, house: House, dice: random.Random) -> None:
    """A conversation about clients of one's own, so that there is something to reach for."""
    own = [one for one in house.clients if house.owner(one).user_id == visitor.desk.user_id]
    for kept in dice.sample(own, 3):
        await visitor.say(f"What did {kept.name} buy last?")
        await visitor.say(f"/wish {kept.name}")
        ids = await _written(visitor)
        thumb = {"feedback": {"forId": ids["step"], "value": 1}, "sessionId": visitor.page.session}
        given = (await visitor.client.put("/feedback", json=thumb)).json()["feedbackId"]
        visitor.things[kept.id] = ids | {"thumb": given}


async def _written(visitor: Visitor) -> dict[str, str]:
    """Ids of what was just said. The page answers first and writes the conversation down beside it, so they are waited for."""
    for _ in range(_LOOKS):
        listed = (await visitor.client.post("/project/threads", json={"pagination": {"first": 1}, "filter": {}})).json()["data"]
        if listed:
            thread = (await visitor.client.get(f"/project/thread/{listed[0]['id']}")).json()
            forms = [e["id"] for e in thread["elements"] if e["name"] == "CounterForm"]
            said = [s["id"] for s in thread["steps"] if s["type"] == "assistant_message"]
            sources = [e["id"] for e in thread["elements"] if e["type"] == "text" and e["name"].startswith("[")]
            if len(forms) > len(visitor.things) and said and sources:  # one form for each client talked about so far
                return {"thread": thread["id"], "element": forms[-1], "step": said[0], "source": sources[0]}
        await asyncio.sleep(0.1)
    raise MeasureFailed(f"The conversation of {visitor.desk.name} was not written down within {_LOOKS // 10} seconds.")


def _files(house: House) -> dict[int, int]:
    """By client, a photo that is kept with a note of theirs."""
    with Session(house.engine) as session:
        for kept in house.clients[::4]:
            if kept.rows["note"]:
                held = Attachment(note_id=kept.rows["note"][0], user_id=1, mime="image/jpeg", sha256=str(kept.id), content=b"x")
                session.add(held)
        session.commit()
        found: dict[int, int] = {}
        for kept in house.clients[::4]:
            file = session.exec(select(Attachment).where(Attachment.sha256 == str(kept.id))).first()
            if file is not None and file.id is not None:
                found[kept.id] = file.id
        return found
