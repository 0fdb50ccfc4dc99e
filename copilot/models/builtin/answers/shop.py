"""Answers about products and the rules of the house."""

import re
from datetime import date
from typing import Any

from copilot.domain.paper import Paper
from copilot.domain.wording import fold
from copilot.models.builtin.alike import covered, enough
from copilot.models.builtin.asking_for import prices
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.trade import PRICE, TIME, in_house_words, services_in, things_in
from copilot.models.builtin.trading import says
from copilot.models.builtin.voice import Voice
from copilot.records.everyday import how_telling

SHOWN = 8
TOWN = 4  #: letters in which a town's name is the same in our languages: "Londres", "Londra"
NEAREST = 0.805  #: least cosine of a section where the question is surely about a rule: across languages it lies lower
SHARED = 0.66  #: share of its words and matters that makes a section near enough too
FIRST = 3  #: sections of which the first that speaks of the question's matter answers
MOSTLY = 0.5  #: share of what a question's words tell that a section must hold where it names no matter of the question
SEVERAL = 3  #: telling words that say by themselves that a section is meant which holds them all
READ = 3.3  #: least odds of the trained reader for a section to answer: no strange question of 45 has it, of clients 1 in 250
SURER = 4.5  #: how far the reader must hold one section likelier than the nearest by words: so none of 187 rules is lost
NEAR = 0.84  #: cosine above which a section answers though few words are shared: 19 in 20 strange questions stay below (measured)


def pieces_named(heard: Hearing, voice: Voice) -> list[str]:
    """A few pieces that the words name outright, though the question was not read as one about products."""
    found = heard.of("products")
    if found is None or len(found.data["things"]) < 2 or not 0 < len(found.data["products"]) <= SHOWN:
        return []
    return products(heard, voice) if len(found.data["things"]) >= 0.6 * len(heard.ask.about) else []


def products(heard: Hearing, voice: Voice) -> list[str]:
    """What fits, at what price, and where it is."""
    looked = heard.all_of("products")
    if heard.ask.means("arrivals") and heard.ask.span:  # "which bags came in this month": of all bags those
        looked = [f for f in looked if f.data["arrived_since"]] or looked
    if not looked or (not looked[0].data["products"] and not heard.ask.means("arrivals", "stock", "price", "product")):
        return []
    fitting = list({p["id"]: p for f in looked for p in f.data["products"]}.values())
    if not fitting:
        return [
            voice.say("arrivals_none", span=_since(looked[0].data["arrived_since"], voice))
            if heard.ask.means("arrivals")
            else voice.say("products_none")
        ]
    fitting = named_in_full(fitting, heard.ask.asked)
    if heard.ask.says("cheapest"):
        fitting = sorted(fitting, key=lambda p: p["price"].minor if p["price"] else 1 << 60)[:1]
    there = asks_there(heard, fitting)
    if len(fitting) == 1:
        sentences = [voice.say("product", **told(fitting[0], voice, sizes=True, there=there))]
        return sentences + ([_detail(fitting[0], voice)] if heard.ask.means("product") and fitting[0]["description"] else [])
    rows = [voice.say("products_line", **told(p, voice, there=there)) for p in fitting[:SHOWN]]
    if len(fitting) == 2 and heard.ask.means("compare"):
        return ["\n".join([*_dearer(fitting, voice), *(f"- {row}" for row in rows)])]
    if heard.ask.means("product") and len({p["name"] for p in fitting}) == 1 and fitting[0]["description"]:
        rows.append(_detail(fitting[0], voice))
    if len(fitting) > SHOWN:
        rows.append(voice.say("products_more", n=len(fitting) - SHOWN))
    return [voice.say("products_many", n=len(fitting)) + "\n" + "\n".join(f"- {row}" for row in rows)]


def asks_there(heard: Hearing, fitting: list[dict[str, Any]]) -> bool:
    """Whether the price in another store is asked for too: by its town, its money, or "in both"."""
    towns = {fold(s["city"])[:TOWN] for p in fitting for s in p["shelves"] if not s["own"] and s["city"]}
    said = plain(heard.whole)
    return says("pieces", "elsewhere", said) or any(re.search(rf"\b{re.escape(town)}", said) for town in towns)


def nothing_fits(heard: Hearing) -> bool:
    """Whether the catalogue was searched and has nothing like what is asked about."""
    found = heard.all_of("products")
    return bool(found) and not any(f.data["products"] for f in found)


def compared(heard: Hearing, voice: Voice) -> list[str]:
    """Two pieces side by side, where the question names two that the catalogue knows, each perhaps in several colours."""
    sides = [f.data for f in heard.all_of("products") if f.data["products"] and f.data["things"]]
    if not heard.ask.means("compare") or len(sides) != 2:
        return []
    pair = [named_in_full(side["products"], " ".join(side["things"]))[0] for side in sides]
    rows = [voice.say("products_line", **told(p, voice)) for p in pair]
    return ["\n".join([*_dearer(pair, voice), *(f"- {row}" for row in rows)])] if pair[0]["id"] != pair[1]["id"] else []


def _dearer(pair: list[dict[str, Any]], voice: Voice) -> list[str]:
    """Which of two pieces costs more, where both prices are known in one currency and differ."""
    priced = [p for p in pair if p["price"]]
    if len({p["price"].currency for p in priced}) != 1 or len({p["price"].minor for p in priced}) != 2:
        return []
    cheap, dear = sorted(priced, key=lambda p: p["price"].minor)
    words = {f"{side}_price": p["price"].in_words(voice.language) for side, p in (("dear", dear), ("cheap", cheap))}
    names = {side: told(p, voice)["name"] for side, p in (("dear", dear), ("cheap", cheap))}
    return [voice.say("compare_pieces", **words, **names, dear_mark=dear["mark"], cheap_mark=cheap["mark"])]


def named_in_full(fitting: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
    """Those whose whole name was said, if any: "the Aubrac tote" is not the mini tote."""
    full = [p for p in fitting if all(word in asked for word in plain(p["name"]).split())]
    return full or fitting


def a_rule_rather(heard: Hearing, voice: Voice) -> list[str]:
    """What the house says, where the price asked for is that of a service: "how much is restringing?"."""
    found = heard.of("products")
    left = [word for word in heard.ask.rest if found is None or word not in found.data["things"]]
    service = left and heard.ask.means("price") and len(found.data["things"] if found else ()) < 2 and not prices(heard.ask)
    return house(heard, voice, closely=True) if service else []


def house(heard: Hearing, voice: Voice, *, closely: bool = False) -> list[str]:
    """What the house says, in its own words. `closely`: only from a section that is near to the question."""
    found = heard.of("house")
    if found is None or not found.data["passages"]:
        return []
    passages = found.data["passages"]
    best = _surely_read(heard, passages, _near_enough(heard, passages, supported=found.data["supported"], closely=closely))
    return [f"{' '.join(best['telling'])} [{best['mark']}]", *_missing(heard, passages)] if best else []


def _near_enough(heard: Hearing, passages: list[dict[str, Any]], *, supported: bool, closely: bool) -> dict[str, Any] | None:
    """The first section that speaks of what is asked, where words and meaning are near enough for an answer."""
    best = next((p for p in passages[:FIRST] if _speaks_of_it(heard, p)), None)
    far = max(p["cosine"] or 0.0 for p in passages) < NEAREST and not services_in(heard.ask.text)
    if best is None or (not supported and (closely or far)):
        return None
    wanted = list(heard.ask.about)
    near = (best["cosine"] or 0.0) >= NEAR or best["covered"] >= SHARED
    if closely and not near and covered(f"{best['title']} {best['text']}", wanted, heard.ask.language) < enough(wanted):
        return None
    return best


def _surely_read(heard: Hearing, passages: list[dict[str, Any]], near: dict[str, Any] | None) -> dict[str, Any] | None:
    """The section near by its words, or one of which the trained reader is sure, or far surer, whatever words it shares."""
    first = passages[:FIRST]
    odds = heard.weigh(heard.ask.text, [Paper("note", f"{p['title']}: {' '.join(p['telling'])}") for p in first])
    surest = max(range(len(first)), key=lambda at: odds[at])
    least = READ if near is None else odds[first.index(near)] + SURER
    return first[surest] if odds[surest] >= least else near


def word_for_word(heard: Hearing) -> bool:
    """Whether a section holds in its answer every telling word of a question that has several."""
    found = heard.of("house")
    telling = [" ".join(p["telling"]) for p in found.data["passages"][:FIRST]] if found else []
    wanted = heard.ask.about
    return len(wanted) >= SEVERAL and any(covered(text, wanted, heard.ask.language) == 1 for text in telling)


def _speaks_of_it(heard: Hearing, section: dict[str, Any]) -> bool:
    """Whether a section speaks of what the question is about: of a service, of two things, or of most that its words tell."""
    text = f"{section['title']} {section['text']}"
    for words in map(str.split, services_in(heard.ask.text)):
        if covered(text, words[:1], "en") or covered(text, words, "en") >= MOSTLY:
            return True
    if sum(covered(text, words.split()[:1], "en") for words in things_in(heard.ask.text)) > 1:
        return True
    telling = {word: how_telling(word, heard.ask.language) for word in heard.ask.about}
    told = sum(share for word, share in telling.items() if covered(text, [word], heard.ask.language))
    return told >= MOSTLY * sum(telling.values())


def _missing(heard: Hearing, passages: list[dict[str, Any]]) -> list[str]:
    """The price, or the time, that was asked for and that the best section does not say, from the next that says it."""
    wanted = [pattern for signal, pattern in (("asks_price", PRICE), ("asks_time", TIME)) if heard.ask.says(signal)]
    matters = " ".join(in_house_words(heard.ask.text)).split()
    told = " ".join(passages[0]["telling"])
    said = []
    for pattern in (one for one in wanted if not one.search(told)):
        held = [
            (covered(sentence, matters, "en"), sentence, p["mark"])
            for p in passages[1:]
            for sentence in p["telling"]
            if pattern.search(sentence)
        ]
        best = max(held, key=lambda one: one[0], default=None)
        if best and best[0] > 0:
            said.append(f"{best[1]} [{best[2]}]")
    return said


def told(p: dict[str, Any], voice: Voice, *, sizes: bool = False, there: bool = False) -> dict[str, Any]:
    """The words of one piece: its price here and, where it is another, `there`; how many; since or until when."""
    own = next((s for s in p["shelves"] if s["own"]), None)
    others = [s for s in p["shelves"] if not s["own"]]
    stock = ""
    if own:
        stock = voice.say("product_here", n=own["quantity"]) if own["quantity"] else voice.say("product_none_here")
    elsewhere = "".join(voice.say("product_elsewhere", n=s["quantity"], city=s["city"] or s["store"]) for s in others)
    stock = stock + elsewhere if own else elsewhere.replace(",", ";", 1)
    coming = ""
    if p["coming"]:
        stock, coming = "", voice.say("product_coming", day=voice.day(p["arrived_on"]))
    elif p["arrived_on"] and (voice.today - p["arrived_on"]).days < 60:
        coming = voice.say("product_arrived", day=voice.day(p["arrived_on"]))
    if sizes and p["sizes"]:
        coming += voice.say("product_sizes", sizes=p["sizes"].replace("|", ", "))
    price = voice.say("product_price", price=p["price"].in_words(voice.language)) if p["price"] else voice.say("product_no_price")
    elsewhere_at = [s for s in others if there and s["price"] and p["price"] and s["price"] != p["price"]]
    price += "".join(
        voice.say("product_price_there", price=s["price"].in_words(voice.language), city=s["city"] or s["store"])
        for s in elsewhere_at
    )
    name = p["name"] + (f", {p['colour']}" if p["colour"] and p["colour"] not in p["name"] else "")
    return {"name": name, "price": price, "stock": stock, "coming": coming, "mark": p["mark"]}


def _detail(p: dict[str, Any], voice: Voice) -> str:
    return voice.say("product_detail", description=p["description"], mark=p["mark"])


def _since(since: date | None, voice: Voice) -> str:
    return voice.span(since, None).strip()
