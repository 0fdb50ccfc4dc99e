"""Answers about purchases and their sums."""

from collections import Counter
from itertools import pairwise
from typing import Any

from copilot.domain.money import Money
from copilot.models.builtin.alike import covered
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.planning import asks_size
from copilot.models.builtin.voice import Voice
from copilot.records.buying import Bought, Totals, average, spent_by

SHOWN = 6
MONTHS = 3  #: of the months, so many of the biggest are said; all of them stand in the chart


def answer(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Sentences on what a client bought, one kind of question after the other."""
    found = heard.of("purchases", client_id=person.id)
    if found is None:
        return []
    told = _Receipts(found.data, heard, voice)
    sums = {"spent", "bought", "average", "how_many"} & set(heard.ask.intents)
    if sums and told.totals.purchases and (heard.ask.says("per_year") or heard.ask.says("per_month")):
        return told.by_period()
    says: dict[str, Any] = {
        "last_visit": told.last,
        "first_visit": told.first,
        "spent": told.spent,
        "average": told.average,
        "how_many": told.how_many,
        "dearest": told.dearest,
        "favourite": told.favourite,
        "paid": told.paid,
        "returned": told.returned,
        "gifts": told.gifts,
        "bought": told.bought,
    }
    # "How often did we write to her" asks for messages, "why did it come back" for the reason: contact.py, knowing.py.
    other = ("how_many" if heard.ask.means("contacts") else "", "returned" if heard.ask.says("why") else "")
    return [sentence for intent in says if intent in heard.ask.intents and intent not in other for sentence in says[intent]()]


def sizes(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """What size was bought last of the things that a question asks a size of; empty where none was."""
    found = heard.of("purchases", client_id=person.id)
    if found is None or not found.data["things"] or not asks_size(heard.ask):
        return []
    sized = [line for line in found.data["lines"] if line.size and line.returned_on is None]
    return _Receipts({**found.data, "lines": sized[:1]}, heard, voice).last() if sized else []


class _Receipts:
    """One client's receipts, and the words to speak of them."""

    def __init__(self, data: dict[str, Any], heard: Hearing, voice: Voice) -> None:
        self.data, self.heard, self.voice = data, heard, voice
        self.lines: list[Bought] = data["lines"]
        self.totals: Totals = data["totals"]
        self.kept = [line for line in self.lines if line.returned_on is None]
        self.name = data["name"]
        since, until = data["since"], data["until"]
        self.words = {
            "name": self.name,
            "figure": data["figure"],
            "span": voice.span(since, until),
            "things": voice.say("things_of", things=" ".join(data["things"])) if data["things"] else "",
        }

    def last(self) -> list[str]:
        if not self.lines:
            return [self._nothing("last_never")]
        visit = self._visit(self.lines[0].purchase_id)
        key = "last_things" if self.data["things"] else "last_visit"
        things = " ".join(self.data["things"])
        return [self.voice.say(key, name=self.name, things=things, ago=self.voice.ago(visit[0].on), **self._of(visit))]

    def first(self) -> list[str]:
        if not self.lines:
            return [self._nothing("last_never")]
        sentences = [self.voice.say("first_visit", name=self.name, **self._of(self._visit(self.lines[-1].purchase_id)))]
        profile = self.heard.of("client_profile", id=self.data["client_id"])
        if profile and profile.data["since"] and not self.data["things"]:
            sentences.append(
                self.voice.say("first_since", day=self.voice.day(profile.data["since"]), mark=f"client {self.data['client_id']}")
            )
        return sentences

    def spent(self) -> list[str]:
        if not self.totals.purchases:
            return [self.voice.say("spent_nothing", **self.words)]
        if self.data["since"] is None and self.data["until"] is None and self.totals.first != self.totals.last:
            return [self.voice.say("spent_all", day=self.voice.day(self.totals.first), **self._sums())]
        return [self.voice.say("spent", **self._sums())]

    def by_period(self) -> list[str]:
        """The sums year by year; of the months, the biggest."""
        months = self.heard.ask.says("per_month")
        sums = spent_by(self.lines, months=months)
        if months:
            biggest = sorted(sums, key=lambda one: -one[1].minor)[:MONTHS]
            listed = [
                self.voice.say("in_month", period=self.voice.month(on), spent=self.voice.money([paid])) for on, paid in biggest
            ]
            return [self.voice.say("by_months", list=self.voice.listed(listed), **self._sums())]
        listed = [
            self.voice.say(
                "so_far" if on.year == self.voice.today.year else "in_period", period=on.year, spent=self.voice.money([paid])
            )
            for on, paid in sums
        ]
        return [self.voice.say("by_period", list=self.voice.listed(listed), **self._sums())]

    def average(self) -> list[str]:
        if not self.totals.purchases:
            return [self.voice.say("spent_nothing", **self.words)]
        each = average(self.lines, self.totals)
        return [self.voice.say("average", average=self.voice.money(each), **self._sums())]

    def how_many(self) -> list[str]:
        articles = self.totals.articles
        if self.data["things"]:
            return [self.voice.say("how_many_things", articles_n=articles, **self._sums())]
        sentences = [
            self.voice.say("how_many", articles_n=articles, articles=self.voice.count(articles, "article"), **self._sums())
        ]
        days = sorted({line.on for line in self.lines})
        if len(days) > 2:
            gaps = sorted((b - a).days for a, b in pairwise(days))
            sentences.append(self._rhythm(gaps[len(gaps) // 2]))
        return sentences

    def _rhythm(self, days: int) -> str:
        if days >= 320:
            return self.voice.say("rhythm_year")
        return self.voice.say("rhythm_months", n=round(days / 30.4)) if days >= 53 else self.voice.say("rhythm", days=days)

    def dearest(self) -> list[str]:
        if not self.kept:
            return [self.voice.say("bought_nothing", **self.words)]
        line = max(self.kept, key=lambda one: one.paid.minor)
        return [self.voice.say("dearest", **self._of([line]))]

    def favourite(self) -> list[str]:
        if not self.kept:
            return [self.voice.say("bought_nothing", **self.words)]
        kinds = Counter(line.category for line in self.kept if line.category)
        if not kinds:
            return self.bought()
        top = kinds.most_common(2)
        named = self.voice.listed([f"{kind} ({n})" for kind, n in top])
        return [
            self.voice.say(
                "favourite",
                list=named,
                n=sum(n for _, n in top),
                all=len(self.kept),
                articles=self.voice.count(len(self.kept), "article"),
                figure=self.data["figure"],
            )
        ]

    def paid(self) -> list[str]:
        if not self.lines:
            return [self._nothing("bought_no")]
        return [self.voice.say("paid_for", name=self.name, **self._of([line])) for line in self.lines]

    def returned(self) -> list[str]:
        back = _meant([line for line in self.lines if line.returned_on], self.heard)
        if not back:
            return [self.voice.say("returned_none", **self.words)]
        return [
            self.voice.say("returned", name=self.name, day=self.voice.day(line.returned_on), **self._of([line])) for line in back
        ]

    def gifts(self) -> list[str]:
        given = [line for line in self.lines if line.gift_for]
        whom = [
            line for line in given if any(covered(line.gift_for, [word], self.voice.language) for word in self.heard.ask.rest)
        ]
        relation = self.heard.ask.lexicon.signals["relations"].search(self.heard.ask.asked)
        if given and relation and not whom:
            return [self.voice.say("gifts_none_for", whom=relation.group(), **self.words)]
        given = whom or given
        if not given:
            return [self.voice.say("gifts_none", **self.words)]
        listed = self.voice.listed([self.voice.say("gift", whom=line.gift_for, **self._of([line])) for line in given])
        kept = sum(line.quantity for line in self.kept)
        away = sum(line.quantity for line in given if line.returned_on is None)
        share = self.voice.say(
            "gifts_share", n=away, all=kept, articles=self.voice.count(kept, "article"), figure=self.data["figure"]
        )
        if away == kept:
            share = self.voice.say("all_gifts", figure=self.data["figure"])
        return [self.voice.say("gifts", name=self.name, list=listed), share]

    def bought(self) -> list[str]:
        if not self.lines:
            return [self._nothing("bought_no" if self.data["things"] else "bought_nothing")]
        visits: dict[int, list[Bought]] = {}
        for line in self.lines:
            visits.setdefault(line.purchase_id, []).append(line)
        if len(visits) == 1:
            return [self.voice.say("bought_one", name=self.name, **self._of(self.lines))]
        rows = [self.voice.say("bought_line", **self._of(lines)) for lines in list(visits.values())[:SHOWN]]
        if len(visits) > SHOWN:
            rows.append(self.voice.say("bought_more", n=len(visits) - SHOWN, figure=self.data["figure"]))
        return [self.voice.say("bought_many", **self._sums()) + "\n" + "\n".join(f"- {row}" for row in rows)]

    def _nothing(self, key: str) -> str:
        words = self.words | {"things": " ".join(self.data["things"])} if key == "bought_no" else self.words
        return self.voice.say(key, **words)

    def _visit(self, purchase_id: int) -> list[Bought]:
        return [line for line in self.lines if line.purchase_id == purchase_id]

    def _sums(self) -> dict[str, Any]:
        n = self.totals.purchases
        return self.words | {"n": n, "purchases": self.voice.count(n, "purchase"), "spent": self.voice.money(self.totals.spent)}

    def _of(self, lines: list[Bought]) -> dict[str, Any]:
        paid: dict[str, int] = {}
        for line in lines:
            paid[line.paid.currency] = paid.get(line.paid.currency, 0) + line.paid.minor
        return {
            "articles": self.voice.listed([_article(line) for line in lines]),
            "when": self.voice.when(lines[0].on),
            "paid": self.voice.money([Money(minor, currency) for currency, minor in paid.items()]),
            "mark": f"purchase {lines[0].purchase_id}",
        }


def _meant(lines: list[Bought], heard: Hearing) -> list[Bought]:
    """Those whose article the question names, or all of them when it names none."""
    named = [(covered(line.article, heard.ask.rest, heard.ask.language), line) for line in lines]
    best = max((share for share, _ in named), default=0.0)
    return [line for share, line in named if share == best] if best else lines


def _article(line: Bought) -> str:
    count = f"{line.quantity} × " if line.quantity != 1 else ""
    return f"{count}{line.article}" + (f" ({line.size})" if line.size else "")
