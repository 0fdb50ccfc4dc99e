"""More to learn from: the same cases, altered so that the right answer is known."""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from copilot.domain.provenance import Provenance
from copilot.domain.situation import Known
from copilot.domain.wording import fold
from copilot.reading.learned.overtaken import overtaken

_NEVER_GIVEN = ("third_party", "inferred", "observed")
_SENTENCE = re.compile(r"[^.!?…\n]+(?:[.!?…]+|(?=\n)|$)")
_PART = re.compile(r"[^,;:.!?()\n]+")
_FIGURE = re.compile(r"(?<![\w.,])\d{2,4}(?![\w.,:]*\d)")
_SPEAKS = re.compile(
    r"\b(?:told|asked?|asks|said|says|wrote|write|mention\w*|us|me|my|please|tell|call|let|happy to|wants? (?:to )?(?:hear|know)|"
    r"birthday|anniversar\w*|born|wedding|years old|turns|nous|nos|moi|dit|demand\w*|ci|mi|chiest\w*|detto|nos|pidi\w*|dijo)\b",
    re.IGNORECASE,
)
_LEANS_ON = re.compile(
    r"\b(?:you (?:told|said|asked|mentioned|wrote|were|wanted|could|had)|as (?:promised|agreed|you)|i promised|telling us|"
    r"vous (?:aviez|avez|m'avez|cherchiez|vouliez)|m'aviez|(?:mi|ci) (?:ha|aveva)|cercava|voleva|"
    r"(?:me|nos) (?:dijo|dijiste|pidi\w*)|buscaba\w*|quer[ií]a\w*|come (?:promesso|mi)|comme)\b",
    re.IGNORECASE,
)
_HEARD = {
    "third_party": ("Seen on Instagram: ", "A friend says: ", "From the local paper: ", "LinkedIn: ", "Heard from a neighbour: "),
    "inferred": ("Probably: ", "Likely: ", "We guess: ", "Model: "),
    "observed": ("Seen in the shop, overheard: ", "From her clicks: ", "Location of the app: "),
}
_AS_TOLD = {"note": "told_us"}
_YEAR = re.compile(r"\b20\d\d\b")
_STEM = 5


def altered(raws: Sequence[dict], seed: int) -> list[dict]:
    """Cases made from these; each of them at most a few times."""
    rng = random.Random(seed)
    scenes: dict[str, list[dict]] = defaultdict(list)
    for raw in raws:
        scenes[json.dumps([raw["facts"], raw["store"]], sort_keys=True)].append(raw)
    made: list[dict] = []
    for scene in scenes.values():
        for raw in scene:
            ways = (
                told(raw),
                without(raw),
                planted(raw, scene, rng),
                heard(raw, rng),
                miscounted(raw, rng),
                crowded(raw, raws, rng),
                current(raw),
            )
            made += [one for one in ways if one]
    return made


def told(raw: dict) -> dict | None:
    """The same case, had the client told us: then the finding is gone. None where that is unclear."""
    labels = raw["labels"]["findings"]
    sources = {fact["id"]: fact for fact in raw["facts"]}
    wrong = [label for label in labels if label["type"] == "unvolunteered"]
    if len(wrong) != 1 or len(labels) != 1 or wrong[0]["fact"] not in sources:
        return None
    fact = sources[wrong[0]["fact"]]
    if fact["source"] not in _NEVER_GIVEN:
        return None
    given = {**fact, "source": "told_us", "text": f"Told us: {fact['text'][:1].lower()}{fact['text'][1:]}"}
    return _made(raw, "told", facts=[given if one is fact else one for one in raw["facts"]], labels=[])


def without(raw: dict) -> dict | None:
    """A message whose bad sentences are left out, where enough is left to say something."""
    text, labels = raw["draft"]["text"], raw["labels"]["findings"]
    if not labels or any(not label["span"] or label["type"] in ("no_value", "stale") for label in labels):
        return None
    bad = [span for span in _sentences(text) if any(_meets(text, span, label["span"]) for label in labels)]
    left = text
    for start, end in reversed(bad):
        left = left[:start] + left[end:].lstrip(" ")
    if any(label["span"] in left for label in labels) or len(left.split()) < max(18, 0.5 * len(text.split())):
        return None
    return _made(raw, "without", text=left, labels=[])


def planted(raw: dict, scene: Sequence[dict], rng: random.Random) -> dict | None:
    """A clean message into which the bad sentence of another to the same client is put."""
    if raw["labels"]["findings"]:
        return None
    others = [one for one in scene if len(one["labels"]["findings"]) >= 1]
    rng.shuffle(others)
    for other in others:
        text, labels = other["draft"]["text"], other["labels"]["findings"]
        if any(not label["span"] or label["type"] in ("no_value", "dossier", "stale") for label in labels):
            continue
        bad = [span for span in _sentences(text) if any(_meets(text, span, label["span"]) for label in labels)]
        alike = _tongue(text) == _tongue(raw["draft"]["text"]) and other["draft"]["purpose"] == raw["draft"]["purpose"]
        if len(bad) != 1 or not alike:
            continue
        words = text[bad[0][0] : bad[0][1]].strip()
        if len(words.split()) < 4 or any(label["span"] not in words for label in labels):
            continue
        into = raw["draft"]["text"]
        places = [end for start, end in _sentences(into) if into[start:end].rstrip()[-1:] in ".!?…"][:-1]
        if not places:
            continue
        at = rng.choice(places)
        return _made(raw, f"planted-{other['id']}", text=f"{into[:at]} {words}{into[at:]}", labels=labels)
    return None


def heard(raw: dict, rng: random.Random) -> dict | None:
    """A clean message that draws on what the client said, had we heard it elsewhere."""
    if raw["labels"]["findings"]:
        return None
    text = raw["draft"]["text"]
    said = {stem for one in raw["contacts"] if one["direction"] == "in" for stem in _stems(one.get("text", ""))}
    store = {stem for line in raw["store"] for stem in _stems(line["text"])}
    if _LEANS_ON.search(text):
        return None
    for fact in raw["facts"]:
        if fact["source"] != "told_us" or _SPEAKS.search(fact["text"]):
            continue
        others = {stem for one in raw["facts"] if one is not fact for stem in _stems(one["text"])}
        own = _stems(fact["text"]) - said - store - others
        words = max((text[start:end].strip() for start, end in _sentences(text)), key=lambda words: len(_stems(words) & own))
        if len(_stems(words) & own) >= 2 and len(words.split()) <= 30:
            source = rng.choice(("third_party", "third_party", "inferred", "observed"))
            known = {**fact, "source": source, "text": rng.choice(_HEARD[source]) + fact["text"]}
            label = {"type": "unvolunteered", "span": words, "fact": fact["id"]}
            return _made(raw, "heard", facts=[known if one is fact else one for one in raw["facts"]], labels=[label])
    return None


def miscounted(raw: dict, rng: random.Random) -> dict | None:
    """A clean message with one of the store's figures changed."""
    if raw["labels"]["findings"] or rng.random() > 0.5:
        return None
    text = raw["draft"]["text"]
    known = " ".join(one.get("text", "") for part in ("facts", "store", "contacts") for one in raw[part])
    store = " ".join(line["text"] for line in raw["store"])
    figures = [one for one in _FIGURE.finditer(text) if re.search(rf"(?<![\w.,]){one[0]}(?![\w.,]*\d)", store)]
    if not figures:
        return None
    figure = rng.choice(figures)
    value = int(figure[0])
    other = str(rng.choice((value + rng.choice((-3, 2, 7, 9)), value * 2 + 1, round(value * 0.8) + 1)))
    if other in known or other in text or int(other) <= 0:
        return None
    changed = text[: figure.start()] + other + text[figure.end() :]
    part = next(one for one in _PART.finditer(changed) if one.start() <= figure.start() < one.end())
    label = {"type": "ungrounded", "span": part[0].strip(), "fact": None}
    return _made(raw, "miscounted", text=changed, labels=[label]) if len(part[0].split()) >= 2 else None


def crowded(raw: dict, raws: Sequence[dict], rng: random.Random) -> dict | None:
    """The same case among much else that is known, of which no word is in the message; the labels stay."""
    if rng.random() > 0.4:
        return None
    words = _stems(raw["draft"]["text"])
    others = rng.sample(raws, 6)
    lines = [line for one in others for line in one["store"] if not words & _stems(line["text"])]
    facts = [fact for one in others for fact in one["facts"] if fact["source"] != "note" and not words & _stems(fact["text"])]
    store = [*raw["store"], *({**line, "id": f"more-s{n}"} for n, line in enumerate(lines[: rng.randint(2, 6)]))]
    known = [*raw["facts"], *({**fact, "id": f"more-f{n}"} for n, fact in enumerate(facts[: rng.randint(0, 6)]))]
    rng.shuffle(store)
    return {**_made(raw, "crowded", facts=known, labels=raw["labels"]["findings"]), "store": store}


def current(raw: dict) -> dict | None:
    """A message that relies on an overtaken fact, had nothing overtaken it and were it lately learned: then it is fine."""
    labels = raw["labels"]["findings"]
    if len(labels) != 1 or labels[0]["type"] != "stale":
        return None
    known = [
        Known(one["id"], one["text"], Provenance(_AS_TOLD.get(one["source"], one["source"])), date.fromisoformat(one["at"][:10]))
        for one in raw["facts"]
    ]
    later = overtaken(known).get(labels[0]["fact"] or "", ())
    gone = {one.id for one in later}
    if not gone or _YEAR.search(next(one.text for one in known if one.id == labels[0]["fact"])):
        return None
    at = (date.fromisoformat(raw["now"][:10]) - timedelta(days=45)).isoformat()
    facts = [{**one, "at": at} if one["id"] == labels[0]["fact"] else one for one in raw["facts"] if one["id"] not in gone]
    return _made(raw, "current", facts=facts, labels=[])


def _made(raw: dict, how: str, *, labels: Iterable[dict], text: str | None = None, facts: list[dict] | None = None) -> dict:
    draft = raw["draft"] if text is None else {**raw["draft"], "text": text}
    return {
        **raw, "id": f"{raw['id']}-{how}", "draft": draft, "facts": facts or raw["facts"],
        "labels": {"decision": "", "findings": list(labels)},
    }  # fmt: skip


def _sentences(text: str) -> list[tuple[int, int]]:
    return [(one.start(), one.end()) for one in _SENTENCE.finditer(text) if one[0].strip()]


def _meets(text: str, sentence: tuple[int, int], words: str) -> bool:
    at = text.find(words)
    return at >= 0 and at < sentence[1] and sentence[0] < at + len(words)


def _stems(text: str) -> set[str]:
    return {fold(word)[:_STEM] for word in re.findall(r"[^\W\d_]{4,}", text)}


_TONGUES = {
    "en": {"the", "and", "you", "for", "with", "your", "is"},
    "fr": {"le", "les", "vous", "pour", "est", "avec", "votre", "une"},
    "it": {"il", "per", "che", "con", "sono", "una", "le", "di"},
    "es": {"el", "los", "para", "que", "con", "una", "su", "es"},
}


def _tongue(text: str) -> str:
    words = re.findall(r"[^\W\d_]+", text.lower())
    return max(_TONGUES, key=lambda one: sum(word in _TONGUES[one] for word in words))
