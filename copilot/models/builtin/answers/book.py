"""Answers about many clients: how many, which and why, and the day that lies ahead."""

import re
from collections import Counter
from datetime import date
from typing import Any

from copilot.models.builtin.answers import matters
from copilot.models.builtin.answers.quoting import shortened
from copilot.models.builtin.conditions import not_understood
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.voice import Voice

SHOWN = 8
WAITING_DAYS = 30  #: who wrote longer ago is not said to wait for an answer
ROW = 160  #: characters of a reason in a list
OF_A_KIND = 2  #: rows of one kind that are told of a client
CHANNELS = ("email", "sms", "whatsapp", "phone", "post")


def book(heard: Hearing, voice: Voice) -> list[str]:
    """How many clients, and which."""
    found = heard.of("book")
    if found is None:
        return []
    data = found.data
    if data["unknown"]:
        return [voice.say("book_unknown", words=" / ".join(data["unknown"]))]
    clients, mark = data["clients"], data["figure"]
    words = {
        "of_book": voice.say("book_of_mine" if data["mine"] else "book_of_store"),
        "what": "".join(
            _filter(key, value, data["asked"], voice) for key, value in data["asked"].items() if key != "whole_store"
        ),
        "mark": mark,
    }
    if not clients:
        untold = " ".join(not_understood(heard.ask, data["given"]))
        return [voice.say("book_unsure", words=untold, **words) if untold else voice.say("book_none", **words)]
    ranked = data["asked"].get("order_by") in ("spent", "least")
    counted = {"n": len(clients), "clients": voice.count(len(clients), "client")}
    least = data["asked"].get("order_by") == "least"
    head = voice.say("book_least" if least else "book_most", **words) if ranked else voice.say("book_count", **counted, **words)
    most = _how_many(heard, len(clients))
    rows = [_row(c, data["asked"], voice) for c in clients[:most]]
    if len(clients) > most and not ranked:
        rows.append(voice.say("book_more", n=len(clients) - most, mark=mark))
    return [head + ":\n" + "\n".join(f"- {row}" for row in rows)]


def day(heard: Hearing, voice: Voice) -> list[str]:
    """Who comes today and next, what is overdue, and who waits for an answer, each in a line."""
    coming, overdue, waiting = (
        next((f for f in heard.all_of("book") if key in f.data["asked"]), None)
        for key in ("visit_from", "owed_promise", "waiting_for_reply")
    )
    sentences = []
    if coming:
        visits = sorted(
            ((b, c) for c in coming.data["clients"] for b in c["because"] if b["kind"] == "appointment"),
            key=lambda one: (one[0]["on"], one[0]["at"]),
        )
        today = [voice.say("row_visit", **_visit(b, c, voice)) for b, c in visits if b["on"] == voice.today]
        later = [voice.say("row_next_visit", **_visit(b, c, voice)) for b, c in visits if b["on"] != voice.today]
        words = {"weekday": voice.weekday(voice.today), "day": voice.day(voice.today), "mark": coming.data["figure"]}
        head = voice.say("day_visits", n=len(today), visits=voice.count(len(today), "appointment"), **words)
        sentences += [_rows(head, today)] if today else [voice.say("day_none", mark=coming.data["figure"])]
        sentences += [_rows(voice.say("day_next"), later[:SHOWN])] if later else []
    for key, found in (("day_overdue", overdue), ("day_waiting", waiting)):
        clients = [fresh for c in (found.data["clients"] if found else ()) if (fresh := _of_late(c, voice.today))]
        if found and clients:
            rows = [_row(c, found.data["asked"], voice) for c in clients]
            more = [voice.say("book_more", n=len(rows) - SHOWN, mark=found.data["figure"])] if len(rows) > SHOWN else []
            sentences.append(_rows(voice.say(key, mark=found.data["figure"]), [*rows[:SHOWN], *more]))
    return sentences


def _of_late(c: dict[str, Any], today: date) -> dict[str, Any] | None:
    """A client with their messages of the last weeks only: who wrote "thank you" last year waits no more."""
    fresh = [b for b in c["because"] if b["kind"] != "contact" or (today - b["on"]).days <= WAITING_DAYS]
    return c | {"because": fresh} if fresh else None


def _visit(b: dict[str, Any], c: dict[str, Any], voice: Voice) -> dict[str, Any]:
    words = {"at": b["at"], "weekday": voice.weekday(b["on"]), "day": voice.day(b["on"])}
    return words | {"name": c["name"], "text": shortened(b["text"], ROW), "mark": b["mark"]}


def _rows(head: str, rows: list[str]) -> str:
    return head + "\n" + "\n".join(f"- {row}" for row in rows)


def _how_many(heard: Hearing, n: int) -> int:
    """How many rows are read out: as many as were asked for ("top 5"), else up to a dozen."""
    asked = re.search(r"\b(\d{1,2})\b", heard.ask.asked)
    if heard.ask.says("spent_most") or heard.ask.says("spent_least"):
        return int(asked[1]) if asked else 5
    return 12 if n <= 12 else 10


def _row(c: dict[str, Any], asked: dict[str, Any], voice: Voice) -> str:
    why = [_because(b, voice) for b in _telling(c["because"])]
    if asked.get("order_by") in ("spent", "least") and c["spent"]:
        money = voice.money(c["spent"])
        why.append(money if "spent_since" in asked else voice.say("spent_in_all", spent=money))
    elif not why or "not_seen_since" in asked:
        why.append(voice.say("last_on", day=voice.day(c["last_purchase"])) if c["last_purchase"] else voice.say("never_bought"))
    return voice.say("book_line", name=c["name"], why="; ".join(why), mark=f"client {c['id']}")


def _telling(because: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of each kind of row the first ones; of consents all, for they tell by which channel."""
    seen: Counter[str] = Counter()
    told = []
    for b in because:
        seen[b["kind"]] += 1
        if b["kind"] == "consent" or seen[b["kind"]] <= OF_A_KIND:
            told.append(b)
    return told


def _because(b: dict[str, Any], voice: Voice) -> str:
    """Why a client is on the list, with its mark."""
    text = shortened(b["text"], ROW)
    match b["kind"]:
        case "purchase" if b["what"] == "return":
            return voice.say("row_returned", text=text, when=voice.when(b["on"]), mark=b["mark"])
        case "purchase" if b["whom"]:
            return voice.say("row_bought_for", text=text, when=voice.when(b["on"]), whom=b["whom"], mark=b["mark"])
        case "purchase":
            return voice.say("row_bought", text=text, when=voice.when(b["on"]), mark=b["mark"])
        case "consent":
            said = {"granted": "row_agreed", "refused": "row_refused"}.get(b["at"], "row_took_back")
            return voice.say(said, channel=_channel(b["what"], voice), when=voice.when(b["on"]), mark=b["mark"])
        case "contact":
            return voice.say("row_wrote", channel=_channel(b["what"], voice), when=voice.when(b["on"]), text=text, mark=b["mark"])
        case "fact":
            return f"{text} [{b['mark']}]"
    return matters.line(b, voice, most=ROW)


def _channel(channel: str, voice: Voice) -> str:
    return voice.say(f"channel.{channel}") if channel in CHANNELS else channel


#: Conditions that are said by the time itself, and those that are said with their time behind them.
_TIMES = {"occasion_from": "occasion_until", "spent_since": "spent_until", "bought_since": "bought_until"}
_WITHIN = {
    "bought": ("bought_since", "bought_until"),
    "bought_nothing": ("bought_since", "bought_until"),
    "returned": ("returned_since", "returned_until"),
    "stopped": ("stopped_since", "stopped_until"),
    "there": ("there_from", "there_until"),
    "waiting_for_reply": ("waiting_since", "waiting_until"),
    "contact": ("contact_since", "contact_until"),
}


def _filter(key: str, value: Any, asked: dict[str, Any], voice: Voice) -> str:
    told = {*_TIMES.values(), "visit_until", *(time for one, times in _WITHIN.items() if one in asked for time in times)}
    if (
        key in told
        or (key == "open_wish" and "wish_for" in asked)
        or (key == "visit_from" and "visit" in asked.get("without", ()))
        or key in ("returned_since", "returned_until", "contact_by_me")
    ):
        return ""
    if key == "fact" and value == "birthday":
        return voice.say("what.birthday")
    if key == "without":
        return "".join(voice.say(f"lacking.{one}") for one in value)
    if key == "or_cases":
        return "".join(voice.say("what.or_cases", x=voice.say(f"case_kind.{one}")) for one in value)
    if key == "present_for":
        return voice.say(f"present.{value}")
    if key == "visit_from":
        until = asked.get("visit_until")
        said = voice.when(value) if until == value else voice.span(value, until).strip()
    elif key in _TIMES:
        said = voice.span(value, asked.get(_TIMES[key])).strip()
        key = "birthday_on" if asked.get("fact") == "birthday" else key
    elif key == "spent_from":
        said = voice.number(value)
    elif key == "not_in":
        said = voice.say("this_country") if value == "here" else str(value).title()
    elif isinstance(value, date):
        said = voice.day(value)
    elif key == "open_case":
        said = voice.say(f"case_kind.{value}")
    elif key == "owed_promise":
        said = voice.say(f"promise_state.{value}")
    elif key == "language":
        said = voice.tongue(value)
    elif key in ("refused", "stopped", "may_contact_by", "no_contact_by", "wrote_by"):
        said = voice.say("any_messages") if value == "any" else voice.say(f"channel.{value}")
    else:
        said = str(value).title() if key in ("city", "there", "store_in") else str(value)
    within = voice.span(*(asked.get(time) for time in _WITHIN[key])) if key in _WITHIN else ""
    if key == "contact":
        key = f"contact_{value}{'_mine' if asked.get('contact_by_me') else ''}"
    return voice.say(f"what.{key}", x=said, within=within)
