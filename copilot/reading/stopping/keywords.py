"""Messages that are nothing but a keyword, as each channel has its custom. Politeness around it changes nothing."""

import re

from copilot.reading.stopping.asked import NOTHING, Asked, Asks

_STOP = frozenset(
    """alto annulla arret arreter arretez baja basta cancelar cancellami cancellatemi desabo desabonnement desabonner
    deseinscription desinscription desinscrire desinscrivez disiscrivi disiscrivimi disiscrizione fermare fermate
    finiscila finitela optout parad parar pare paren piantatela removeme smettere smettete smettetela smettila stop
    stopp stopper stoppez stops suffit unsub unsubscribe unsubscribeme""".split()
)
#: On these a gateway ends it by itself, so that whatever we believed we could not write again.
_STOP_SMS = frozenset("cancel end quit revoke fin fine cancella".split())
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
    "ca suffit": Asks.STOP_CHANNEL,
    "enough": Asks.NOTHING,
    "la smetta": Asks.STOP_CHANNEL,
    "ya basta": Asks.STOP_CHANNEL,
    "no more": Asks.STOP_CHANNEL,
    "no mas": Asks.STOP_CHANNEL,
    "non plus": Asks.NOTHING,
}
#: "Arrêt SMS", "baja WhatsApp": the keyword and what it is to stop.
_NAMED = re.compile(
    r"(?:stop|arret|arretez|baja|basta|unsubscribe|no mas|no more|cancelar|end|fine) (?:les |los |gli |i |le |the |all )?"
    r"(?:(?P<email>e?mails?|correos?|newsletter)|(?P<sms>sms|texts?|textos?)|(?P<whatsapp>whatsapps?)|(?P<call>calls?|appels?|llamadas))"
)
_POLITE = re.compile(
    r"\b(please|pls|plz|kindly|thanks|thank you|thx|cheers|hi|hello|hey|dear|sorry|ok|okay|just|now|no thanks|svp|stp|merci"
    r"|s il vous plait|s il te plait|bonjour|bonsoir|desole|desolee|cordialement|per favore|per piacere|grazie|prego|buongiorno"
    r"|ciao|salve|scusate|por favor|porfavor|porfa|gracias|hola|buenas|buenos dias|xfa|regards|best|sir|madam|team|again)\b"
)


def keyword(words: str, channel: str) -> Asked:
    """What a message of one keyword asks for: `words` as they are compared, small and without signs."""
    bare = " ".join(_POLITE.sub(" ", words.replace(",", " ").replace("|", " ")).split())
    bare = re.sub(r"^(\w+) (?:au|to|al|a) \d{3,6}$", r"\1", bare)  # "STOP au 36111", as it stands under every message
    once = " ".join(dict.fromkeys(bare.split()))  # "stop stop stop"
    if named := _NAMED.fullmatch(bare):
        return Asked(Asks.STOP_CHANNEL, named.lastgroup or channel, words=words)
    asks = _TWO_WORDS.get(bare, Asks.NOTHING) or _TWO_WORDS.get(once, Asks.NOTHING) or _single(once, channel)
    return Asked(asks, "" if asks is Asks.STOP_ALL else channel, words=words) if asks else NOTHING


def _single(word: str, channel: str) -> Asks:
    if word in _START:
        return Asks.START
    if word in _STOP_ALL:
        return Asks.STOP_ALL
    if word in _STOP or (channel == "sms" and word in _STOP_SMS) or _almost(word):
        return Asks.STOP_CHANNEL
    return Asks.NOTHING


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
