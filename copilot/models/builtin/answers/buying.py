"""Answers about purchases and their sums."""

from collections import Counter
from itertools import pairwise
from typing import Any

from copilot.models.builtin.answers import given_and_back
from copilot.models.builtin.answers.receipts import Receipts
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.planning import asks_size
from copilot.models.builtin.trading import leaves_returns_out
from copilot.models.builtin.voice import Voice
from copilot.records.buying import Bought, average, spent_by, sum_of

SHOWN = 6
OFTEN = 3  #: from here on a piece is one that they always take
MONTHS = 3  #: of the months, so many of the biggest are said; all of them stand in the chart


def answer(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """Sentences on what a client bought, one kind of question after the other."""
    found = heard.of("purchases", client_id=person.id)
    if found is None:
        return []
    told = _Told(found.data, heard, voice)
    sums = {"spent", "bought", "average", "how_many"} & set(heard.ask.intents)
    counted = "how_many" in sums and told.data["things"]  # "takes the same wallet every year: how many is he on?"
    if sums and not counted and told.totals.purchases and (heard.ask.says("per_year") or heard.ask.says("per_month")):
        return told.by_period()
    tells: dict[str, Any] = {
        "last_visit": told.last,
        "first_visit": told.first,
        "spent": told.spent,
        "average": told.average,
        "how_many": told.how_many,
        "dearest": told.dearest,
        "favourite": told.favourite,
        "paid": told.paid,
        "returned": lambda: given_and_back.returned(told),
        "gifts": lambda: given_and_back.gifts(told),
        "bought": told.bought,
    }
    # "How often did we write to her" asks for messages, "why did it come back" for the reason: contact.py, knowing.py.
    other = {"how_many" if heard.ask.means("contacts") else "", "returned" if heard.ask.says("why") else ""}
    if leaves_returns_out(heard.ask.asked):
        other.add("returned")
    elif heard.ask.means("returned") and (told.asks("adds_up") or heard.ask.says("counting")):
        other |= {"spent", "how_many"}  # "the value of all that he brought back" asks for nothing else
    if told.asks("for_whom") and heard.ask.means("last_visit"):
        other.add("gifts")  # said of the last piece, where the receipt names somebody
    wanted = [intent for intent in tells if intent in heard.ask.intents and intent not in other]
    said = [sentence for intent in wanted for sentence in tells[intent]()]
    return said + (given_and_back.kept_or_not(told) if {"bought", "last_visit"} & set(wanted) and told.asks("kept") else [])


def sizes(heard: Hearing, person: Person, voice: Voice) -> list[str]:
    """What size was bought last of the things that a question asks a size of; empty where none was."""
    found = heard.of("purchases", client_id=person.id)
    if found is None or not found.data["things"] or not asks_size(heard.ask):
        return []
    sized = [line for line in found.data["lines"] if line.size and line.returned_on is None]
    return _Told({**found.data, "lines": sized[:1]}, heard, voice).last() if sized else []


class _Told(Receipts):
    """Sentences on them, one kind of question each."""

    def last(self) -> list[str]:
        if not self.lines:
            return [self.nothing("last_never")]
        visit = self.visit(self.lines[0].purchase_id)
        key = "last_things" if self.data["things"] else "last_visit"
        things = " ".join(self.data["things"])
        said = self.voice.say(key, name=self.name, things=things, ago=self.voice.ago(visit[0].on), **self.of(visit))
        return [said, *(given_and_back.for_whom(self, visit) if self.asks("for_whom") or self.heard.ask.means("gifts") else [])]

    def first(self) -> list[str]:
        if not self.lines:
            return [self.nothing("last_never")]
        sentences = [self.voice.say("first_visit", name=self.name, **self.of(self.visit(self.lines[-1].purchase_id)))]
        profile = self.heard.of("client_profile", id=self.data["client_id"])
        if profile and profile.data["since"] and not self.data["things"]:
            sentences.append(
                self.voice.say("first_since", day=self.voice.day(profile.data["since"]), mark=f"client {self.data['client_id']}")
            )
        return sentences

    def spent(self) -> list[str]:
        if not self.totals.purchases:
            return [self.voice.say("spent_nothing", **self.words)]
        back = [line for line in self.lines if line.returned_on] if leaves_returns_out(self.heard.ask.asked) else []
        left_out = [self.voice.say("left_out", sum=self.voice.money(sum_of(back)), figure=self.data["figure"])] if back else []
        if self.data["since"] is None and self.data["until"] is None and self.totals.first != self.totals.last:
            return [self.voice.say("spent_all", day=self.voice.day(self.totals.first), **self.sums()), *left_out]
        return [self.voice.say("spent", **self.sums()), *left_out]

    def by_period(self) -> list[str]:
        """The sums year by year; of the months, the biggest."""
        months = self.heard.ask.says("per_month")
        sums = spent_by(self.lines, months=months)
        if months:
            biggest = sorted(sums, key=lambda one: -one[1].minor)[:MONTHS]
            listed = [
                self.voice.say("in_month", period=self.voice.month(on), spent=self.voice.money([paid])) for on, paid in biggest
            ]
            return [self.voice.say("by_months", list=self.voice.listed(listed), **self.sums())]
        listed = [
            self.voice.say(
                "so_far" if on.year == self.voice.today.year else "in_period", period=on.year, spent=self.voice.money([paid])
            )
            for on, paid in sums
        ]
        return [self.voice.say("by_period", list=self.voice.listed(listed), **self.sums())]

    def average(self) -> list[str]:
        if not self.totals.purchases:
            return [self.voice.say("spent_nothing", **self.words)]
        each = average(self.lines, self.totals)
        return [self.voice.say("average", average=self.voice.money(each), **self.sums())]

    def how_many(self) -> list[str]:
        articles = self.totals.articles
        if self.data["things"]:
            counted = self.voice.say("how_many_things", articles_n=articles, **self.sums())
            return [counted, *(self.last() if self.lines and not self.heard.ask.means("last_visit") else [])]
        sentences = [
            self.voice.say("how_many", articles_n=articles, articles=self.voice.count(articles, "article"), **self.sums())
        ]
        days = sorted({line.on for line in self.lines})
        if len(days) > 2:
            gaps = sorted((b - a).days for a, b in pairwise(days))
            sentences.append(self._rhythm(gaps[len(gaps) // 2]))
        return sentences + (self._always() if self.asks("every_time") else [])

    def _rhythm(self, days: int) -> str:
        if days >= 320:
            return self.voice.say("rhythm_year")
        return self.voice.say("rhythm_months", n=round(days / 30.4)) if days >= 53 else self.voice.say("rhythm", days=days)

    def dearest(self) -> list[str]:
        if not self.kept:
            return [self.voice.say("bought_nothing", **self.words)]
        line = max(self.kept, key=lambda one: one.paid.minor)
        return [self.voice.say("dearest", **self.of([line]))]

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
            return [self.nothing("bought_no")]
        return [self.voice.say("paid_for", name=self.name, **self.of([line])) for line in self.lines]

    def bought(self) -> list[str]:
        if not self.lines:
            return [self.nothing("bought_no" if self.data["things"] else "bought_nothing")]
        visits: dict[int, list[Bought]] = {}
        for line in self.lines:
            visits.setdefault(line.purchase_id, []).append(line)
        if len(visits) == 1:
            return [self.voice.say("bought_one", name=self.name, **self.of(self.lines))]
        if self.asks("every_time") and (always := self._always()):
            return always
        rows = [self.voice.say("bought_line", **self.of(lines)) for lines in list(visits.values())[:SHOWN]]
        if len(visits) > SHOWN:
            rows.append(self.voice.say("bought_more", n=len(visits) - SHOWN, figure=self.data["figure"]))
        return [self.voice.say("bought_many", **self.sums()) + "\n" + "\n".join(f"- {row}" for row in rows)]

    def _always(self) -> list[str]:
        """The piece that was bought most often, where one was bought again and again; with its days."""
        often = Counter(line.article for line in self.kept).most_common(1)
        if not often or often[0][1] < OFTEN:
            return []
        those = [line for line in self.kept if line.article == often[0][0]]
        days = self.voice.listed([f"{self.voice.day(line.on)} [purchase {line.purchase_id}]" for line in those[:SHOWN]])
        return [
            self.voice.say("always", name=self.name, article=often[0][0], n=len(those), days=days, figure=self.data["figure"])
        ]
