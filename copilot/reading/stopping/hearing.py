"""The rules and the meaning heard together: what both hear is done, and where they disagree a person is asked."""

from copilot.reading.stopping.asked import Asked, Asks
from copilot.reading.stopping.by_meaning import INNOCENT, LESS, STOP, Embed, Learned, learned
from copilot.reading.stopping.lexicon import LANGUAGES, lexicon
from copilot.reading.stopping.often import days_in
from copilot.reading.stopping.own_words import own_words
from copilot.reading.stopping.understanding import LONGEST, only_a_keyword, understood
from copilot.reading.stopping.wording import sentences

# Measured on phrases that were held back from the learning (`copilot bench stops --write`).
SURE = 0.80  #: a stop: of the innocent, 0.7 % are as likely
PERHAPS = 0.30  #: perhaps a stop: of the stops 92 % are as likely, of the innocent 13 %
HARDLY = 0.10  #: no stop: of the stops, 2.3 % are less likely
SURELY_LESS = 0.80  #: none of the innocent is as likely


def heard(text: str, channel: str, embed: Embed, by: Learned | None = None) -> Asked:
    """What the client asks for; MAYBE_STOP where a person must say whether it is a stop. A bare STOP is always one.

    A start, and another channel, are the rules' alone: what opens something must be said in so many words.
    """
    by_rules = understood(text, channel)
    own = own_words(text)[:LONGEST]
    if not sentences(own) or only_a_keyword(own, channel):
        return by_rules
    vector = embed(own)
    if vector is None:
        return by_rules
    return weighed(by_rules, (by or learned()).likely(vector), own)


def weighed(by_rules: Asked, likely: dict[str, float], own: str) -> Asked:
    """What is done about it, where the rules hear this and the meaning is so likely."""
    stop = likely[STOP]
    whole = " | ".join(sentences(own))
    doubt = Asked(Asks.MAYBE_STOP, words=whole[:200])
    if by_rules.asks.stops:
        return doubt if stop < HARDLY and likely[INNOCENT] > 1 - 2 * HARDLY else by_rules
    if by_rules.asks:
        return doubt if stop >= SURE else by_rules
    if stop >= SURE:
        return _closing(whole)
    if stop >= PERHAPS:
        return doubt
    return Asked(Asks.LESS, days=days_in(whole), words=whole[:200]) if likely[LESS] >= SURELY_LESS else by_rules


def _closing(whole: str) -> Asked:
    """The one channel that is named; else everything."""
    named = {name for one in LANGUAGES for name, pattern in lexicon(one).channels.items() if pattern.search(whole)}
    if len(named) == 1 and not any(lexicon(one).everything.search(whole) for one in LANGUAGES):
        return Asked(Asks.STOP_CHANNEL, named.pop(), words=whole[:200])
    return Asked(Asks.STOP_ALL, words=whole[:200])
