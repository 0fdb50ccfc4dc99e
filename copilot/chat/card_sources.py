"""The row behind a line of the card, word for word, with its date, its author and how we know it."""

from copilot.chat.cards import Shown, Speech
from copilot.records.buying import Bought
from copilot.records.card_rows import Opened


def source_shown(opened: Opened, speech: Speech) -> Shown:
    """What opens below a line when it is tapped: plain values, shown as text."""
    return {
        "head": " · ".join(part for part in (_when(opened, speech), _by(opened, speech)) if part),
        "facts": [fact for fact in _facts(opened, speech) if fact],
        "words": opened.words or _nothing(opened, speech),
        "lines": [_article(line, speech) for line in opened.bought],
        "known_by": speech.how(opened.provenance) if opened.provenance else "",
        "hush": speech.words["hushed"] if opened.do_not_mention else "",
    }


def _when(opened: Opened, speech: Speech) -> str:
    key = opened.status if opened.kind == "fact" else opened.kind
    return speech.say(f"source_{key}", day=speech.day(opened.on), time=f"{opened.at:%H:%M}" if opened.at else "")


def _by(opened: Opened, speech: Speech) -> str:
    return speech.say("by", name=opened.by) if opened.by and (opened.kind, opened.status) != ("contact", "in") else ""


def _facts(opened: Opened, speech: Speech) -> list[str]:
    """What else is to be known about the row, in short pieces."""
    match opened.kind:
        case "promise" | "case":
            due = speech.say("due", day=speech.day(opened.due)) if opened.due else speech.words["no_day"]
            closed = speech.say("closed", day=speech.day(opened.closed)) if opened.closed else ""
            return [speech.word(opened.status) if opened.kind == "case" else "", opened.about, due, closed, opened.remark]
        case "contact":
            return [speech.say("in" if opened.status == "in" else "out", channel=speech.word(opened.about))]
        case "consent":
            return [speech.word(opened.about), speech.word(opened.status), opened.remark]
        case "appointment":
            return [speech.word(opened.status)]
        case "purchase":
            paid = " + ".join(money.in_words(speech.language) for money in opened.paid)
            return [opened.about, speech.say("in_all", paid=paid) if paid else ""]
        case _:
            return [opened.about]


def _nothing(opened: Opened, speech: Speech) -> str:
    return speech.words["no_wording" if opened.kind == "consent" else "no_words"] if not opened.bought else ""


def _article(line: Bought, speech: Speech) -> str:
    parts = [f"{line.quantity} × {line.article}" if line.quantity != 1 else line.article]
    parts += [speech.say("size", size=line.size)] * bool(line.size) + [line.paid.in_words(speech.language)]
    parts += [speech.say("gift_for", name=line.gift_for)] * bool(line.gift_for)
    parts += [speech.say("returned", day=speech.day(line.returned_on))] * bool(line.returned_on)
    return ", ".join(parts)
