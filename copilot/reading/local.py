"""The reader that needs no network and no key: the trained network finds the words, plain arithmetic checks the figures."""

import re
from collections.abc import Iterator, Sequence

from copilot.domain.message import Message, Span
from copilot.domain.provenance import Provenance
from copilot.domain.reading import About, Claim, Delicate, Matter, Reading, Sound, Tone, Touch, Use
from copilot.domain.situation import Known, Situation
from copilot.reading.language import unread_because
from copilot.reading.learned.amounts import amounts_in, amounts_known
from copilot.reading.learned.days import days_known, days_misnamed
from copilot.reading.learned.evidence import read_text
from copilot.reading.learned.reader import LearnedReader, Suspect
from copilot.reading.learned.sums import adding_up, is_money
from copilot.reading.named_prices import named_prices
from copilot.reading.outgrown import outgrown
from copilot.reading.plain_signs import SURE, plain_signs
from copilot.reading.plain_text import PlainText
from copilot.reading.topics import topic_of

#: Below this certainty a reading is not even handed on.
_FAINT = 0.2
_BELIEVED = 0.5  #: from here on a tone is one; a plain sign of the same in the same words says nothing more
_TONES = {"overfamiliar": Sound.INTIMATE, "pressure": Sound.PRESSING, "no_value": Sound.EMPTY}
_DELICATE = {"stale": Matter.OLD, "milestone": Matter.DATE, "third_person": Matter.PERSON, "dossier": Matter.PILE}
_CLOSE = frozenset(("surveillance", "unvolunteered", "sensitive", "overfamiliar", *_DELICATE))
_NEVER_GIVEN = frozenset((Provenance.OBSERVED, Provenance.INFERRED, Provenance.THIRD_PARTY))
_GIVEN = frozenset((Provenance.TOLD_US, Provenance.PURCHASE, Provenance.SERVICE))
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?]+|\n|$)")
_YIELD = re.compile(r"%|per ?cent|pour ?cent|por ciento|return|yield|rendement|rendiment|rentab|grow|gain|profit", re.IGNORECASE)


class LocalReader:
    """Reads English, French, Italian and Spanish."""

    def __init__(self, learned: LearnedReader) -> None:
        self._learned = learned
        self.version = f"local {learned.version}"

    def read(self, message: Message, situation: Situation) -> Reading:
        """What a message draws on, claims, touches, and how it sounds. Any text will do; one it cannot read says why."""
        if why := unread_because(message.text):
            return Reading(unread=why)
        plain = read_text(message, situation)
        everything = self._learned.suspects(message, plain, situation)
        suspects = [one for one in everything if one.strength >= _FAINT]
        uses: list[Use] = []
        claims: list[Claim] = [*_wrong_prices(plain, situation), *_wrong_days(plain, situation)]
        seen = {claim.span for claim in claims}
        claims += [claim for claim in named_prices(plain, situation) if claim.span not in seen]
        figures = [claim.span for claim in claims]
        touches: list[Touch] = []
        tones: list[Tone] = []
        delicate: list[Delicate] = []
        for one in suspects:
            sort = _by_source(one, situation)
            if sort in _TONES:
                tones.append(Tone(one.span, _TONES[sort], one.strength, _fact(one, situation)))
            elif sort in _DELICATE:
                facts = (fact,) if (fact := _fact(one, situation)) else ()
                delicate.append(Delicate(one.span, _DELICATE[sort], facts, one.strength))
            elif sort == "surveillance":
                tones.append(Tone(one.span, Sound.WATCHING, one.strength, _fact(one, situation)))
            elif sort == "unvolunteered":
                uses += [Use(one.span, known.id, one.strength) for known in _never_given(one, situation)]
            elif sort == "internal":
                tones.append(Tone(one.span, Sound.INWARD, one.strength, _fact(one, situation)))
            elif sort == "sensitive":
                touches.append(_touch(one, message, situation))
            elif sort == "ungrounded":
                if not any(figure.meets(one.span) for figure in figures):
                    against = _store(one, situation)
                    claims.append(Claim(one.span, About.PRODUCT, contradicted_by=against, strength=one.strength))
            elif sort == "promise":
                words = one.span.of(message.words)
                about = About.RETURNS if situation.finance and _YIELD.search(words) else About.GUARANTEE
                claims.append(Claim(one.span, about, contradicted_by=_store(one, situation), strength=one.strength))
        believed = [one for one in delicate if one.strength >= _BELIEVED]
        delicate += [old for old in outgrown(plain, situation) if not any(one.span.meets(old.span) for one in believed)]
        heard = [tone for tone in tones if tone.strength >= _BELIEVED]
        for sign in plain_signs(plain, situation):
            if sign.sound is None:
                if not any(touch.span.meets(sign.span) for touch in touches):
                    heart = _at_heart(sign.span, message, situation)
                    touches.append(Touch(sign.span, sign.topic, at_heart=heart, strength=SURE))
            elif not any(tone.sound is sign.sound and tone.span.meets(sign.span) for tone in heard):
                tones.append(Tone(sign.span, sign.sound, SURE))
        closeness = min(1.0, sum(one.sure * one.share for one in everything if one.sort in _CLOSE))
        return Reading("en", tuple(uses), tuple(claims), tuple(touches), tuple(tones), tuple(delicate), closeness=closeness)


def _by_source(suspect: Suspect, situation: Situation) -> str:
    """The sort of a suspicion, where how the fact was learned decides it: what was watched is no talk of the house."""
    fact = situation.fact(suspect.piece)
    if suspect.sort != "internal" or fact is None or fact.provenance not in _NEVER_GIVEN:
        return suspect.sort
    return "surveillance" if fact.provenance is Provenance.OBSERVED else "unvolunteered"


def _fact(suspect: Suspect, situation: Situation) -> str:
    return suspect.piece if situation.fact(suspect.piece) or any(one.id == suspect.piece for one in situation.contacts) else ""


def _store(suspect: Suspect, situation: Situation) -> str:
    return suspect.piece if any(line.id == suspect.piece for line in situation.store) else ""


def _never_given(suspect: Suspect, situation: Situation) -> Iterator[Known]:
    """The fact that the words draw on, if it is one that the client never gave us; else the likeliest such fact."""
    linked = situation.fact(suspect.piece)
    if linked and linked.provenance in _NEVER_GIVEN:
        yield linked
        return
    never = [fact for fact in situation.facts if fact.provenance in _NEVER_GIVEN]
    if linked and linked.note:
        never = [fact for fact in never if fact.note == linked.note] or never
    if never:
        yield max(never, key=lambda fact: suspect.links.get(fact.id, 0.0))


def _touch(suspect: Suspect, message: Message, situation: Situation) -> Touch:
    fact = situation.fact(suspect.piece)
    topic = topic_of(suspect.span.of(message.words).lower(), "en") or (fact.topic if fact else "") or "a private matter"
    return Touch(
        suspect.span,
        topic,
        _fact(suspect, situation),
        at_heart=_at_heart(suspect.span, message, situation),
        strength=suspect.strength,
    )


def _at_heart(span: Span, message: Message, situation: Situation) -> bool:
    """Whether, without the sentences that touch the subject, nothing is left that the client gave us a reason for."""
    given = {word for fact in situation.facts if fact.provenance in _GIVEN for word in _content(fact.text)}
    given |= {word for contact in situation.inbound for word in _content(contact.text)}
    for sentence in _SENTENCE.finditer(message.words):
        if not Span(sentence.start(), sentence.end()).meets(span) and given.intersection(_content(sentence[0])):
            return False
    return True


def _content(text: str) -> set[str]:
    return {word[:5].lower() for word in re.findall(r"[^\W\d_]{4,}", text)}


def _wrong_prices(plain: PlainText, situation: Situation) -> Iterator[Claim]:
    """Prices in digits that nothing known says, nor what is known comes to."""
    texts = _everything(situation)
    known, supported = amounts_known(texts).known, adding_up(plain.text, texts)
    for amount in amounts_in(plain.text):
        if not plain.text[amount.start].isdigit() or amount.value in known or not is_money(plain.text, amount):
            continue
        if amount.start not in supported:
            yield Claim(plain.original(amount.start, amount.end), About.PRICE)


def _wrong_days(plain: PlainText, situation: Situation) -> Iterator[Claim]:
    """Dates that fall on another day of the week than the message says."""
    today = situation.now.date()
    for day in days_misnamed(plain.text, today, days_known(_everything(situation), today)):
        yield Claim(plain.original(day.start, day.end), About.DATE)


def _everything(situation: Situation) -> Sequence[str]:
    texts = [*(fact.note or fact.text for fact in situation.facts), *(line.text for line in situation.store)]
    return [*texts, *(contact.text for contact in situation.contacts)]
