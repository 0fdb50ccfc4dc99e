"""Answers about who a client is."""

from typing import Any

from copilot.domain.provenance import Provenance
from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers import knowing, matters, unsaid
from copilot.models.builtin.answers.quoting import shortened, telling
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.voice import Voice

HOME = ("address", "home")  #: what a fact is called that tells where somebody lives
FRESH_DAYS = 45  #: the last note is worth a word in a briefing for so long


def answer(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Sentences from the profile, for the kinds of question that it answers."""
    found = heard.of("client_profile", id=person.id)
    if found is None:
        return []
    says = {"reach": _reach, "called": _called, "speaks": _speaks, "style": _style, "associate": _associate, "family": _family}
    sentences = [s for intent, say in says.items() if heard.ask.means(intent) for s in say(found.data, heard, voice)]
    if found.data["status"] == "left" and sentences:
        sentences.append(voice.say("status_left", name=found.data["called"], day=voice.day(found.data["status_on"])))
    return sentences


def brief(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Who is in front of you, in the four sentences that a colleague would say while you walk to the door."""
    found = heard.of("client_profile", id=person.id)
    if found is None:
        return []
    data, mark = found.data, f"client {person.id}"
    book = "brief_own" if data["own"] else "brief_book" if data["associate"] else "brief_no_book"
    words = {
        "name": data["name"],
        "book": voice.say(book, associate=data["associate"]),
        "city": data["city"] or data["country"],
        "mark": mark,
    }
    words["called"] = voice.say("brief_called", called=data["called"]) if data["called"] not in data["name"].split() else ""
    key = "brief_who" if data["since"] and words["city"] else "brief_who_short"
    sentences = [voice.say(key, since=voice.day(data["since"]), **words)]
    if data["status"] in ("left", "deceased"):
        return [*sentences, voice.say(f"brief_{data['status']}", name=data["name"], day=voice.day(data["status_on"]))]
    if data["style"] != "unknown":
        sentences.append(
            voice.say("brief_style", style=data["style"], how=data["style_set_by"] or voice.say("style_how_unknown"))
        )
    lead = " ".join([*_coming(heard, person, voice), *sentences, *_visits(heard, person, voice)])
    points = _owed(heard, person, voice) + _to_bring_up(heard, person, voice) + _knowledge(heard, person, voice)
    points += _stopped(heard, person, voice) + (_family(data, heard, voice) if data["account"] else [])
    return ["\n".join([lead, *(f"- {point}" for point in points)])]


def _visits(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    found = heard.of("purchases", client_id=person.id)
    if found is None:
        return []
    lines, totals = found.data["lines"], found.data["totals"]
    if not lines:
        return [voice.say("brief_none")]
    last = [line for line in lines if line.purchase_id == lines[0].purchase_id]
    return [
        voice.say(
            "brief_visits",
            n=totals.purchases,
            purchases=voice.count(totals.purchases, "purchase"),
            spent=voice.money(totals.spent),
            figure=found.data["figure"],
            day=voice.day(last[0].on),
            articles=voice.listed([line.article for line in last]),
            mark=f"purchase {last[0].purchase_id}",
        )
    ]


def _open_items(heard: Hearing, person: Person) -> list[dict[str, Any]]:
    found = heard.of("open_matters", client_id=person.id)
    return [i for i in found.data["items"] if i["open"]] if found else []


def _coming(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """The next appointment, before everything else: it is why one asks."""
    coming = [i for i in _open_items(heard, person) if i["kind"] == "appointment"]
    return [
        voice.say("brief_coming", when=_capital(voice.when(i["on"])), at=i["at"], purpose=i["text"].rstrip("."), mark=i["mark"])
        for i in coming[:1]
    ]


def _owed(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    owed = [i for i in _open_items(heard, person) if i["kind"] in ("case", "promise")]
    owed.sort(key=lambda i: (not i["late"], i["kind"] != "case"))
    listed = "; ".join(matters.line(i, voice, most=110) for i in owed)
    return [voice.say("brief_open", list=listed)] if owed else []


def _to_bring_up(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Their open wishes, and what was noted last where that is fresh."""
    wishes = [i for i in _open_items(heard, person) if i["kind"] == "wish"][:3]
    listed = "; ".join(matters.line(i, voice, most=110) for i in wishes)
    sentences = [voice.say("brief_bring", list=listed)] if wishes else []
    found = knowing.newest(heard, person)
    fresh = [n for n in found.data["passages"][:1] if (voice.today - n["on"]).days <= FRESH_DAYS] if found else []
    return sentences + [
        voice.say(
            "brief_latest",
            author=n["author"] or "?",
            ago=voice.ago(n["on"]),
            quote=telling(n["text"], (), voice.language),
            mark=n["mark"],
        )
        + knowing.hushed_in(n, heard, person, voice)
        for n in fresh
    ]


def _knowledge(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    found = heard.of("what_we_know", client_id=person.id)
    if found is None:
        return []
    sizes, known = _good_to_know(found.data["facts"], voice)
    hushed = unsaid.not_to_be_said(found.data["facts"], voice)
    sentences = [voice.say("brief_avoid", list="; ".join(hushed))] if hushed else []
    sentences += [voice.say("brief_sizes", list="; ".join(sizes))] if sizes else []
    return sentences + ([voice.say("brief_known", list="; ".join(known))] if known else [])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _stopped(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    found = heard.of("consents_and_contacts", client_id=person.id)
    stopped = [c for c in found.data["consents"] if c["status"] == "withdrawn"] if found else []
    listed = voice.listed([f"{voice.say('channel.' + c['channel'])} [{c['mark']}]" for c in stopped])
    return [voice.say("brief_stopped", channels=listed)] if stopped else []


def _reach(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    mark = f"client {data['id']}"
    if heard.ask.says("place_words") and (data["city"] or data["country"]):
        place = ", ".join(p for p in (data["city"], data["postcode"], data["country"]) if p)
        homes = knowing.current_of(heard, data["id"], HOME)
        return [voice.say("lives", name=data["name"], place=place, mark=mark), *(knowing.said_of(f, voice) for f in homes)]
    points = [
        voice.say(
            "reach_point",
            kind=voice.say(f"channel.{p['kind']}") if p["kind"] in ("email", "phone", "whatsapp", "post") else p["kind"],
            value=p["value"],
            preferred=voice.say("preferred") if p["preferred"] else "",
        )
        for p in data["contact_points"]
    ]
    return [
        voice.say("reach", name=data["name"], list=voice.listed(points), mark=mark)
        if points
        else voice.say("reach_none", name=data["name"], mark=mark)
    ]


def _called(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    return [voice.say("goes_by", name=data["name"], called=data["called"], mark=f"client {data['id']}")]


def _speaks(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    return [voice.say("speaks", called=data["called"], language=voice.tongue(data["language"]), mark=f"client {data['id']}")]


def _style(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    mark = f"client {data['id']}"
    if data["style"] == "unknown":
        return [voice.say("style_unknown", name=data["name"], mark=mark)]
    how = data["style_set_by"] or voice.say("style_how_unknown")
    return [voice.say("style", name=data["name"], style=data["style"], how=how, mark=mark)]


def _associate(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    key = "associate_own" if data["own"] else "associate" if data["associate"] else "associate_none"
    return [voice.say(key, name=data["name"], associate=data["associate"], mark=f"client {data['id']}")]


def _family(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    mark = f"client {data['id']}"
    if not data["account"]:
        return [voice.say("family_none", name=data["name"], mark=mark)]
    account = data["account"]
    asked = [(covered(m["role"], heard.ask.about, voice.language), m) for m in data["members"] if heard.ask.means("family")]
    meant = [m for share, m in asked if share and share == max(s for s, _ in asked)]
    if len(meant) == 1:
        return [
            voice.say(
                "family_one",
                name=meant[0]["name"],
                role=meant[0]["role"],
                account=account["name"],
                mark=f"client {meant[0]['id']}",
            )
        ]
    members = voice.listed([voice.say("member", name=m["name"], role=m["role"]) for m in data["members"]])
    return [
        voice.say(
            "family" if members else "family_alone",
            name=data["name"],
            kind=account["kind"],
            account=account["name"],
            role=account["role"],
            members=members,
            mark=mark,
        )
    ]


def _good_to_know(facts: list[dict[str, Any]], voice: Voice) -> tuple[list[str], list[str]]:
    """The sizes, and the few other current facts that serve at the counter: none that must stay unsaid."""
    fit = [
        f
        for f in facts
        if f["subject"] and not f["from_note"] and not (f["superseded"] or f["over"] or f["do_not_mention"] or f["sensitive"])
    ]
    fit = [f for f in fit if Provenance(f["provenance"]).may_be_said]
    by_subject: dict[str, dict[str, Any]] = {}
    for fact in sorted(fit, key=lambda f: -f["on"].toordinal()):
        by_subject.setdefault(fact["subject"].casefold(), fact)
    chosen = sorted(by_subject.values(), key=lambda f: _weight(f["subject"]))
    sizes = [f for f in chosen if "size" in f["subject"].casefold()]
    rest = [f for f in chosen if f not in sizes]
    return [_short(f) for f in sizes[:4]], [_short(f) for f in rest[:4]]


def _short(f: dict[str, Any]) -> str:
    text = shortened(f["text"], 110)
    alone = "size" in f["subject"].casefold() or len(text) < 12  # "85" alone says nothing
    named = alone and f["subject"].casefold() not in text.casefold()
    subject = f"{f['subject'][:1].upper()}{f['subject'][1:]}: " if named else ""
    return f"{subject}{text} [{f['mark']}]"


def _weight(subject: str) -> int:
    """What a colleague would say first: tastes and metals, then who they are, then sizes, then the rest."""
    order = (("taste", "metal", "colour", "style", "like"), ("job", "life", "work", "family", "allerg"), ("size", "ring", "shoe"))
    folded = subject.casefold()
    return next((i for i, words in enumerate(order) if any(w in folded for w in words)), len(order))
