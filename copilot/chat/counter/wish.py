"""The form for a wish: a new one, or what became of an earlier one."""

from typing import Any

from copilot.chat.counter.shape import Kept, Place, Values, input_of, number_of, text_of
from copilot.records.counter import wishing
from copilot.records.counter.refusing import CounterRefused
from copilot.records.people import Client
from copilot.records.trade import Product

NEW = "new"
_BECAME = {"got": "fulfilled", "not": "withdrawn"}


class WishForm:
    """What they would love, in their words or from the catalogue."""

    of_client = True

    def title(self, place: Place, client: Client | None) -> str:
        """What stands above the form."""
        return place.say("wish_for", name=client.name) if client else place.say("wish")

    def fields(self, place: Place, client: Client | None, values: Values) -> list[dict[str, Any]]:
        """The words, and the piece if it is one of ours."""
        if client is None:
            return []
        which = [{"value": NEW, "label": place.say("wish_new")}]
        for one in wishing.open_wishes(place.session, client.id or 0):
            which += [{"value": f"got:{one.id}", "label": place.say("wish_got", wish=one.text)}]
            which += [{"value": f"not:{one.id}", "label": place.say("wish_not", wish=one.text)}]
        product = place.session.get(Product, number_of(values, "product_id") or 0)
        picked = {"value": str(product.id), "label": _called(product)} if product else {"value": "", "label": ""}
        chosen = text_of(values, "which") or NEW
        return [
            *([input_of("which", "select", place.say("wish_which"), options=which, value=chosen)] if len(which) > 1 else []),
            input_of("text", "text", place.say("wish_text"), value=text_of(values, "text"), only={"which": [NEW]}),
            input_of("product_id", "pick", place.say("wish_product"), hint=place.say("wish_product_hint"), among="products",
                     value=picked["value"], shown=picked["label"], only={"which": [NEW]}),
        ]  # fmt: skip

    def seen(self, place: Place, client: Client | None) -> dict[str, Any]:
        """A wish is open or not; that is read when it is kept."""
        return {}

    def summary(self, place: Place, client: Client | None, values: Values) -> list[dict[str, str]]:
        """The words, and the piece of the catalogue that they seem to mean."""
        act, wish_id = _what(values)
        if act in _BECAME:
            wish = wishing.wish_in_scope(place.session, place.desk, wish_id)
            return [{"label": place.say("wish"), "before": wish.text, "after": place.say(f"wish_{_BECAME[act]}")}]
        lines = [{"label": place.say("wish"), "before": "", "after": text_of(values, "text")}]
        if product := place.session.get(Product, number_of(values, "product_id") or 0):
            lines.append({"label": place.say("wish_product"), "before": "", "after": _called(product)})
        return lines

    def keep(self, place: Place, client: Client | None, values: Values, seen: Values, once: str) -> Kept:
        """Added, fulfilled or withdrawn."""
        if client is None or client.id is None:
            raise CounterRefused("Choose the client.", key="client_missing", field="client")
        act, wish_id = _what(values)
        if act in _BECAME:
            wishing.end_wish(place.session, place.desk, wish_id, _BECAME[act])
            return Kept(place.say(f"wish_{_BECAME[act]}_kept"), {"wish": wish_id, "status": _BECAME[act]}, client.id)
        product_id = number_of(values, "product_id")
        added = wishing.add_wish(place.session, place.desk, client.id, text_of(values, "text"), product_id, once=once)
        wish = wishing.wish_in_scope(place.session, place.desk, added)
        return Kept(place.say("wish_kept", wish=wish.text), {"added": added}, client.id)

    def take_back(self, place: Place, client: Client | None, back: Values, once: str) -> None:
        """Open again, or never wished."""
        if "added" in back:
            wishing.drop_wish(place.session, place.desk, back["added"])
        else:
            wishing.reopen_wish(place.session, place.desk, back["wish"], back["status"])


def _what(values: Values) -> tuple[str, int]:
    act, _, listed = text_of(values, "which").partition(":")
    return act, int(listed) if listed.isascii() and listed.isdigit() and len(listed) < 10 else 0


def _called(product: Product) -> str:
    return f"{product.name}, {product.colour}" if product.colour else product.name
