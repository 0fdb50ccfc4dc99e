"""What to look up next. First who is meant, then what is asked about them; nothing twice."""

import re
from datetime import timedelta
from typing import Any

from copilot.models.builtin.alike import covered
from copilot.models.builtin.asking_for import book_filters, by_number_alone, iso, numbered, prices
from copilot.models.builtin.conditions import asks_for_list, not_understood
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.of_pieces import beside_calls, piece_calls
from copilot.models.builtin.spans import Span
from copilot.models.builtin.understanding import ABOUT_THEM, BUYING, MATTERS, SMALL_TALK, Ask
from copilot.models.builtin.whom import by_title, description, seeks_somebody, speaks_of_one, surely_described

Call = tuple[str, dict[str, Any]]
FEW = 3  #: bearers of one name of whom it is worth saying what is asked, instead of asking who is meant
OF_MANY = ("wishes", "cases", "promises", "appointments", "returned", "consent")  #: what is asked of anybody: "who waits for ..."
DESCRIBING = 2  #: telling words beside a name, with which somebody is described and not named
LATELY = 21  #: days in which a note on something open is news


def next_calls(heard: Hearing) -> list[Call]:
    """The tools to call now; empty when everything that can be looked up has been."""
    ask = heard.ask
    if ask.means(*SMALL_TALK, "offtopic") and len(ask.intents) == 1:
        return []
    if ask.means("day"):
        calls = _the_day(ask)
    else:
        of_one = heard.named is None and not (_of_many(ask) or asks_for_list(ask))
        calls = [("find_client", {"words": heard.whole})] if of_one else []
    if not calls and heard.offered and heard.choice is None:
        calls = [(tool, {"client_id": one}) for one in heard.offered[:5] for tool in ("client_profile", "what_we_know")]
        if {_key(tool, args) for tool, args in calls} <= {_key(f.about, f.data) for f in heard.found}:
            calls = []
    if not calls and heard.doubt and heard.named and heard.named.data["described"]:
        return not_yet(heard, [("describe_client", description(ask))])  # of several who bought it, whom the rest of it fits
    if not calls and heard.doubt and heard.ask.attribute and len(heard.doubt) <= FEW:
        calls = [("what_we_know", {"client_id": one.id}) for one in heard.doubt]
    elif not calls and not heard.doubt:
        about_them = [
            call
            for person in heard.clients
            for call in (
                *_about(person, ask),
                *_around_returns(heard, person),
                *beside_calls(heard, person, rest_words(ask, person)),
            )
        ]
        about_them += [("what_we_know", {"client_id": person.id}) for person in heard.relatives_of]
        calls = about_them if heard.clients else _about_the_shop(heard)
    return not_yet(heard, calls) if not heard.failures else []


def not_yet(heard: Hearing, calls: list[Call]) -> list[Call]:
    """Those of the calls that were not made in this turn."""
    done = {_key(f.about, f.data) for f in heard.found}
    return [call for call in calls if _key(call[0], call[1]) not in done]


def _the_day(ask: Ask) -> list[Call]:
    """Who comes from today on, what is overdue, and who waits for an answer: of the asker's own book."""
    return [
        ("book", {"visit_from": iso(ask.today), "visit_until": iso(ask.today + timedelta(days=7))}),
        ("book", {"owed_promise": "overdue"}),
        ("book", {"waiting_for_reply": True}),
    ]


def _around_returns(heard: Hearing, person: Person) -> list[Call]:
    """The notes from the purchase to a week after its return, where it is asked why something came back."""
    found = heard.of("purchases", client_id=person.id)
    if found is None or not (heard.ask.says("why") and heard.ask.means("returned")):
        return []
    times = {(line.on, line.returned_on) for line in found.data["lines"] if line.returned_on}
    return [
        ("search_notes", {"client_id": person.id, "query": "", "since": iso(on), "until": iso(back + timedelta(days=7))})
        for on, back in sorted(times)
    ]


def _of_many(ask: Ask) -> bool:
    return ask.means("book") and ask.says("many") and not ask.means("compare")


def _about(person: Person, ask: Ask) -> list[Call]:
    who = {"client_id": person.id}
    if ask.means("log_note"):
        return [("log_note", {**who, "text": note_text(ask, person)})]
    if ask.intents == ("card",):
        return [("show_card", who)]
    if not person.name:
        return [("client_profile", who)]  # whom a pronoun means; their name is not what is asked about
    topic = without_names(ask, person)
    calls: list[Call] = [("show_card", who)] if ask.means("card") else []
    if ask.means(*ABOUT_THEM) or wants_brief(ask, person) or not person.name or ask.of_relation:
        calls.append(("client_profile", who))
    if wants_brief(ask, person):
        calls += [("what_we_know", who), ("open_matters", who), ("consents_and_contacts", who), ("purchases", who)]
        calls.append(("search_notes", {**who, "query": ""}))
    if ask.means(*BUYING, "compare") or asks_size(ask):
        # What came back may have left the catalogue: it is looked for on the receipts themselves.
        about = "" if ask.means("returned") or ask.says("often_here") else " ".join(rest_words(ask, person))
        calls += [
            ("purchases", {**who, "about": about, **_days(span)})
            for span in (ask.span, ask.other_span)
            if span or span is ask.span
        ]
        if ask.means("first_visit"):
            calls.append(("client_profile", who))
    if ask.means(*MATTERS, "consent") or (ask.says("why") and ask.means("returned")):
        calls.append(("open_matters", who))
    if ask.means("cases"):  # what was heard of it lately stands in a note
        calls.append(("search_notes", {**who, "query": "", "since": iso(ask.today - timedelta(days=LATELY))}))
    if ask.means("avoid", "provenance", "notes", "consent", "reach"):
        calls.append(("what_we_know", who))
    if ask.means("consent", "contacts"):
        calls.append(("consents_and_contacts", who))
    if ask.means("notes", "avoid"):
        calls.append(("search_notes", {**who, "query": ""}))
    if (
        not (ask.of_client or ask.means("compare"))
        or ask.says("why")
        or ask.means("known", "provenance", "wishes", "gifts", "promises")
        or rest_words(ask, person)
        or ask.attribute
    ):
        calls += [("search_notes", {**who, "query": topic}), ("what_we_know", who)]
    unique = {_key(name, args): (name, args) for name, args in calls}
    return list(unique.values())


def _about_the_shop(heard: Hearing) -> list[Call]:
    ask = heard.ask
    if by_number_alone(ask):
        return []
    if (of_piece := piece_calls(heard)) is not None:
        return of_piece
    listed = heard.of("book")
    if asks_for_list(ask) and not (listed and listed.data["unknown"]):
        return [("book", book_filters(ask))]
    of_shop = ask.means("stock", "price", "arrivals", "product") and not ask.says("many")
    one = _somebody_unnamed(heard)
    if one and heard.of("describe_client") is None and (told := description(ask))["description"]:
        return [("describe_client", told)]
    seeks = (seeks_somebody(ask) or one) and not heard.of_rule and not _titled(heard)
    of_many = not heard.of_rule and (
        ask.means("book") or ask.says("many") or (seeks and (ask.means(*OF_MANY) or (ask.says("mine") and ask.means("bought"))))
    )
    filters = book_filters(ask) if of_many else {}
    of_shop = of_shop and not (seeks and set(filters) - {"whole_store", "order_by", "fact", "city"})
    asked = heard.of("book")
    somebody = seeks and _describes(heard)
    # A month may well have no birthday.
    nobody = asked and not asked.data["clients"] and "occasion_from" not in asked.data["asked"]
    if asked and (asked.data["unknown"] or ("fact" in asked.data["asked"] and nobody)):
        described: list[Call] = [("describe_client", description(ask)), *_known_of_described(heard)]
        return described if somebody else [("search_notes", {"query": ask.text})]
    one_rather = one and len(not_understood(ask, filters)) >= DESCRIBING  # "the gentleman from Namur who only wants black"
    if not (of_shop or one_rather) and (set(filters) - {"whole_store", "order_by"} or (of_many and _of_many(ask))):
        return [("book", filters)]
    words = " ".join(ask.about)
    if somebody:
        looked_up = [("products", {"words": words}), ("house", {"query": ask.text}), *_known_of_described(heard)]
        return [("describe_client", description(ask)), *looked_up]
    if ask.says("still_coming") and not ask.of_client:
        return [("products", {"words": words, "arrived_since": iso(ask.today + timedelta(days=1))})]
    looked = heard.of("products")
    if ask.means("arrivals") and not (looked and ask.rest and not looked.data["products"]):
        since = ask.span.since if ask.span and ask.span.since else ask.today - timedelta(days=30)
        return [("products", {"words": words, "arrived_since": iso(since), "arrived_until": iso(ask.today)})]
    sides = _sides(ask) if ask.means("compare") else [words]
    calls: list[Call] = [("products", {"words": side, **prices(ask)}) for side in sides]
    if not ask.means("stock"):
        calls.append(("house", {"query": ask.text}))
    if not ask.intents and not heard.unknown_name:
        calls.append(("search_notes", {"query": ask.text}))
    if heard.unknown_as_name and not heard.of_rule and not _titled(heard):
        told = description(ask)
        calls += [("describe_client", told)] if " " in told["description"] else []  # somebody's husband or dog may bear the name
    return calls


def _somebody_unnamed(heard: Hearing) -> bool:
    """Whether one somebody is spoken of, of whom nobody was talking and whom no name tells."""
    return not heard.focus and speaks_of_one(heard.ask) and not (_titled(heard) or numbered(heard.ask))


def _titled(heard: Hearing) -> bool:
    """Whether a name that nobody here bears stands behind a title."""
    return any(by_title(heard.ask, name) for name in heard.unknown_name.split())


def _known_of_described(heard: Hearing) -> list[Call]:
    """What is known of the one client whom a description surely fits: "... her name, and her metal"."""
    one = surely_described(heard.of("describe_client"))
    return [("what_we_know", {"client_id": one})] if one is not None else []


def _describes(heard: Hearing) -> bool:
    """Whether more is said of somebody than a name that nobody here bears."""
    strange = set(heard.unknown_name.split())
    told = [word for word in description(heard.ask)["description"].split() if word not in heard.ask.lexicon.stopwords]
    if numbered(heard.ask) or not any(word.isalpha() and len(word) > 2 for word in told):
        return False
    return not strange or len(set(heard.ask.about) - strange) >= DESCRIBING


def _sides(ask: Ask) -> list[str]:
    """The two things that a question compares: "Quai 36 steel vs Quai 40 blue"."""
    parts = re.split(r"\b(?:vs|versus|against|and|or|contre|et|ou|contro|e|o|oppure|contra|y)\b", ask.asked)
    sides = [" ".join(word for word in ask.about if word in re.findall(r"[\w-]+", part)) for part in parts]
    said = [side.split() for side in sides if side][:2]
    if len(said) == 2 and len(said[1]) == 1 < len(said[0]) and re.search(rf"\b(?:in|en) {re.escape(said[1][0])}\b", ask.asked):
        said[1] = [*said[0][:-1], *said[1]]  # "the Fourvière 25 in black or in chalk"
    return [" ".join(side) for side in said] or [" ".join(ask.about)]


def wants_brief(ask: Ask, person: Person) -> bool:
    """Whether the whole picture of somebody is asked for, and not one thing about them."""
    if ask.attribute or (ask.of_relation and not person.related):
        return False
    if ask.means("brief"):
        return True
    return not topic_words(ask, person) and (ask.means("known") or (bool(person.words) and not ask.of_client))


def asks_size(ask: Ask) -> bool:
    """Whether a size is asked for, which a receipt may tell as well as a fact."""
    return bool({"size", "belt", "wrist"} & set(ask.attribute)) or covered("size", ask.rest, ask.language) > 0


def topic_words(ask: Ask, person: Person) -> list[str]:
    """The telling words of the question without the client's name and without the words that ask."""
    return _without(ask.about, person)


def rest_words(ask: Ask, person: Person) -> list[str]:
    """Those of them that no recognised kind of question accounts for."""
    return _without(ask.rest, person)


def _without(words: tuple[str, ...], person: Person) -> list[str]:
    named = set(plain(f"{person.words} {person.name} {person.called}").split())
    return [word for word in words if word not in named and word.removesuffix("s") not in named]


def without_names(ask: Ask, person: Person) -> str:
    """The question without the client's name: what is searched for among their notes."""
    text = ask.text
    for word in sorted({*person.words.split(), *person.name.split()}, key=len, reverse=True):
        text = re.sub(rf"(?i)(?<!\w){re.escape(word)}(?:['’]s)?(?!\w)", " ", text)
    topic = topic_words(ask, person)
    return re.sub(r"\s+", " ", text).strip() if ask.follow_up is False else " ".join(topic) or text.strip()


def note_text(ask: Ask, person: Person) -> str:
    """The words to keep: what follows "note for Ms X:", or the sentence without the order to write it down."""
    text = ask.text.strip()
    head, colon, tail = text.partition(":")
    if colon and tail.strip() and len(head) < 80:
        return tail.strip()
    order = re.search(r"(?i)\b(?:that|que|che|qu['’])\s*(.+)$", text, re.DOTALL)
    return order[1].strip() if order else ""


def _days(span: Span | None) -> dict[str, str]:
    return {k: v for k, v in (("since", iso(span.since)), ("until", iso(span.until))) if v} if span else {}


def _key(tool: str, args: dict[str, Any]) -> str:
    """What tells two calls of a tool apart, the same whether read from the call or from what came back."""
    if tool == "purchases":
        return f"purchases {args.get('client_id')} {args.get('since') or ''} {args.get('until') or ''}"
    if tool == "products":
        return f"products {_as_it_comes_back(args.get('words'))} {args.get('arrived_since') or ''}"
    if tool == "search_notes":
        return f"search_notes {args.get('client_id')} {_as_it_comes_back(args.get('query'))} {args.get('since') or ''}"
    if tool == "describe_client":
        return "describe_client"
    if tool == "book":
        return f"book {sorted(k for k, v in args.get('given', args).items() if v and k != 'order_by')}"
    return f"{tool} {args.get('id') if tool == 'client_profile' and 'id' in args else args.get('client_id', '')}"


def _as_it_comes_back(words: object) -> str:
    """Marks are taken out of what tools return, the words that they were asked with included."""
    return str(words).replace("[", "(").replace("]", ")")
