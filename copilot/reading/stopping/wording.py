"""A message as its words are compared: small letters, no accents, no signs, abbreviations of the thumb written out."""

import re

from copilot.domain.wording import fold
from copilot.reading.plain_text import plain_text

_QUOTED = re.compile(r'"[^"\n]{1,200}"|(?<!\w)\'[^\'\n]{3,200}\'(?!\w)|\u201e[^"\n]{1,200}"')
_SENTENCE = re.compile(r"[.!?;:\n()]+(?:\s|$)|\n|[!?;]+| - ")
#: As people type with their thumbs, and the commonest slips.
_SHORT = dict(
    pair.strip().split("=", 1)
    for pair in """
agen=again, agian=again, anymore=any more, cant=cannot, cellphone=phone, cmq=comunque, contct=contact, didnt=did not,
dnt=do not, doesnt=does not, dont=do not, evry=every, id=i would, im=i am, isnt=is not, ive=i have, mesages=messages,
msg=message, msging=messaging, msgs=messages, nn=non, noone=no one, nr=number, pls=please, plse=please, plz=please,
recevoire=recevoir, shouldnt=should not, sil=s il, textin=texting, tfno=telefono, thats=that is, thx=thanks,
tlf=telefono, txt=text, txtin=texting, txting=texting, txts=texts, ty=thank you, u=you, unsubcribe=unsubscribe,
unsubsribe=unsubscribe, unsuscribe=unsubscribe, ur=your, wassap=whatsapp, watsapp=whatsapp, whats=what is,
whatsap=whatsapp, wont=will not, wouldnt=would not, wp=whatsapp, xfavore=per favore, xke=perche
""".replace("\n", " ").split(",")
)
_CONTRACTED = (
    (re.compile(r"\bcan't\b"), "cannot"),
    (re.compile(r"\bwon't\b"), "will not"),
    (re.compile(r"\b(\w+)n't\b"), r"\1 not"),
    (re.compile(r"\bi'm\b"), "i am"),
    (re.compile(r"\b(\w+)'ve\b"), r"\1 have"),
    (re.compile(r"\b(\w+)'ll\b"), r"\1 will"),
    (re.compile(r"\b(i|we|you|they|he|she)'d\b"), r"\1 would"),
    (re.compile(r"\b(that|it|there|what)'s\b"), r"\1 is"),
    (re.compile(r"\b(you|they|we)'re\b"), r"\1 are"),
    (re.compile(r"\be-? ?mail"), "email"),
    (re.compile(r"\bwhats app\b"), "whatsapp"),
    (re.compile(r"\bnews letter"), "newsletter"),
    (re.compile(r"\bcourrier electronique\b"), "courriel"),
    (re.compile(r"\bx favore\b"), "per favore"),
    (re.compile(r"\bx favor\b"), "por favor"),
)


def sentences(text: str) -> tuple[str, ...]:
    """The message, a sentence a line, each as single words with " , " where a comma stood."""
    plain = plain_text(text).text
    unquoted = _QUOTED.sub(" ", plain)
    if not re.search(r"[^\W\d_]", unquoted):  # it is all in quotes: then they say nothing
        unquoted = plain
    small = fold(unquoted)
    for pattern, written in _CONTRACTED:
        small = pattern.sub(written, small)
    return tuple(one for raw in _SENTENCE.split(small) if (one := _words(raw)))


def _words(raw: str) -> str:
    found = re.findall(r"[a-z0-9]+|,", raw)
    return " ".join(_SHORT.get(word, word) for word in found).strip(" ,")
