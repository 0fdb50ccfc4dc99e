"""From the words of a message to what it asks about hearing from us."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copilot.reading.stopping.asked import NOTHING, Asked, Asks
from copilot.reading.stopping.keywords import keyword
from copilot.reading.stopping.lexicon import LANGUAGES, Lexicon, lexicon
from copilot.reading.stopping.often import days_in, rhythm
from copilot.reading.stopping.own_words import own_words
from copilot.reading.stopping.wording import sentences

LONGEST = 4000  #: letters; whoever wants us to stop says so before
_MOST = 0.5  #: of a sentence's words: where it says little else than "less often", it means what we send
_FEW = 10  #: words: a sentence of so few that says "once a season is plenty" means ours
_SHOUTED = re.compile(r"(?:^|[\s.,;:!-])(?:STOP|ARRET|BAJA)[.!\s]*$|^\s*STOP\s*[.,:;-]")
#: Asked once, and thought better of.
_ONCE = re.compile(
    r"\b(?:had (?:asked|told|said)|i (?:asked|told|unsubscribed|opted out|said stop|sent stop)|avevo|ero|avais|etais|habia)\b"
)
#: "instead of SMS", "pas par mail": what they do not want.
_NOT_THAT = re.compile(
    r"\b(?:instead of|rather than|not|from|au lieu d\w*|plutot que|et pas|et non|pas|invece (?:di|che|dei)|anziche|e non|non"
    r"|en vez de|en lugar de|y no|no)"
    r"(?: (?:by|via|on|per|por|par|sur|al|les|des|gli|los|un|any|more|the|me)){0,2} \w+"
)
_REGRET = re.compile(
    r"\b(?:changed my mind|change d avis|ci ho ripensato|cambiato idea|cambi\w+ de (?:idea|opinion)|i take it back"
    r"|(?:on|let us|we) (?:reprend|recommence|start again)|ricominciamo|me manquent|mi mancano"
    r"|i miss|los echo de menos|start again)\b"
)


@dataclass(frozen=True)
class _Seen:
    asks: Asks
    sentence: str
    start: int
    end: int
    lexicon: Lexicon

    @property
    def clause(self) -> tuple[str, int]:
        """Where it stands: the sentence, and how many commas lie before its end."""
        return self.sentence, self.sentence[: self.end].count(" , ")

    @property
    def words(self) -> str:
        return self.sentence[self.start : self.end]


def understood(text: str, channel: str) -> Asked:
    """What the client asks for, in any of the four languages; NOTHING where they speak of something else."""
    own = own_words(text)[:LONGEST]
    lines = sentences(own)
    if not lines:
        return NOTHING
    alone = keyword(" | ".join(lines), channel)
    if alone.asks:
        return alone
    seen = [one for language in LANGUAGES for one in _all_seen(lines, lexicon(language))]
    decided = _decided(seen, lines, channel)
    if not decided.asks and _shouted(own, lines):
        return Asked(Asks.STOP_CHANNEL, channel, words="stop")
    return decided


def only_a_keyword(own: str, channel: str) -> bool:
    """Whether it says nothing but a keyword, or shouts STOP: no meaning is weighed against that."""
    lines = sentences(own)
    return bool(keyword(" | ".join(lines), channel).asks) or _shouted(own, lines)


def _decided(seen: list[_Seen], lines: tuple[str, ...], channel: str) -> Asked:
    def first(asks: Asks) -> _Seen | None:
        return next((one for one in seen if one.asks is asks), None)

    start, stop = first(Asks.START), first(Asks.STOP_ALL)
    prefer, less, weak = first(Asks.PREFER), first(Asks.LESS), first(Asks.STOP_CHANNEL)
    whole = " | ".join(lines)
    if stop and _ONCE.search(whole) and _REGRET.search(whole):
        return Asked(Asks.START, channel, words=whole[:200])
    if start and not prefer:
        return Asked(Asks.START, channel, words=start.words)
    if prefer and (wanted := _preferred(prefer, channel)):
        return Asked(Asks.PREFER, wanted, words=prefer.words)
    if stop and not (less and less.clause == stop.clause):  # "stop writing so often"
        return _closing(stop, lines, channel)
    if less:
        return Asked(Asks.LESS, days=days_in(" ".join(lines)), words=less.words)
    about_us = any(lexicon(one).contact.search(whole) for one in LANGUAGES)
    if any(rhythm(line) and (about_us or len(line.split()) <= _FEW) for line in lines):
        return Asked(Asks.LESS, days=days_in(" ".join(lines)), words=" ".join(lines)[:200])
    return _closing(weak, lines, channel) if weak else NOTHING


def _all_seen(lines: tuple[str, ...], words: Lexicon) -> Iterator[_Seen]:
    about_us = any(words.contact.search(line) for line in lines)
    for line in lines:
        for asks, pattern, own_no in (
            (Asks.START, words.start, False),
            *((Asks.PREFER, one, False) for one in words.prefer),
            (Asks.STOP_ALL, words.stop, False),
            (Asks.STOP_ALL, words.refuse, True),
            (Asks.LESS, words.less, True),
            (Asks.STOP_CHANNEL, words.weak, True),
        ):
            for match in pattern.finditer(line):
                most = len(match[0].split()) >= _MOST * len(line.split())
                if asks in (Asks.LESS, Asks.START) and not (about_us or most):
                    continue
                if not _meant_otherwise(line, match, words, asks, own_no=own_no):
                    yield _Seen(asks, line, match.start(), match.end(), words)
                    break


def _meant_otherwise(line: str, match: re.Match[str], words: Lexicon, asks: Asks, *, own_no: bool) -> bool:
    """Whether somebody else says it, it is denied, or only spoken of."""
    before = line[: match.start()].rstrip()
    clause = before.rpartition(" , ")[2] if " , " in before else before
    if words.denied.search(before) or words.reported.search(before) or words.unless.search(clause):
        return True
    if own_no:
        return False
    negated = words.not_before.search(clause) and not (asks.stops and words.but_not.search(clause))
    return bool(negated or words.after_not.search(line[match.end() :]))


def _closing(seen: _Seen, lines: tuple[str, ...], channel: str) -> Asked:
    """One channel where one is named, or this one is meant; else everything."""
    whole = " ".join(lines)
    named = {name for name, pattern in seen.lexicon.channels.items() if pattern.search(seen.sentence)}
    if seen.lexicon.everything.search(whole) and not (len(named) == 1 and not _all_of(whole)):
        return Asked(Asks.STOP_ALL, words=seen.words)
    if len(named) == 1:
        return Asked(Asks.STOP_CHANNEL, named.pop(), words=seen.words)
    if not named and seen.lexicon.here.search(seen.sentence):
        return Asked(Asks.STOP_CHANNEL, channel, words=seen.words)
    return Asked(Asks.STOP_ALL, words=seen.words)


def _all_of(whole: str) -> bool:
    return bool(re.search(r"\b(?:everything|altogether|tout|tutto|todo|all (?:communication|contact)s?|database)\b", whole))


def _preferred(seen: _Seen, channel: str) -> str:
    """The channel that they ask for: not the one that stands after "instead of", "not", "rather than"."""
    for text in (seen.words, seen.sentence):
        text = _NOT_THAT.sub(" ", text)
        found = [
            (match.start(), name)
            for patterns in (seen.lexicon.channels, seen.lexicon.verbs)
            for name, pattern in patterns.items()
            for match in pattern.finditer(text)
        ]
        if found:
            return min(found)[1]
    return ""


def _shouted(own: str, lines: tuple[str, ...]) -> bool:
    """STOP in capitals as the last word, or alone before anything else, where the rest is not in capitals."""
    small = any(letter.islower() for letter in own)
    return small and "?" not in own and bool(_SHOUTED.search(own)) and sum(len(line.split()) for line in lines) <= 25
