"""Whether a clause touches what a client may find too close, and which subject it is."""

import re

from copilot.reading.cues import any_of, groups, pattern

_ASIDE = frozenset(("offspring", "grown", "innocent"))
_ABOUT_IT = re.compile(
    r"\b(?:(?:confirmed|admitted|mentioned|denied|said|told (?:me|us)|knows|announced) (?:it|this|that|so|as much|the same)"
    r"|(?:heard|know|got) (?:it|this|that) from"
    r"|l'a confirme|me l'a (?:dit|confirme)|(?:me )?l'ha (?:detto|confermato)|"
    r"me lo (?:dijo|confirmo|ha dicho|ha detto)|lo ha confermato"
    r"|(?:herself|himself) (?:told|said|confirmed)|told (?:me|us) (?:herself|himself)|me l'a appris)\b"
)
_FOR_A_CHILD = (
    r"\b(?:for|pour|per|para) (?:(?:her|his|their|the|my|a|un|une|sa|son|su|el|la|il|suo|sua) )?(?:little |new |baby |petite? )?"
)


def topic_of(words: str, language: str) -> str:
    """The sensitive topic of a clause in small letters, or nothing."""
    innocent = pattern("sensitive", "innocent", language)
    if innocent.search(words):
        words = innocent.sub(" ", words)
    topics = tuple(topic for topic in groups("sensitive") if topic not in _ASIDE)
    if not any_of("sensitive", (*topics, "offspring"), language).search(words):
        return ""
    for topic in topics:
        if pattern("sensitive", topic, language).search(words) and (topic != "child" or _of_a_child(words, language)):
            return topic
    return "child" if pattern("sensitive", "offspring", language).search(words) and _young(words, language) else ""


def is_about_it(words: str) -> bool:
    """ "She confirmed it", "don't mention it": the clause speaks of the one before."""
    return bool(_ABOUT_IT.search(words))


def _of_a_child(words: str, language: str) -> bool:
    """A child's own life, rather than only whom something is bought for."""
    named = pattern("sensitive", "child", language).search(words)
    return not (named and re.search(_FOR_A_CHILD + re.escape(named[0]), words) and len(words.split()) < 12)


def _young(words: str, language: str) -> bool:
    """A son or a daughter who is not said to be grown, and of whom something is told."""
    child = pattern("sensitive", "offspring", language).search(words)
    if pattern("sensitive", "grown", language).search(words) or not child:
        return False
    return not re.search(_FOR_A_CHILD + re.escape(child[0]), words)
