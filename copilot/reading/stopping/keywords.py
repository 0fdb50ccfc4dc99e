"""Messages that are nothing but a keyword, as each channel has its custom. Politeness around it changes nothing."""

import re

from copilot.reading.stopping.asked import NOTHING, Asked, Asks

_STOP = frozenset(
    """stop stopp stops arret arreter arretez stopper stoppez unsubscribe unsub optout baja parar cancelar disiscrivimi
    disiscrivi disiscrizione cancellami cancellatemi annulla desabonner desabonnement desinscrire desinscription desinscrivez
    desabo basta fermare fermate smettetela unsubscribeme removeme deseinscription alto pare paren smettere""".split()
)
#: On these a gateway ends it by itself, so that whatever we believed we could not write again.
_STOP_SMS = frozenset("cancel end quit revoke fin fine".split())
_STOP_ALL = frozenset("stopall".split())
_START = frozenset(
    """start unstop resubscribe subscribe reprendre alta reanudar riattiva riprendi reactiver restart resume comenzar iniciar
    inizia reabonner riprendere reactivar demarrer""".split()
)
_TWO_WORDS = {
    "stop all": Asks.STOP_ALL,
    "stop everything": Asks.STOP_ALL,
    "stop tout": Asks.STOP_ALL,
    "arretez tout": Asks.STOP_ALL,
    "unsubscribe all": Asks.STOP_ALL,
    "baja total": Asks.STOP_ALL,
    "opt out": Asks.STOP_CHANNEL,
    "opt out all": Asks.STOP_ALL,
    "opt in": Asks.START,
    "stop it": Asks.STOP_CHANNEL,
    "stop this": Asks.STOP_CHANNEL,
    "stop now": Asks.STOP_CHANNEL,
    "stop sms": Asks.STOP_CHANNEL,
    "stop pub": Asks.STOP_CHANNEL,
    "stop msg": Asks.STOP_CHANNEL,
    "remove me": Asks.STOP_CHANNEL,
    "no more": Asks.STOP_CHANNEL,
    "no mas": Asks.STOP_CHANNEL,
    "non plus": Asks.NOTHING,
}
_POLITE = re.compile(
    r"\b(please|pls|plz|kindly|thanks|thank you|thx|cheers|hi|hello|hey|dear|sorry|ok|okay|just|now|no thanks|svp|stp|merci"
    r"|s il vous plait|s il te plait|bonjour|bonsoir|desole|desolee|cordialement|per favore|per piacere|grazie|prego|buongiorno"
    r"|ciao|salve|scusate|por favor|porfavor|porfa|gracias|hola|buenas|buenos dias|xfa|regards|best|sir|madam|team|again)\b"
)


def keyword(words: str, channel: str) -> Asked:
    """What a message of one keyword asks for: `words` as they are compared, small and without signs."""
    bare = " ".join(_POLITE.sub(" ", words.replace(",", " ").replace("|", " ")).split())
    once = " ".join(dict.fromkeys(bare.split()))  # "stop stop stop"
    asks = _TWO_WORDS.get(bare, Asks.NOTHING) or _TWO_WORDS.get(once, Asks.NOTHING) or _single(once, channel)
    return Asked(asks, "" if asks is Asks.STOP_ALL else channel, words=words) if asks else NOTHING


def _single(word: str, channel: str) -> Asks:
    if word in _STOP_ALL:
        return Asks.STOP_ALL
    if word in _STOP or (channel == "sms" and word in _STOP_SMS) or _almost(word):
        return Asks.STOP_CHANNEL
    return Asks.START if word in _START else Asks.NOTHING


def _almost(word: str) -> bool:
    """A slip of the thumb: two letters of STOP or UNSUBSCRIBE in the wrong order, or one of a long word missing."""
    if word in ("sotp", "stpo", "tsop", "stoop", "sstop", "stoppp", "st0p"):
        return True
    return len(word) > 7 and any(_one_off(word, one) for one in ("unsubscribe", "desabonner", "desinscrire", "disiscrivimi"))


def _one_off(word: str, right: str) -> bool:
    if abs(len(word) - len(right)) > 1:
        return False
    shorter, longer = sorted((word, right), key=len)
    if len(shorter) == len(longer):
        return sum(a != b for a, b in zip(word, right, strict=True)) <= 2
    return any(longer[:at] + longer[at + 1 :] == shorter for at in range(len(longer)))
