"""What must not be mentioned, what only we know, what needs a gentle hand, and what is not to be done."""

from typing import Any

from copilot.domain.provenance import Provenance
from copilot.models.builtin.answers import never as forbidden
from copilot.models.builtin.answers.quoting import shortened
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.voice import Voice


def avoid(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """What must not be mentioned, what only we know, what needs a gentle hand, and what is not to be done."""
    known = heard.of("what_we_know", client_id=person.id)
    if known is None:
        return []
    facts = [f for f in known.data["facts"] if not f["superseded"] and not f["over"]]
    # What a program guessed from a note's words is too loose to warn of, unless it came from somebody else.
    firm = [f for f in facts if f["sensitive"] and (not f["from_note"] or f["provenance"] == Provenance.THIRD_PARTY)]
    never = _unlike([f for f in facts if f["do_not_mention"]])
    careful = _unlike([f for f in firm if not f["do_not_mention"] and not Provenance(f["provenance"]).may_be_said])
    gentle = _unlike([f for f in firm if not f["do_not_mention"] and Provenance(f["provenance"]).may_be_said])

    def listed(chosen: list[dict[str, Any]]) -> str:
        items = [
            voice.say("avoid_item", text=shortened(f["text"], 160), how=voice.say(f"how.{f['provenance']}"), mark=f["mark"])
            for f in chosen
        ]
        return "\n".join(f"- {item}" for item in items)

    sentences = [voice.say("avoid", name=person.name, list=listed(never))] if never else []
    sentences += [voice.say("avoid_careful", called=person.called or person.name, list=listed(careful))] if careful else []
    sentences += [voice.say("avoid_sensitive", list=listed(gentle))] if gentle else []
    sentences += forbidden.not_to_be_done(heard, person, voice, told=sentences)
    return sentences or [voice.say("avoid_none", name=person.name, ledger=known.data["ledger"])]


def not_to_be_said(facts: list[dict[str, Any]], voice: Voice) -> list[str]:
    """The current facts that are marked as not to be mentioned, in short."""
    never = _unlike([f for f in facts if f["do_not_mention"] and not f["superseded"] and not f["over"]])
    return [
        voice.say("avoid_item", text=shortened(f["text"], 110), how=voice.say(f"how.{f['provenance']}"), mark=f["mark"])
        for f in never
    ]


def _unlike(facts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each thing once, facts before notes, the newest first: of the clauses of one note the longest, which says what it is."""
    longest: dict[str, dict[str, Any]] = {}
    for fact in sorted(facts, key=lambda f: -len(f["text"])):
        longest.setdefault(fact["mark"], fact)
    return sorted(longest.values(), key=lambda f: (f["from_note"], -f["on"].toordinal()))
