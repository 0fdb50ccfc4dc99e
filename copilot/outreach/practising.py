"""A decision of a manager made into a scenario for practice: the case stays, the people go.

It is plain data here; whether it can be played is said where scenarios are read.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

import yaml
from sqlmodel import Session, select

from copilot.domain.desk import Desk
from copilot.domain.message import Channel
from copilot.domain.situation import Known, PastContact, Situation
from copilot.domain.verdict import Finding, Kind, Severity
from copilot.domain.wording import fold
from copilot.outreach.made_up import MadeUp
from copilot.outreach.review_record import Decided
from copilot.records.drafts import Draft, Practice
from copilot.records.people import Client, User
from copilot.records.questions import Names
from copilot.records.trade import Product

Part = dict[str, Any]
FACTS, CONTACTS, LINES = 10, 8, 5  #: of each the scenario takes so many; a person can add what they miss
_AIM = {
    Kind.UNVOLUNTEERED: "avoid", Kind.SURVEILLANCE: "avoid", Kind.STALE: "avoid", Kind.MILESTONE: "avoid", Kind.DOSSIER: "avoid",
    Kind.INTERNAL: "avoid", Kind.UNMENTIONABLE: "avoid", Kind.OVERFAMILIAR: "avoid", Kind.THIRD_PERSON: "others",
    Kind.SENSITIVE: "care", Kind.PRESSURE: "calm", Kind.NO_VALUE: "value", Kind.UNGROUNDED: "sure", Kind.PROMISE: "sure",
    Kind.TOO_FREQUENT: "moment", Kind.UNANSWERED: "moment", Kind.QUIET_HOURS: "moment", Kind.NO_CONSENT: "moment",
    Kind.LOCAL_LAW: "moment", Kind.OPEN_MATTER: "settle",
}  # fmt: skip
_SKILL = {
    "avoid": "discretion", "others": "discretion", "care": "discretion", "calm": "permission", "value": "value", "sure": "value",
    "moment": "timing", "settle": "listening", "listen": "listening", "permission": "permission", "let_go": "timing",
}  # fmt: skip
_SIGNS: Mapping[str, Part] = {
    "calm": {"lets_go": True},
    "value": {"offers": ["hours"]},
    "moment": {"permission": True},
    "settle": {"apologises": True},
    "listen": {"asks": True, "listens": True},
    "permission": {"permission": True},
    "let_go": {"lets_go": True},
}
_WITHOUT_WORDS = frozenset({"moment", "settle"})  #: no finding on a line of the scenario would show these


@dataclass(frozen=True)
class Case:
    """One decided message with everything that is needed to play it."""

    draft: Draft
    decided: Decided
    words: tuple[str, str]  #: as the associate wrote it
    findings: tuple[Finding, ...]  #: on those words
    used: tuple[str, ...]  #: ids of the facts that they draw on
    situation: Situation


def as_practice(session: Session, case: Case) -> Part:
    """The scenario as data: other names, days moved together, sums scaled; facts with provenance, aims from what was found."""
    draft, situation = case.draft, case.situation
    language = draft.language[:2] if draft.language[:2] in _words() else "en"
    said = _words()[language]
    facts = _facts(case)
    contacts = [one for one in situation.contacts if not one.household and one.channel in set(Channel)][-CONTACTS:]
    texts = [*case.words, case.decided.comment, draft.occasion, *(f.text for f in facts), *(c.text for c in contacts)]
    made_up = _made_up(session, case, said, texts)
    name = made_up.told(session.get_one(Client, draft.client_id).name)
    ids = {fact.id: f"fact_{number}" for number, fact in enumerate(facts, start=1)}
    style = situation.style.value
    how = draft.channel if draft.channel in said["channels"] else "email"
    decided = "edited" if case.decided.before else case.decided.step
    pieces = [line.text for line in situation.store if line.id.startswith("product:")][:LINES]
    store = [{"id": f"line_{n}", "text": made_up.told(text)} for n, text in enumerate(pieces, start=1)]
    return {
        "name": f"review_{draft.id}",
        "title": said["title"].format(client=name),
        "language": language,
        "situation": " ".join(
            said["situation"]
            .format(
                client=name,
                channel=said["channels"][how],
                occasion=said["occasion"].format(occasion=made_up.told(draft.occasion)) if draft.occasion else "",
                text=made_up.told(" ".join(part for part in case.words if part)),
                decided=said["decided"][decided],
                comment=said["comment"].format(comment=made_up.told(case.decided.comment)) if case.decided.comment else "",
            )
            .split()
        ),
        "wants": said["wants"],
        "unsaid": said["unsaid"],
        "client": {
            "name": name,
            "persona": said["persona"][style],
            "manner": said["manner"][style],
            "style": style,
            "timezone": situation.zones[0] if situation.zones else "UTC",
            "country": situation.country,
        },
        "channel": how,
        "purpose": draft.purpose,
        "now": (situation.now - timedelta(weeks=made_up.weeks)).isoformat(timespec="minutes"),
        "facts": [_fact(fact, ids[fact.id], made_up) for fact in facts] or [_plain_fact(said, made_up, situation.now)],
        "store": [*store, {"id": "hours", "text": said["hours"]}],
        "contacts": [_contact(one, made_up) for one in contacts],
        "consents": [
            {"channel": c.channel, "purpose": c.purpose, "status": c.status, "at": made_up.day(c.at.date()).isoformat()}
            for c in situation.consents
            if c.channel in set(Channel)
        ],
        "aims": list(_aims(case, said, ids)),
        "beats": [{"id": "wish", "when_asked": said["beat"]["ask"], "lines": [said["beat"]["line"]]}],
        "lines": said["lines"],
    }


def keep_practice(session: Session, desk: Desk, name: str, text: str, now: datetime) -> Practice | None:
    """Keep it under its name, over an earlier one of the same person; None where it would be over somebody else's words.

    The caller commits.
    """
    kept = session.exec(select(Practice).where(Practice.name == name)).first()
    if kept is not None and (kept.changed_by_id != desk.user_id or kept.removed_at is not None):
        return None
    if kept is None:
        kept = Practice(name=name, text=text, made_by_id=desk.user_id, store_id=desk.store_id, at=now, version=0)
    kept.text, kept.changed_at, kept.changed_by_id, kept.version = text, now, desk.user_id, kept.version + 1
    session.add(kept)
    session.flush()
    return kept


def common_lines(language: str) -> dict[str, list[str]]:
    """What any client may say in each mood, where nobody wrote them words of their own."""
    return {mood: list(lines) for mood, lines in _words()[language if language in _words() else "en"]["lines"].items()}


def _made_up(session: Session, case: Case, said: Part, texts: Sequence[str]) -> MadeUp:
    """The same case gets the same names; which ones nobody can work back from."""
    draft = case.draft
    chance = int(sha256(f"{draft.id} {draft.key}".encode()).hexdigest(), 16)
    house = frozenset(fold(word) for name in session.exec(select(Product.name)).all() for word in re.findall(r"[^\W\d_]+", name))
    made_up = MadeUp(10 + chance % 41, 0.7 + (chance // 41 % 7) / 10, said["others"], house=house)
    client = session.get_one(Client, draft.client_id)
    whole = said["clients"][chance // 287 % len(said["clients"])]
    given, _, family = whole.partition(" ")
    for real, other in ((client.given_name, given), (client.family_name, family), (client.preferred_name, given)):
        made_up.call(real, other)
    if not client.given_name and not client.family_name:
        made_up.call(client.name, whole)
    writer = session.get(User, draft.associate_id) if draft.associate_id else None
    if writer:
        made_up.call(writer.name, said["associates"][chance // 1435 % len(said["associates"])])
    made_up.meet(texts, frozenset(Names(session).words))
    return made_up


def _facts(case: Case) -> list[Known]:
    """What the findings name, then what the words draw on, then the newest that may be said."""
    named = [finding.fact for finding in case.findings if finding.fact]
    rest = sorted((f for f in case.situation.facts if f.provenance.may_be_said), key=lambda f: f.learned_on, reverse=True)
    ids = dict.fromkeys([*named, *case.used, *(fact.id for fact in rest)])
    return [fact for one in ids if (fact := case.situation.fact(one))][:FACTS]


def _fact(fact: Known, name: str, made_up: MadeUp) -> Part:
    shown: Part = {"id": name, "text": made_up.told(fact.text), "source": fact.provenance.value}
    shown["at"] = made_up.day(fact.learned_on).isoformat()
    flags = {"sensitive": fact.sensitive, "do_not_mention": fact.do_not_mention, "other_person": fact.other_person}
    shown |= {key: True for key, is_so in flags.items() if is_so}
    shown |= {key: text for key, text in {"subject": fact.subject, "topic": fact.topic}.items() if text}
    return shown | ({"valid_until": made_up.day(fact.valid_until).isoformat()} if fact.valid_until else {})


def _plain_fact(said: Part, made_up: MadeUp, now: datetime) -> Part:
    return {"id": "fact_1", "text": said["plain_fact"], "source": "told_us", "at": made_up.day(now.date()).isoformat()}


def _contact(one: PastContact, made_up: MadeUp) -> Part:
    shown: Part = {"at": (one.at - timedelta(weeks=made_up.weeks)).isoformat(timespec="minutes")}
    shown |= {"direction": "out" if one.outbound else "in", "channel": one.channel}
    purpose = one.purpose if one.purpose in ("marketing", "service", "reply") else "marketing"
    return shown | {"purpose": purpose, "answered": one.answered, "text": made_up.told(one.text)}


def _aims(case: Case, said: Part, ids: Mapping[str, str]) -> Iterator[Part]:
    """What was found, the gravest first, then what every conversation asks for: three to five in all."""
    weights = {Severity.HOLD: 3, Severity.REVISE: 2}
    found = sorted((f for f in case.findings if f.severity in weights and f.kind in _AIM), key=lambda f: -weights[f.severity])
    names = list(dict.fromkeys(_AIM[finding.kind] for finding in found))[:4]
    for name in names:
        mine = [finding for finding in found if _AIM[finding.kind] == name]
        signs = dict(_SIGNS.get(name, {}))
        if avoided := sorted({ids[finding.fact] for finding in mine if finding.fact in ids and name not in _WITHOUT_WORDS}):
            signs["avoids"] = avoided
        if name not in _WITHOUT_WORDS:
            signs["keeps_free_of"] = sorted({finding.kind.value for finding in mine})
        yield _aim(name, signs, weights[mine[0].severity], said)
    beside = {"permission": "moment", "let_go": "calm", "value": "value"}  # the second of each asks for the same
    also = ["listen", *(name for name, same in beside.items() if same not in names)]
    for name in also[: max(1, 3 - len(names))]:
        yield _aim(name, dict(_SIGNS[name]), 1, said)


def _aim(name: str, signs: Part, weight: int, said: Part) -> Part:
    words = said["aims"][name]
    return {
        "id": name,
        "text": words["text"],
        "skill": _SKILL[name],
        "weight": weight,
        "met_by": signs,
        "better": words["better"],
    }


@cache
def _words() -> dict[str, Part]:
    whole: dict[str, Part] = yaml.safe_load((files("copilot.outreach") / "practice_words.yaml").read_text(encoding="utf-8"))
    return whole
