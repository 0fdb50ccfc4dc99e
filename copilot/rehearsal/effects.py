"""What a line does to the client: each effect with its reason. Lost comfort weighs more than gained; the numbers are ours.

That people take offence sooner than they take comfort is the oldest finding about impressions (Baumeister et al., "Bad is
stronger than good", 2001); how much sooner a client of a shop does, nobody has measured.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from copilot.domain.situation import Style
from copilot.domain.verdict import MOMENT, Finding, Kind
from copilot.reading import cues
from copilot.rehearsal.hearing import Heard, says, stems
from copilot.rehearsal.scenario import Mood, Scenario
from copilot.rehearsal.state import Change, State

if TYPE_CHECKING:
    from copilot.rehearsal.conversation import Turn

MANY = 3  #: questions in one line feel like an interrogation
WORDY = 70  #: words in one line, from which it is a lecture

#: What the guard's findings do, once a line and sort.
PRICKS: dict[Kind, Change] = {
    Kind.SURVEILLANCE: Change("surveillance", trust=-18, comfort=-25),
    Kind.UNVOLUNTEERED: Change("unvolunteered", trust=-16, comfort=-22),
    Kind.UNMENTIONABLE: Change("unmentionable", trust=-20, comfort=-22),
    Kind.SENSITIVE: Change("sensitive", trust=-14, comfort=-24),
    Kind.THIRD_PERSON: Change("third_person", trust=-24, comfort=-16),
    Kind.INTERNAL: Change("internal", trust=-18, comfort=-18),
    Kind.OVERFAMILIAR: Change("overfamiliar", trust=-6, comfort=-20),
    Kind.MILESTONE: Change("milestone", trust=-10, comfort=-16),
    Kind.DOSSIER: Change("dossier", trust=-8, comfort=-18),
    Kind.STALE: Change("stale", trust=-6, comfort=-4),
    Kind.UNGROUNDED: Change("ungrounded", trust=-7),
    Kind.PROMISE: Change("promise", trust=-6, interest=2),
    Kind.PRESSURE: Change("pressure", trust=-8, comfort=-12, patience=-10),
    Kind.NO_VALUE: Change("no_value", interest=-6, patience=-6),
    Kind.OPEN_MATTER: Change("open_matter", trust=-8, patience=-10),
}
UNSAID = Change("unvolunteered", trust=-16, comfort=-22)  #: a fact that was not for words, which the guard did not name
SPOILT = Change("spoilt", trust=-6, comfort=-6)  #: the very words that an aim asks to leave out
HINTED = Change("hinted", trust=-12, comfort=-8)  #: who says that there is something to hide has given half of it away
ABUSE = Change("abuse", trust=-40, comfort=-45, patience=-30)
PUSHED = Change("pushed", comfort=-8, patience=-12)
PUSHED_AGAIN = Change("pushed_again", trust=-6, comfort=-12, patience=-16)
SILENCE = Change("silence", trust=-3, patience=-16)
TOO_LONG = Change("too_long", interest=-8, patience=-14)
WORDINESS = Change("wordy", patience=-5)
INTERROGATED = Change("interrogated", comfort=-5, patience=-6)
OUT_OF_PART = Change("out_of_part", trust=-6, patience=-12)
REPEATED = Change("repeated", interest=-4, patience=-10)
EMPTY = Change("empty", interest=-4, patience=-6)
TIME = Change("time", patience=-2)
TIME_PRESSED = Change("time", patience=-4)

ASKED = Change("asked", trust=3, comfort=2, interest=3)
LISTENED = Change("listened", trust=5, comfort=3, patience=1)
LEAVE = Change("asked_leave", trust=3, comfort=4)
ROOM = Change("gave_time", trust=2, comfort=5, patience=4)
APOLOGY = Change("apologised", trust=8, comfort=5, patience=8)
THANKED = Change("thanked", trust=1, comfort=1)
OFFERED = Change("offered", trust=4, interest=8, patience=2)
REMEMBERED = Change("remembered", trust=4, comfort=1, interest=2)


def changes_by(heard: Heard, before: Sequence["Turn"], scenario: Scenario) -> tuple[Change, ...]:
    """Everything that this line does after those turns, in a fixed order."""
    time = TIME_PRESSED if scenario.client.style is Style.TRANSACTIONAL else TIME
    if heard.silent:
        return (SILENCE, time)
    return (*_against(heard, before, scenario), *_for(heard, before, scenario), time)


def served(heard: Heard, before: Sequence["Turn"], scenario: Scenario, state: State) -> bool:
    """Whether the client has what they came for: something of use was offered, they have said what they want, and trust it."""
    offered = heard.offers or any(turn.heard.offers for turn in before)
    told = len({turn.beat for turn in before if turn.beat})
    at_ease = state.trust >= 56 and state.comfort >= 50 and state.interest >= 50
    return bool(offered or not scenario.store) and 2 * told >= len(scenario.beats) and len(before) >= 2 and at_ease


def certain(finding: Finding, heard: Heard, scenario: Scenario) -> bool:
    """Whether what the guard found is also plain to the ear: the words that press, the fact that is spoken of.

    In a written message a suspicion is worth a second look; a client across the counter hears only what is said.
    """
    match finding.kind:
        case Kind.PRESSURE:
            return heard.pushes
        case Kind.PROMISE:
            return heard.promises
        case Kind.NO_VALUE:
            return heard.empty
        case Kind.OVERFAMILIAR:
            return cues.pattern("tone", "intimate").search(cues.plain(heard.words)) is not None
        case Kind.UNGROUNDED:
            return bool(heard.offers) or any(sign.isdigit() for sign in heard.words)
    if finding.kind not in _OF_FACTS:
        return True
    closed = next((fact for fact in scenario.facts if fact.id == finding.fact and fact.id in closed_facts(scenario)), None)
    if closed is None:
        return False
    open_to_all = stems(" ".join((scenario.client.name, scenario.opening, *(line.text for line in scenario.store))))
    shared = len((stems(closed.text) - open_to_all) & stems(heard.words))
    return heard.hearsay or shared >= 2 or (finding.kind is Kind.MILESTONE and closed.subject in _DAYS)


def _against(heard: Heard, before: Sequence["Turn"], scenario: Scenario) -> Iterator[Change]:
    found = [finding for finding in heard.faults if finding.kind not in MOMENT]
    kinds = {finding.kind for finding in found}
    sure = {finding.kind for finding in found if certain(finding, heard, scenario)}
    yield from (change if kind in sure else change.lighter for kind, change in PRICKS.items() if kind in kinds)
    if heard.promises and Kind.PROMISE not in kinds:
        yield PRICKS[Kind.PROMISE]
    if not sure & _OF_FACTS and (heard.hearsay or unsaid(heard, scenario)):
        yield UNSAID
    if any(says(heard.folded, words) for aim in scenario.aims for words in aim.met_by.never_says):
        yield SPOILT
    if hinted(heard, scenario):
        yield HINTED
    if heard.abuses:
        yield ABUSE
    if heard.pushes:
        declined = bool(before) and before[-1].mood in (Mood.HESITANT, Mood.COOL, Mood.QUIET, Mood.HURT)
        yield PUSHED_AGAIN if declined else PUSHED
    if heard.gives_orders:
        yield OUT_OF_PART
    if heard.long:
        yield TOO_LONG
    elif heard.length > WORDY and scenario.channel != "email":
        yield WORDINESS
    if len(heard.questions) >= MANY:
        yield INTERROGATED
    if any(turn.said.strip().lower() == heard.words.strip().lower() for turn in before):
        yield REPEATED


def _for(heard: Heard, before: Sequence["Turn"], scenario: Scenario) -> Iterator[Change]:
    if heard.long or heard.gives_orders or heard.abuses:
        return
    if heard.asks and len(heard.questions) < MANY:
        yield ASKED
    if heard.takes_up:
        yield LISTENED
    if heard.asks_leave:
        yield LEAVE
    if heard.gives_time:
        yield ROOM
    wronged = scenario.start.trust < 45 or any(turn.state.wounded for turn in before) or not before
    if heard.apologises and wronged and not any(turn.heard.apologises for turn in before[-1:]):
        yield APOLOGY
    if heard.thanks:
        yield THANKED
    if set(heard.offers) - {line for turn in before for line in turn.heard.offers}:
        yield OFFERED
    sayable = {fact.id for fact in scenario.facts if fact.source.may_be_said and not (fact.do_not_mention or fact.other_person)}
    new = set(heard.recalls) & sayable - {fact for turn in before for fact in turn.heard.recalls}
    if new and not heard.faults:
        yield REMEMBERED
    if heard.empty and not new:
        yield EMPTY


def unsaid(heard: Heard, scenario: Scenario) -> tuple[str, ...]:
    """The facts that the line speaks of though they are for no words: not given to us, or to be left alone."""
    return tuple(fact for fact in heard.recalls if fact in closed_facts(scenario))


def hinted(heard: Heard, scenario: Scenario) -> tuple[str, ...]:
    """The secrets at which the line hints: it says that there is something to be kept, where something is."""
    return tuple(f.id for f in scenario.facts if f.do_not_mention or f.other_person) if heard.hints else ()


def closed_facts(scenario: Scenario) -> frozenset[str]:
    """Those that are for no words."""
    return frozenset(f.id for f in scenario.facts if f.do_not_mention or f.other_person or not f.source.may_be_said)


_DAYS = frozenset({"birthday", "anniversary"})
_OF_FACTS = frozenset(
    {Kind.SURVEILLANCE, Kind.UNVOLUNTEERED, Kind.UNMENTIONABLE, Kind.SENSITIVE, Kind.THIRD_PERSON, Kind.INTERNAL, Kind.MILESTONE}
)
