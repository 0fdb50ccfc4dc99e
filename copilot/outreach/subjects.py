"""The subject proposed for an e-mail in somebody's own words. Anybody may read it, the letter unopened: so it says less."""

import re
from functools import cache

from sqlmodel import Session, select

from copilot.domain.situation import Known, Situation
from copilot.domain.wording import fold
from copilot.models.builtin.lexicon import LANGUAGES, lexicon
from copilot.models.builtin.writing.subjects import opening, plain_subject
from copilot.outreach.draft_wish import Occasion
from copilot.outreach.may_say import things_named
from copilot.reading.topics import topic_of
from copilot.records.drafts import Arrival
from copilot.records.everyday import EVERYDAY_WORDS

_WORD = re.compile(r"[^\W\d_]{4,}")
_ANSWERED = re.compile(r"^(?:\s*(?:re|aw|r[ée]f?|rif|sv|fwd?|tr|i|rv)\s*:)+\s*", re.IGNORECASE)
_LONGEST = 120


def proposed_subject(
    session: Session,
    situation: Situation,
    text: str,
    language: str,
    *,
    client_id: int,
    occasion: Occasion | None = None,
    answers_id: int | None = None,
) -> str:
    """The subject of what is answered, else how the letter begins, else a plain line; never what may not be said."""
    for subject in (_of_the_thread(session, answers_id), opening(text, language)):
        if subject and _may_be_read_by_anybody(session, subject, situation, language):
            return subject
    me = situation.associate_name.split()
    return plain_subject(occasion.value if occasion else "", language, me[0] if me else "", client_id)


def _may_be_read_by_anybody(session: Session, subject: str, situation: Situation, language: str) -> bool:
    """Whether it touches no private topic, and nothing that we know and may not say."""
    if any(topic_of(fold(subject), one) for one in dict.fromkeys((language, *LANGUAGES))):
        return False
    said, idle = _heavy(subject), {word[:6] for word in things_named(session, subject)} | _everyday()
    for known in situation.facts:
        met = said & _heavy(known.text)
        # What was only seen or heard names our own pieces too, and has everybody's words: neither is a secret.
        if met and (_hushed(known) or (not known.provenance.may_be_said and met - idle)):
            return False
    return True


def _of_the_thread(session: Session, answers_id: int | None) -> str:
    """Their own subject again, as mail programs have it."""
    if answers_id is None:
        return ""
    named = session.exec(select(Arrival.subject).where(Arrival.contact_id == answers_id)).first() or ""
    theirs = _ANSWERED.sub("", " ".join(named.split()))
    return f"Re: {theirs}" if theirs and len(theirs) <= _LONGEST else ""


def _hushed(known: Known) -> bool:
    return known.do_not_mention or known.sensitive or bool(known.topic) or known.other_person


def _heavy(text: str) -> set[str]:
    """The words that say something, by their beginnings."""
    return {word[:6] for word in (fold(found) for found in _WORD.findall(text)) if word not in _idle()}


@cache
def _everyday() -> frozenset[str]:
    return frozenset(word[:6] for word in EVERYDAY_WORDS)


@cache
def _idle() -> frozenset[str]:
    return frozenset().union(*(lexicon(one).stopwords for one in LANGUAGES))
