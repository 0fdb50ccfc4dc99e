"""Answers about what is open: repairs and complaints, promises, wishes, appointments."""

from typing import Any

from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers import knowing
from copilot.models.builtin.answers.quoting import shortened
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.planning import rest_words, topic_words
from copilot.models.builtin.voice import Voice
from copilot.models.builtin.wanted import sorts_wanted

MINDED = 110  #: characters of what is only called to mind
_CASE_WORDS = ("repair", "return", "alteration", "complaint")


def answer(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Sentences on a client's open and past matters."""
    found = heard.of("open_matters", client_id=person.id)
    if found is None:
        return []
    items, ledger = found.data["items"], found.data["ledger"]
    says = {"cases": _cases, "promises": _promises, "wishes": _wishes, "appointments": _appointments}
    told = [s for intent, say in says.items() if heard.ask.means(intent) for s in say(items, ledger, heard, person, voice)]
    return told + (_with_its_day(items, heard, person, voice) if told and "when" in sorts_wanted(heard.ask.asked) else [])


def _with_its_day(items: list[dict[str, Any]], heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """When they come for what is repaired or promised; and when it is ready, where nothing is booked."""
    asked = heard.ask
    coming = [i for i in items if i["open"] and i["kind"] == "appointment"]
    if coming and asked.means("cases", "promises") and not asked.means("appointments"):
        return [_told("appointment_next", person.name, [line(i, voice) for i in coming], voice)]
    due = [i for i in items if i["open"] and i["kind"] == "case" and i["due"]]
    if due and not coming and asked.means("appointments") and not asked.means("cases"):
        return [_told("open_list", person.name, [line(i, voice) for i in due], voice)]
    return []


def mind(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """What one should know before writing or talking to them now: an open complaint, and what we are late with."""
    found = heard.of("open_matters", client_id=person.id)
    if found is None or heard.ask.means("cases", "promises"):
        return []
    opened = [i for i in found.data["items"] if i["open"]]
    complaints = [i for i in opened if i["kind"] == "case" and i["what"] == "complaint"]
    late = [i for i in opened if i["late"] and i not in complaints]
    sentences = [
        voice.say("mind_complaint", day=voice.day(i["on"]), text=shortened(i["text"], MINDED), mark=i["mark"])
        for i in complaints[:1]
    ]
    return sentences + [voice.say("mind_late", day=voice.day(i["due"]), text=_minded(i, voice), mark=i["mark"]) for i in late[:1]]


def _minded(item: dict[str, Any], voice: Voice) -> str:
    text = shortened(item["text"], MINDED)
    of_case = item["kind"] == "case" and item["what"] in _CASE_WORDS
    return voice.say("mind_what", what=voice.say(f"case_kind.{item['what']}"), text=text) if of_case else text


def _told(key: str, name: str, items: list[str], voice: Voice) -> str:
    """One matter in the sentence; several below it."""
    if len(items) == 1:
        return voice.say(key, name=name, list=items[0])
    return voice.say(key, name=name, list="").rstrip(" .") + "\n" + "\n".join(f"- {item}" for item in items)


def _cases(items: list[dict[str, Any]], ledger: str, heard: Hearing, person: Person, voice: Voice) -> list[str]:
    cases = [i for i in items if i["kind"] == "case"]
    asked = heard.ask.asked
    kind = next((k for k in _CASE_WORDS if k[:6] in asked and any(i["what"] == k for i in cases)), "")
    cases = [i for i in cases if not kind or i["what"] == kind]
    words = [w for w in topic_words(heard.ask, person) if not any(w.startswith(k[:6]) for k in (*_CASE_WORDS, "open", "case"))]
    cases = _most_fitting(cases, words, heard.ask.language)
    word = voice.say(f"case_kind.{kind or 'any'}")
    if not cases:
        return [voice.say("cases_never", what=word, name=person.name, ledger=ledger)]
    opened = [i for i in cases if i["open"]]
    if opened:
        news = knowing.news_of(opened[0], heard, person, voice) if len(opened) == 1 else []
        return [_told("open_list", person.name, [line(i, voice) for i in opened], voice), *news]
    last = max(cases, key=lambda i: i["on"])
    sentences = [voice.say("cases_none_open", what=word, name=person.name, ledger=ledger)]
    sentences.append(
        voice.say(
            "cases_past",
            day=voice.day(last["on"]),
            closed=voice.day(last["closed"]),
            text=last["text"],
            outcome=last["outcome"],
            mark=last["mark"],
        )
    )
    return sentences


def _promises(items: list[dict[str, Any]], ledger: str, heard: Hearing, person: Person, voice: Voice) -> list[str]:
    promises = [i for i in items if i["kind"] == "promise"]
    opened = [i for i in items if i["open"] and (i["kind"] == "promise" or (i["kind"] == "case" and i["due"]))]
    words = rest_words(heard.ask, person)
    fitting = _most_fitting(opened, words, heard.ask.language)
    promised = [i for i in opened if i["kind"] == "promise"]
    owed = fitting if len(fitting) < len(opened) else promised or opened
    if not any(i["kind"] == "promise" for i in owed):
        owed = [*promised, *owed]  # a repair that is due is no promise by itself
    if owed:
        return [_told("promises", person.name, [line(i, voice) for i in owed], voice)]
    sentences = [voice.say("promises_none", name=person.name, ledger=ledger)]
    if promises:
        last = max(promises, key=lambda i: i["closed"])
        sentences.append(
            voice.say("promises_kept", text=last["text"].rstrip("."), day=voice.day(last["closed"]), mark=last["mark"])
        )
    return sentences


def _wishes(items: list[dict[str, Any]], ledger: str, heard: Hearing, person: Person, voice: Voice) -> list[str]:
    opened = [i for i in items if i["kind"] == "wish" and i["open"]]
    words = [word for word in rest_words(heard.ask, person) if not heard.ask.lexicon.intents["wishes"].search(word)]
    fitting = _most_fitting(opened, words, heard.ask.language)
    beside = bool(words) and not any(covered(f"{i['text']} {i.get('product', '')}", words, heard.ask.language) for i in opened)
    if beside and _notes_say(heard):
        return []  # something else is asked than what is on the list; the notes say more
    if not fitting:
        return [] if words and _notes_say(heard) else [voice.say("wishes_none", name=person.name, ledger=ledger)]
    return [_told("wishes", person.name, [line(i, voice) for i in fitting], voice)]


def _appointments(items: list[dict[str, Any]], ledger: str, heard: Hearing, person: Person, voice: Voice) -> list[str]:
    visits = [i for i in items if i["kind"] == "appointment"]
    coming = [i for i in visits if i["open"]]
    if coming:
        return [_told("appointment_next", person.name, [line(i, voice) for i in coming], voice)]
    sentences = [voice.say("appointment_none", name=person.name, ledger=ledger)]
    if visits:
        last = max(visits, key=lambda i: i["on"])
        sentences.append(
            voice.say(
                "appointment_last",
                day=voice.day(last["on"]),
                status=last["outcome"],
                purpose=last["text"].rstrip("."),
                mark=last["mark"],
            )
        )
    return sentences


def line(item: dict[str, Any], voice: Voice, *, most: int = 400) -> str:
    """One matter as part of a sentence, with its mark; its text shortened to `most` characters."""
    text = shortened(item["text"], most)
    if item["kind"] == "case":
        due = voice.say("matter_late" if item["late"] else "matter_due", day=voice.day(item["due"])) if item["due"] else ""
        product = voice.say("matter_product", product=item["product"]) if item["product"] else ""
        what = voice.say(f"case_kind.{item['what']}") if item["what"] in _CASE_WORDS else item["what"]
        return voice.say(
            "matter_case", what=what, day=voice.day(item["on"]), product=product, text=text, due=due, mark=item["mark"]
        )
    by = voice.say("matter_promise_by", by=item["by"]) if item["by"] else ""
    if item["kind"] == "promise":
        due = (
            voice.say("matter_promise_late" if item["late"] else "matter_promise_due", day=voice.day(item["due"]))
            if item["due"]
            else ""
        )
        return voice.say("matter_promise", text=text, on=voice.day(item["on"]), by=by, due=due, mark=item["mark"])
    if item["kind"] == "wish":
        return voice.say("matter_wish", text=text, day=voice.day(item["on"]), mark=item["mark"])
    return voice.say(
        "matter_visit",
        weekday=voice.weekday(item["on"]),
        day=voice.day(item["on"]),
        at=item["at"],
        by=voice.say("matter_visit_with", by=item["by"]) if item["by"] else "",
        purpose=text,
        mark=item["mark"],
    )


def _most_fitting(items: list[dict[str, Any]], words: list[str], language: str) -> list[dict[str, Any]]:
    """Those that the question's own words name ("the strap"), or all when it names none of them."""
    scored = [(covered(f"{i['text']} {i.get('product', '')}", words, language), i) for i in items]
    best = max((score for score, _ in scored), default=0.0)
    return [i for score, i in scored if score == best] if best else items


def _notes_say(heard: Hearing) -> bool:
    return any(f.data["supported"] for f in heard.all_of("search_notes"))
