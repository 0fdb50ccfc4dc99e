"""One client's receipts, and the words to speak of them."""

from typing import Any

from copilot.models.builtin.hearing import Hearing
from copilot.models.builtin.trading import says
from copilot.models.builtin.voice import Voice
from copilot.records.buying import Bought, Totals, sum_of


class Receipts:
    """What one client bought, as far as it was looked up, for one question."""

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

    def asks(self, what: str) -> bool:
        """Whether the question holds one of the further ways of asking about receipts."""
        return says("receipts", what, self.heard.ask.asked)

    def nothing(self, key: str) -> str:
        """That there is none, with the things that were asked about."""
        words = self.words | {"things": " ".join(self.data["things"])} if key == "bought_no" else self.words
        return self.voice.say(key, **words)

    def visit(self, purchase_id: int) -> list[Bought]:
        """The lines of one receipt."""
        return [line for line in self.lines if line.purchase_id == purchase_id]

    def sums(self) -> dict[str, Any]:
        """The words of a sentence on all of them."""
        n = self.totals.purchases
        return self.words | {"n": n, "purchases": self.voice.count(n, "purchase"), "spent": self.voice.money(self.totals.spent)}

    def of(self, lines: list[Bought]) -> dict[str, Any]:
        """The words of a sentence on some of them."""
        return {
            "articles": self.voice.listed([_article(line) for line in lines]),
            "when": self.voice.when(lines[0].on),
            "paid": self.voice.money(sum_of(lines)),
            "mark": f"purchase {lines[0].purchase_id}",
        }


def _article(line: Bought) -> str:
    count = f"{line.quantity} × " if line.quantity != 1 else ""
    return f"{count}{line.article}" + (f" ({line.size})" if line.size else "")
