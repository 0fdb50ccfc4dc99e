"""Answers about products, the rules of the house, and the book."""

import re
from datetime import date
from typing import Any

from copilot.models.builtin.alike import covered, enough
from copilot.models.builtin.answers import matters
from copilot.models.builtin.answers.quoting import shortened
from copilot.models.builtin.asking_for import prices
from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.voice import Voice

SHOWN = 8
WAITING_DAYS = 30
ROW = 160  #: characters of a reason in a list
CHANNELS = ("email", "sms", "whatsapp", "phone", "post")
NEAREST = 0.805  #: least cosine of a section where the question is surely about a rule: across languages it lies lower
NEAR = 0.84  #: cosine above which a section answers though few words are shared: 19 in 20 strange questions stay below (measured)


def pieces_named(heard: Hearing, voice: Voice) -> list[str]:
    """A few pieces that the words name outright, though the question was not read as one about products."""
    found = heard.of("products")
    if found is None or len(found.data["things"]) < 2 or not 0 < len(found.data["products"]) <= SHOWN:
        return []
    return products(heard, voice) if len(found.data["things"]) >= 0.6 * len(heard.ask.about) else []


def products(heard: Hearing, voice: Voice) -> list[str]:
    """What fits, at what price, and where it is."""
    found = heard.of("products")
    if found is None or (not found.data["products"] and not heard.ask.means("arrivals", "stock", "price", "product")):
        return []
    fitting = list({p["id"]: p for f in heard.all_of("products") for p in f.data["products"]}.values())
    if not fitting:
        return [
            voice.say("arrivals_none", span=_since(found.data["arrived_since"], voice))
            if heard.ask.means("arrivals")
            else voice.say("products_none")
        ]
    fitting = _named_in_full(fitting, heard.ask.asked)
    if heard.ask.says("cheapest"):
        fitting = sorted(fitting, key=lambda p: p["price"].minor if p["price"] else 1 << 60)[:1]
    if len(fitting) == 1:
        sentences = [voice.say("product", **_product(fitting[0], voice, sizes=True))]
        return sentences + ([_detail(fitting[0], voice)] if heard.ask.means("product") and fitting[0]["description"] else [])
    rows = [voice.say("products_line", **_product(p, voice)) for p in fitting[:SHOWN]]
    if len(fitting) == 2 and heard.ask.means("compare"):
        return ["\n".join([*_dearer(fitting, voice), *(f"- {row}" for row in rows)])]
    if heard.ask.means("product") and len({p["name"] for p in fitting}) == 1 and fitting[0]["description"]:
        rows.append(_detail(fitting[0], voice))
    if len(fitting) > SHOWN:
        rows.append(voice.say("products_more", n=len(fitting) - SHOWN))
    return [voice.say("products_many", n=len(fitting)) + "\n" + "\n".join(f"- {row}" for row in rows)]


def compared(heard: Hearing, voice: Voice) -> list[str]:
    """Two pieces side by side, where the question names two that the catalogue knows, each perhaps in several colours."""
    sides = [f.data for f in heard.all_of("products") if f.data["products"] and f.data["things"]]
    if not heard.ask.means("compare") or len(sides) != 2:
        return []
    pair = [_named_in_full(side["products"], " ".join(side["things"]))[0] for side in sides]
    rows = [voice.say("products_line", **_product(p, voice)) for p in pair]
    return ["\n".join([*_dearer(pair, voice), *(f"- {row}" for row in rows)])] if pair[0]["id"] != pair[1]["id"] else []


def _dearer(pair: list[dict[str, Any]], voice: Voice) -> list[str]:
    """Which of two pieces costs more, where both prices are known in one currency and differ."""
    priced = [p for p in pair if p["price"]]
    if len({p["price"].currency for p in priced}) != 1 or len({p["price"].minor for p in priced}) != 2:
        return []
    cheap, dear = sorted(priced, key=lambda p: p["price"].minor)
    words = {f"{side}_price": p["price"].in_words(voice.language) for side, p in (("dear", dear), ("cheap", cheap))}
    names = {side: _product(p, voice)["name"] for side, p in (("dear", dear), ("cheap", cheap))}
    return [voice.say("compare_pieces", **words, **names, dear_mark=dear["mark"], cheap_mark=cheap["mark"])]


def _named_in_full(fitting: list[dict[str, Any]], asked: str) -> list[dict[str, Any]]:
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
    if not found.data["supported"] and (closely or max(p["cosine"] or 0.0 for p in found.data["passages"]) < NEAREST):
        return []
    wanted = list(heard.ask.about)
    best = max(found.data["passages"][:4], key=lambda p: _nearness(p, wanted, voice.language))
    near = (best["cosine"] or 0.0) >= NEAR
    if closely and not near and covered(f"{best['title']} {best['text']}", wanted, voice.language) < enough(wanted):
        return []
    on_it = covered(best["title"], wanted, voice.language) >= 0.5
    text = _sentences(best["text"], wanted, voice.language, from_start=on_it)
    return [f"{text} [{best['mark']}]"]


def _nearness(p: dict[str, Any], wanted: list[str], language: str) -> float:
    """How well a section fits: its meaning, and the words asked that stand in its title and text."""
    return (p["cosine"] or 0.0) + 0.06 * covered(p["title"], wanted, language) + 0.03 * covered(p["text"], wanted, language)


def book(heard: Hearing, voice: Voice) -> list[str]:
    """How many clients, and which."""
    found = heard.of("book")
    if found is None:
        return []
    data = found.data
    if data["unknown"]:
        return [voice.say("book_unknown", words=" / ".join(data["unknown"]))]
    clients, mark = data["clients"], data["figure"]
    words = {
        "of_book": voice.say("book_of_mine" if data["mine"] else "book_of_store"),
        "what": "".join(
            _filter(key, value, data["asked"], voice) for key, value in data["asked"].items() if key != "whole_store"
        ),
        "mark": mark,
    }
    if not clients:
        return [voice.say("book_none", **words)]
    ranked = data["asked"].get("order_by") == "spent"
    counted = {"n": len(clients), "clients": voice.count(len(clients), "client")}
    head = voice.say("book_most", **words) if ranked else voice.say("book_count", **counted, **words)
    most = _how_many(heard, len(clients))
    rows = [_row(c, data["asked"], voice) for c in clients[:most]]
    if len(clients) > most and not ranked:
        rows.append(voice.say("book_more", n=len(clients) - most, mark=mark))
    return [head + ":\n" + "\n".join(f"- {row}" for row in rows)]


def day(heard: Hearing, voice: Voice) -> list[str]:
    """Who comes today and next, what is overdue, and who waits for an answer, each in a line."""
    coming, overdue, waiting = (
        next((f for f in heard.all_of("book") if key in f.data["asked"]), None)
        for key in ("visit_from", "owed_promise", "waiting_for_reply")
    )
    sentences = []
    if coming:
        visits = sorted(
            ((b, c) for c in coming.data["clients"] for b in c["because"] if b["kind"] == "appointment"),
            key=lambda one: (one[0]["on"], one[0]["at"]),
        )
        today = [voice.say("row_visit", **_visit(b, c, voice)) for b, c in visits if b["on"] == voice.today]
        later = [voice.say("row_next_visit", **_visit(b, c, voice)) for b, c in visits if b["on"] != voice.today]
        words = {"weekday": voice.weekday(voice.today), "day": voice.day(voice.today), "mark": coming.data["figure"]}
        head = voice.say("day_visits", n=len(today), visits=voice.count(len(today), "appointment"), **words)
        sentences += [_rows(head, today)] if today else [voice.say("day_none", mark=coming.data["figure"])]
        sentences += [_rows(voice.say("day_next"), later[:SHOWN])] if later else []
    for key, found in (("day_overdue", overdue), ("day_waiting", waiting)):
        clients = [fresh for c in (found.data["clients"] if found else ()) if (fresh := _of_late(c, voice.today))]
        if found and clients:
            rows = [_row(c, found.data["asked"], voice) for c in clients]
            more = [voice.say("book_more", n=len(rows) - SHOWN, mark=found.data["figure"])] if len(rows) > SHOWN else []
            sentences.append(_rows(voice.say(key, mark=found.data["figure"]), [*rows[:SHOWN], *more]))
    return sentences


def _of_late(c: dict[str, Any], today: date) -> dict[str, Any] | None:
    """A client with their messages of the last weeks only: who wrote "thank you" last year waits no more."""
    fresh = [b for b in c["because"] if b["kind"] != "contact" or (today - b["on"]).days <= WAITING_DAYS]
    return c | {"because": fresh} if fresh else None


def _visit(b: dict[str, Any], c: dict[str, Any], voice: Voice) -> dict[str, Any]:
    words = {"at": b["at"], "weekday": voice.weekday(b["on"]), "day": voice.day(b["on"])}
    return words | {"name": c["name"], "text": shortened(b["text"], ROW), "mark": b["mark"]}


def _rows(head: str, rows: list[str]) -> str:
    return head + "\n" + "\n".join(f"- {row}" for row in rows)


def _how_many(heard: Hearing, n: int) -> int:
    """How many rows are read out: as many as were asked for ("top 5"), else up to a dozen."""
    asked = re.search(r"\b(\d{1,2})\b", heard.ask.asked)
    if heard.ask.says("spent_most"):
        return int(asked[1]) if asked else 5
    return 12 if n <= 12 else 10


def _row(c: dict[str, Any], asked: dict[str, Any], voice: Voice) -> str:
    why = [_because(b, voice) for b in c["because"][:2]]
    if asked.get("order_by") == "spent" and c["spent"]:
        money = voice.money(c["spent"])
        why.append(money if "spent_since" in asked else voice.say("spent_in_all", spent=money))
    elif not why or "not_seen_since" in asked:
        why.append(voice.say("last_on", day=voice.day(c["last_purchase"])) if c["last_purchase"] else voice.say("never_bought"))
    return voice.say("book_line", name=c["name"], why="; ".join(why), mark=f"client {c['id']}")


def _because(b: dict[str, Any], voice: Voice) -> str:
    """Why a client is on the list, with its mark."""
    text = shortened(b["text"], ROW)
    match b["kind"]:
        case "purchase":
            return voice.say("row_bought", text=text, when=voice.when(b["on"]), mark=b["mark"])
        case "contact":
            channel = voice.say(f"channel.{b['what']}") if b["what"] in CHANNELS else b["what"]
            return voice.say("row_wrote", channel=channel, when=voice.when(b["on"]), text=text, mark=b["mark"])
        case "fact":
            return f"{text} [{b['mark']}]"
    return matters.line(b, voice, most=ROW)


def _filter(key: str, value: Any, asked: dict[str, Any], voice: Voice) -> str:
    if (
        key in ("visit_until", "bought_until", "occasion_until", "spent_until")
        or (key == "bought_since" and "bought" in asked)
        or (key == "open_wish" and "wish_for" in asked)
    ):
        return ""
    if key == "visit_from":
        until = asked.get("visit_until")
        said = voice.when(value) if until == value else voice.span(value, until).strip()
    elif key == "occasion_from":
        said = voice.span(value, asked.get("occasion_until")).strip()
    elif key == "spent_since":
        said = voice.span(value, asked.get("spent_until")).strip()
    elif key == "spent_from":
        said = voice.number(value)
    elif key == "bought":
        said = f"{value}{voice.span(asked.get('bought_since'), asked.get('bought_until'))}"
    elif key == "bought_since":
        said = voice.span(value, asked.get("bought_until")).strip()
    elif isinstance(value, date):
        said = voice.day(value)
    elif key == "open_case":
        said = voice.say(f"case_kind.{value}")
    elif key == "owed_promise":
        said = voice.say(f"promise_state.{value}")
    elif key == "language":
        said = voice.tongue(value)
    elif key in ("stopped", "may_contact_by"):
        said = voice.say("any_messages") if value == "any" else voice.say(f"channel.{value}")
    else:
        said = str(value).title() if key == "city" else str(value)
    return voice.say(f"what.{key}", x=said)


def _product(p: dict[str, Any], voice: Voice, *, sizes: bool = False) -> dict[str, Any]:
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
    name = p["name"] + (f", {p['colour']}" if p["colour"] and p["colour"] not in p["name"] else "")
    return {"name": name, "price": price, "stock": stock, "coming": coming, "mark": p["mark"]}


def _detail(p: dict[str, Any], voice: Voice) -> str:
    return voice.say("product_detail", description=p["description"], mark=p["mark"])


def _since(since: date | None, voice: Voice) -> str:
    return voice.span(since, None).strip()


def _sentences(text: str, wanted: list[str], language: str, *, from_start: bool, most: int = 420) -> str:
    """The sentences of a section that answer, in their order, with a table's fitting rows."""
    if "|" in text and "\n" in text:
        rows = [line for line in text.splitlines() if line.strip().startswith("|") and not set(line) <= set("|- :")]
        fitting = [r for r in rows[1:] if covered(r, wanted, language) > 0]
        if rows and fitting:
            head = [c.strip() for c in rows[0].strip().strip("|").split("|")]
            return (
                "; ".join(
                    ", ".join(
                        f"{h}: {c.strip()}" if i else c.strip()
                        for i, (h, c) in enumerate(zip(head, r.strip().strip("|").split("|"), strict=False))
                    )
                    for r in fitting[:4]
                )
                + "."
            )
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý\"“])", " ".join(text.split()))
    if sum(map(len, sentences)) <= most:
        return " ".join(sentences)
    best = max(range(len(sentences)), key=lambda i: (covered(sentences[i], wanted, language), -i))
    # In one piece and from the beginning where that reaches the sentence that answers: rules read badly in snippets.
    first = 0 if from_start or sum(map(len, sentences[: best + 1])) <= most else max(0, best - 1)
    last = first + 1
    while last < len(sentences) and sum(map(len, sentences[first : last + 1])) <= most:
        last += 1
    return " ".join(sentences[first:last])
