"""Answers about consents and what was said last."""

import re
from typing import Any

from copilot.models.builtin.answers import never
from copilot.models.builtin.answers.quoting import shortened
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.voice import Voice

LONGEST = 200  #: characters of a message that are quoted


def answer(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Sentences on whether we may write, and on the messages that went to and fro."""
    found = heard.of("consents_and_contacts", client_id=person.id)
    if found is None:
        return []
    sentences = _consent(found.data, heard, voice) if heard.ask.means("consent") else []
    if heard.ask.means("consent") and not _welcome(found.data):
        sentences += never.about_writing(heard, person, voice)
    if heard.ask.means("contacts"):
        counted = heard.ask.says("counting") or heard.ask.says("per_month") or heard.ask.says("per_year")
        sentences += _counted(found.data, heard, voice) if counted else _contacts(found.data, heard, voice)
    elif heard.ask.means("consent"):
        sentences += _streak(found.data["contacts"], voice, least=2)
    return sentences


def _counted(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    """How many messages went to and fro in a time, how many had an answer, and how many at the end have none."""
    span = heard.ask.span
    since, until = (span.since, span.until) if span else (None, None)
    within = [c for c in data["contacts"] if (since is None or since <= c["on"]) and (until is None or c["on"] <= until)]
    ours = [c for c in within if c["direction"] == "out"]
    words = {"name": data["name"], "called": data["called"], "ledger": data["ledger"]}
    counted = voice.say(
        "contact_count",
        n=len(ours),
        contacts=voice.count(len(ours), "contact"),
        span=voice.span(since, until),
        answered=sum(1 for c in ours if c["answered"]),
        theirs=len(within) - len(ours),
        **words,
    )
    none = [voice.say("contact_streak_none", **words)] if ours and not span else []
    return [counted, *(_streak(data["contacts"], voice, least=1) or none)]


def _streak(contacts: list[dict[str, Any]], voice: Voice, *, least: int) -> list[str]:
    """Our messages since theirs that none has answered, where there are at least so many."""
    unanswered = []
    for contact in contacts:  # the latest first
        if contact["direction"] == "in" or contact["answered"]:
            break
        unanswered.append(contact)
    if len(unanswered) < max(least, 1):
        return []
    words = {"day": voice.day(unanswered[-1]["on"]), "mark": unanswered[-1]["mark"]}
    one = len(unanswered) == 1
    return [voice.say("contact_streak_one", **words) if one else voice.say("contact_streak", n=len(unanswered), **words)]


def _consent(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    asked = [name for name, pattern in heard.ask.lexicon.channels.items() if pattern.search(heard.ask.asked)]
    consents = data["consents"]
    if not consents:
        return [voice.say("consent_none", name=data["name"], ledger=data["ledger"]), _load(data, voice)]
    if not asked:
        return [*_all(data, voice, lead=True), _load(data, voice)]
    sentences = []
    for channel in asked:
        line = next((c for c in consents if c["channel"] == channel and c["purpose"] == "marketing"), None)
        words = voice.say(f"channel.{channel}")
        if line is None:
            sentences.append(voice.say("consent_never", channel=words, name=data["name"], ledger=data["ledger"]))
            sentences += _all(data, voice)
            continue
        how = f" ({line['how']})" if line["how"] else ""
        key = {"granted": "consent_yes", "withdrawn": "consent_service"}.get(line["status"], "consent_no")
        sentences.append(
            voice.say(
                key,
                channel=words[:1].upper() + words[1:] if key != "consent_service" else words,
                status=_status(line, voice),
                day=voice.day(line["on"]),
                how=how,
                mark=line["mark"],
                name=data["name"],
            )
        )
        sentences += _open(data, voice) if line["status"] != "granted" else []
    closed = [] if _welcome(data) else [voice.say("consent_may_not", name=data["name"], ledger=data["ledger"])]
    return [*sentences, *closed, _load(data, voice)]


def _welcome(data: dict[str, Any]) -> bool:
    """Whether any channel is open for what they did not ask for."""
    return any(c["purpose"] == "marketing" and c["status"] == "granted" for c in data["consents"])


def _all(data: dict[str, Any], voice: Voice, *, lead: bool = False) -> list[str]:
    """Every channel, by whether it is open; `lead`: the sentences answer "may I write?" by themselves."""
    granted = _listed(data, voice, service=False, granted=True)
    stopped = _listed(data, voice, service=False, granted=False)
    service = _listed(data, voice, service=True, granted=True)
    sentences = []
    if lead:
        sentences.append(
            voice.say("consent_may", name=data["name"], list=granted)
            if granted
            else voice.say("consent_may_not", name=data["name"], ledger=data["ledger"])
        )
    elif granted:
        sentences.append(voice.say("consent_open", list=granted))
    sentences += [voice.say("consent_stopped", list=stopped)] if stopped else []
    return sentences + ([voice.say("consent_for_service", list=service)] if service else [])


def _open(data: dict[str, Any], voice: Voice) -> list[str]:
    granted = _listed(data, voice, service=False, granted=True)
    return [voice.say("consent_open", list=granted)] if granted else []


def _listed(data: dict[str, Any], voice: Voice, *, service: bool, granted: bool) -> str:
    chosen = [c for c in data["consents"] if (c["purpose"] != "marketing") is service and (c["status"] == "granted") is granted]
    if service:  # where marketing is welcome, a service message is too
        welcome = {c["channel"] for c in data["consents"] if c["purpose"] == "marketing" and c["status"] == "granted"}
        chosen = [c for c in chosen if c["channel"] not in welcome]
    return voice.listed(
        [
            voice.say(
                "consent_item", channel=_channel(c, voice), status=_status(c, voice), day=voice.day(c["on"]), mark=c["mark"]
            )
            for c in chosen
        ]
    )


def _contacts(data: dict[str, Any], heard: Hearing, voice: Voice) -> list[str]:
    contacts = data["contacts"]
    if not contacts:
        return [voice.say("contact_none", name=data["name"], ledger=data["ledger"])]
    asked, words = heard.ask.asked, heard.ask.lexicon.raw["contact_words"]
    theirs = next((c for c in contacts if c["direction"] == "in"), None)
    ours = next((c for c in contacts if c["direction"] == "out"), None)
    if any(_said(pattern, asked) for pattern in words["theirs"]):
        return [_in(theirs, data, voice)] if theirs else [voice.say("contact_none_in", name=data["name"], ledger=data["ledger"])]
    if any(_said(pattern, asked) for pattern in words["ours"]):
        return [_out(ours, voice, data)] if ours else [voice.say("contact_none", name=data["name"], ledger=data["ledger"])]
    return [_out(c, voice, data) if c["direction"] == "out" else _in(c, data, voice) for c in contacts[:1]] + (
        [_in(theirs, data, voice)] if theirs and theirs is not contacts[0] else []
    )


def _out(contact: dict[str, Any], voice: Voice, data: dict[str, Any]) -> str:
    by = voice.say("contact_by", by=contact["by"]) if contact["by"] else ""
    answered = voice.say("contact_answered" if contact["answered"] else "contact_unanswered")
    return voice.say(
        "contact_last_out",
        name=data["name"],
        day=voice.day(contact["on"]),
        channel=_channel(contact, voice),
        by=by,
        text=shortened(contact["text"], LONGEST),
        mark=contact["mark"],
        answered=answered,
    )


def _in(contact: dict[str, Any], data: dict[str, Any], voice: Voice) -> str:
    return voice.say(
        "contact_last_in",
        name=data["name"],
        day=voice.day(contact["on"]),
        channel=_channel(contact, voice),
        text=shortened(contact["text"], LONGEST),
        mark=contact["mark"],
    )


def _load(data: dict[str, Any], voice: Voice) -> str:
    n = data["marketing_30_days"]
    return voice.say("consent_load", n=n, messages=voice.count(n, "message"), ledger=data["ledger"]) if n else ""


def _channel(row: dict[str, Any], voice: Voice) -> str:
    """The channel's name, with the purpose where it is not the usual one."""
    return (
        voice.say(f"channel.{row['channel']}")
        if row["channel"] in ("email", "sms", "whatsapp", "phone", "post")
        else row["channel"]
    )


def _status(row: dict[str, Any], voice: Voice) -> str:
    return voice.say(f"status.{row['status']}") if row["status"] in ("granted", "withdrawn", "refused") else row["status"]


def _said(pattern: str, asked: str) -> bool:
    return bool(re.search(rf"\b(?:{pattern})", asked))
