"""What a question means where it shares no word with what is known: the fact of that subject, or what is open of that kind."""

from copilot.models.builtin.alike import covered
from copilot.models.builtin.answers.evidence import Evidence, evidence_of
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.voice import Voice

LIKELY = 0.33  #: from here on the likeliest attribute names the fact: "where does she want her things sent" is "delivery"
SURE = 0.9  #: and from here on a kind of matter tells what is open of it
MOST = 2

_KINDS = {"promises": "promise", "wishes": "wish", "appointments": "appointment", "cases": "case"}
_LOOSE = ("is taste", "is name")  #: what anything might be about


def by_meaning(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """The facts whose subject is the attribute that is asked by its meaning, or the open matters of the kind that is."""
    kind, share = max(heard.ask.shares, key=lambda one: one[1], default=("", 0.0))
    known = list(evidence_of(heard, person, voice))
    if kind.startswith("is ") and kind not in _LOOSE and share >= LIKELY:
        words = kind.removeprefix("is ").split()
        fit = [one for one in known if one.kind == "fact" and covered(one.subject, words, "en") == 1]
    else:
        fit = [one for one in known if share >= SURE and one.open and one.kind == _KINDS.get(kind)]
    return [one.said for one in sorted(fit, key=_when, reverse=True)[:MOST]]


def _when(one: Evidence) -> int:
    return one.on.toordinal() if one.on else 0
