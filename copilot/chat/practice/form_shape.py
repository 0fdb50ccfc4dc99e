"""The fields of a scenario in the order in which a trainer thinks of them; their words stand in words/scenario_form.yaml."""

from collections.abc import Iterable, Mapping
from typing import Any

from copilot.chat.cards import Shown
from copilot.chat.words import words
from copilot.domain.message import Channel
from copilot.domain.provenance import Provenance
from copilot.domain.situation import Style
from copilot.domain.verdict import MOMENT, Kind
from copilot.rehearsal.parts import zones
from copilot.rehearsal.scenario import Mood, Skill

_LANGUAGES = ("en", "fr", "it", "es")
_CHANNELS = ("counter", "sms", "whatsapp", "email", "call")
_PURPOSES = ("reply", "service", "marketing")
#: What a line cannot show: faults of the moment, and what the guard says of itself.
_NOT_IN_WORDS = MOMENT | {Kind.UNREADABLE, Kind.NOT_JUDGED}

#: One that is not written yet.
AIM: Mapping[str, Any] = {"text": "", "skill": "listening", "weight": 1, "met_by": {}, "better": ""}


def sections(language: str, *, named: bool) -> list[Shown]:
    """Every section with its fields. `named`: it has its name for good."""
    field = _Fields(language)
    return [
        field.section(
            "case",
            field("title", "line"),
            field("situation", "text"),
            field("language", "select", options=field.options("language", _LANGUAGES), default="en"),
            field("channel", "select", options=field.options("channel", _CHANNELS)),
            field("purpose", "select", options=field.options("purpose", _PURPOSES), default="reply"),
            field("now", "moment"),
            field("opening", "text", optional=True),
            field("name", "line", fixed=named),
        ),
        field.section(
            "client",
            field("client.name", "line"),
            field("client.persona", "text"),
            field("client.manner", "text"),
            field("wants", "text"),
            field("unsaid", "text"),
            field("client.style", "select", options=field.options("style", Style)),
            field("client.timezone", "line", among=sorted(zones()), default="Europe/Paris"),
            field("client.country", "line", optional=True),
        ),
        field.section("known", field.rows("facts", "fact", _facts(field), {"text": "", "source": "told_us", "at": ""})),
        field.section("store", field.rows("store", "line", [field("text", "text", of="store")], {"text": ""})),
        field.section("aims", field.rows("aims", "aim", _aims(field), AIM, least=3, most=5)),
        field.section("beats", field.rows("beats", "beat", _beats(field), {"lines": []})),
        field.section("lines", *(field(f"lines.{mood}", "lines", label=field.words[f"mood_{mood}"], few=3) for mood in Mood)),
        field.section(
            "start",
            *(field(f"start.{name}", "slider", least=0, most=100, default=at) for name, at in _START.items()),
            field("most_turns", "slider", least=3, most=40, default=12),
        ),
        field.section(
            "before",
            field.rows("contacts", "", _contacts(field), {"at": "", "direction": "out", "channel": "email"}),
            field.rows("consents", "", _consents(field), {"channel": "email", "at": ""}),
            field("vertical", "line", default="boutique"),
        ),
    ]


_START = {"trust": 50, "comfort": 60, "interest": 50, "patience": 60}


class _Fields:
    """Makes fields with their words in one language."""

    def __init__(self, language: str) -> None:
        guard, practice = words("guard", language), words("practice", language)
        self.said = words("scenario_form", language)
        self.words: Mapping[str, str] = {**guard, **practice, **self.said}

    def __call__(self, path: str, kind: str, *, of: str = "", label: str = "", **more: Any) -> Shown:
        key = f"{of}_{path}".lstrip("_").replace(".", "_")
        hint = self.said.get(f"hint_{key}", "")
        return {"path": path.split("."), "kind": kind, "label": label or self.said[f"field_{key}"], "hint": hint, **more}

    def section(self, key: str, *fields: Shown) -> Shown:
        return {"key": key, "title": self.said[f"section_{key}"], "hint": self.said[f"about_{key}"], "fields": list(fields)}

    def rows(self, path: str, named: str, fields: list[Shown], blank: Mapping[str, Any], **limits: int) -> Shown:
        """Several of a kind. `named`: what their ids begin with; others of the scenario may point to them by it."""
        one, add = self.said[f"one_{path}"], self.said[f"add_{path}"]
        title = self.said.get(f"field_{path}", "")
        kind = {"path": [path], "kind": "rows", "label": title, "one": one, "add": add, "named": named}
        return {**kind, "hint": "", "blank": dict(blank), "fields": fields, **limits}

    def options(self, what: str, values: Iterable[str]) -> list[Shown]:
        return [{"value": str(one), "label": self.words[f"{what}_{one}"]} for one in values]


def _facts(field: _Fields) -> list[Shown]:
    return [
        field("text", "text", of="fact"),
        field("source", "select", of="fact", options=field.options("source", Provenance)),
        field("at", "day", of="fact"),
        field("do_not_mention", "switch", of="fact"),
        field("other_person", "switch", of="fact"),
        field("sensitive", "switch", of="fact"),
        field("subject", "line", of="fact", optional=True, rare=True),
        field("topic", "line", of="fact", optional=True, rare=True),
        field("valid_until", "day", of="fact", optional=True, rare=True),
    ]


def _aims(field: _Fields) -> list[Shown]:
    kinds = [kind for kind in Kind if kind not in _NOT_IN_WORDS]
    signs = [
        field("asks", "switch", of="sign"),
        field("asks_about", "words", of="sign"),
        field("says", "groups", of="sign"),
        field("never_says", "words", of="sign"),
        field("recalls", "picks", of="sign", among="facts"),
        field("avoids", "picks", of="sign", among="facts"),
        field("offers", "picks", of="sign", among="store"),
        field("permission", "switch", of="sign"),
        field("listens", "switch", of="sign"),
        field("apologises", "switch", of="sign"),
        field("lets_go", "switch", of="sign"),
        field("keeps_free_of", "checks", of="sign", options=field.options("kind", kinds)),
        field("ends", "checks", of="sign", options=field.options("mood", Mood)),
        field("by_turn", "number", of="sign", least=1, most=40),
    ]
    return [
        field("text", "text", of="aim"),
        field("skill", "select", of="aim", options=field.options("skill", Skill)),
        field("weight", "slider", of="aim", least=1, most=10, step=0.5, default=1),
        field("met_by", "signs", of="aim", fields=signs),
        field("better", "text", of="aim"),
    ]


def _beats(field: _Fields) -> list[Shown]:
    return [
        field("lines", "lines", of="beat", few=1),
        field("when_asked", "words", of="beat"),
        field("trust", "slider", of="beat", least=0, most=100, default=0),
        field("after", "picks", of="beat", among="beats"),
    ]


def _contacts(field: _Fields) -> list[Shown]:
    return [
        field("at", "moment", of="contact"),
        field("direction", "select", of="contact", options=field.options("direction", ("out", "in"))),
        field("channel", "select", of="contact", options=field.options("way", Channel)),
        field("purpose", "select", of="contact", options=field.options("purpose", _PURPOSES), default="marketing"),
        field("answered", "switch", of="contact"),
        field("text", "text", of="contact", optional=True),
    ]


def _consents(field: _Fields) -> list[Shown]:
    statuses = ("granted", "withdrawn", "refused")
    return [
        field("channel", "select", of="consent", options=field.options("way", Channel)),
        field("purpose", "select", of="consent", options=field.options("purpose", _PURPOSES), default="marketing"),
        field("status", "select", of="consent", options=field.options("status", statuses), default="granted"),
        field("at", "day", of="consent"),
    ]
