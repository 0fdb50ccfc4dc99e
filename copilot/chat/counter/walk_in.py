"""The form for somebody who just came in."""

from typing import Any

from babel import Locale
from sqlmodel import select

from copilot.chat.counter.shape import Doubt, Kept, Place, Values, input_of, known_by_now, number_of, text_of
from copilot.domain.wording import locale_of
from copilot.records.counter import walk_in
from copilot.records.counter.alike import clients_alike
from copilot.records.counter.naming import SALUTATIONS
from copilot.records.counter.reaching import CHANNELS, WAYS
from copilot.records.counter.refusing import CounterRefused
from copilot.records.people import Client, Store

#: Languages that are offered first to last; any other is told in a note.
LANGUAGES = ("en", "fr", "it", "es", "de", "pt", "nl", "ar", "zh", "ja", "ko", "ru")


class WalkInForm:
    """A name, one way to reach them, their language, and what they agree to hear."""

    of_client = False

    def title(self, place: Place, client: Client | None) -> str:
        """What stands above the form."""
        return place.say("new_client")

    def fields(self, place: Place, client: Client | None, values: Values) -> list[dict[str, Any]]:
        """In the order in which they are asked at the counter."""
        opt_in = place.read_opt_in()
        names = Locale.parse(locale_of(place.language)).languages
        ways = [{"value": way, "label": place.say(f"way_{way}")} for way in WAYS]
        tongues = [{"value": code, "label": names[code]} for code in LANGUAGES]
        fields = [
            input_of("name", "text", place.say("name"), hint=place.say("name_hint"), value=text_of(values, "name")),
            input_of("kind", "choice", place.say("way"), options=ways, value="phone"),
            input_of("contact", "contact", place.say("contact"), of="kind"),
            input_of("language", "select", place.say("their_language"), options=tongues, value=place.language),
            input_of("salutation", "select", place.say("salutation"), options=_options(("", *SALUTATIONS)), value=""),
        ]
        if place.desk.store_id is None:
            stores = place.session.exec(select(Store).order_by("name")).all()
            shown = [{"value": "", "label": place.say("choose")}]
            shown += [{"value": str(store.id), "label": f"{store.name}, {store.city}".rstrip(", ")} for store in stores]
            fields.append(input_of("store_id", "select", place.say("store"), options=shown, value=""))
        wordings = {
            channel: {language: opt_in.wording(channel, language) for language in LANGUAGES} for channel in opt_in.wordings
        }
        spoken = {"fallback": place.say("read_in_english"), "languages": list(opt_in.languages())}
        agreed = {channel: place.say(f"channel_{channel}") for channel in wordings}
        channels = {way: [channel for channel in listed if channel in wordings] for way, listed in CHANNELS.items()}
        fields.append(
            input_of(
                "opt_in",
                "opt_in",
                place.say("opt_in"),
                hint=place.say("opt_in_hint"),
                of="kind",
                tongue="language",
                channels=channels,
                wordings=wordings,
                names=agreed,
                spoken=spoken,
                value=[],
            )
        )
        return fields

    def seen(self, place: Place, client: Client | None) -> dict[str, Any]:
        """Which wordings were on the page."""
        return {"wordings": place.read_opt_in().version}

    def summary(self, place: Place, client: Client | None, values: Values) -> list[dict[str, str]]:
        """A walk-in is never proposed from a sentence."""
        return []

    def keep(self, place: Place, client: Client | None, values: Values, seen: Values, once: str) -> Kept:
        """The client is in the book, unless somebody like that is there already and nobody looked yet."""
        opt_in = place.read_opt_in()
        chosen = values.get("opt_in")
        channels = [c for c in chosen if isinstance(c, str) and c in opt_in.wordings] if isinstance(chosen, list) else []
        language = text_of(values, "language")
        if channels and seen.get("wordings") != opt_in.version:
            raise CounterRefused("The wording has changed. Read it out again.", key="wording_changed", field="opt_in")
        entered = walk_in.WalkIn(
            name=text_of(values, "name"),
            kind=text_of(values, "kind"),
            contact=text_of(values, "contact"),
            language=language,
            salutation=text_of(values, "salutation") if text_of(values, "salutation") in SALUTATIONS else "",
            store_id=number_of(values, "store_id"),
            opted_in={channel: opt_in.wording(channel, language) for channel in channels},
            version=opt_in.version,
        )
        checked = walk_in.check_walk_in(place.session, place.desk, entered)
        name = f"{checked.named.given} {checked.named.family}".strip()
        alike = clients_alike(place.session, place.desk.scope, name, checked.kind, checked.normalised)
        doubts = [
            Doubt(
                f"alike:{one.client_id}",
                place.say(one.why, name=f"{one.name}, {one.city}" if one.city else one.name),
                ({"client_id": one.client_id, "label": place.say("open_client", name=one.name), "name": one.name},),
            )
            for one in alike
        ]
        known_by_now(doubts, values)
        added = walk_in.add_walk_in(place.session, place.desk, checked, place.now, once=once)
        whom = f"{added.salutation} {added.name}".strip()
        mine = added.associate_id == place.desk.user_id
        return Kept(place.say("in_your_book" if mine else "in_the_book", name=whom), {"client": added.id}, added.id or 0)

    def take_back(self, place: Place, client: Client | None, back: Values, once: str) -> None:
        """As if they had not come in, while nothing else is written about them."""
        walk_in.take_walk_in_back(place.session, place.desk, number_of(back, "client") or 0, once=once)


def _options(values: tuple[str, ...]) -> list[dict[str, str]]:
    return [{"value": value, "label": value or "–"} for value in values]
