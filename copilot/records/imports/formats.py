"""The files that can be imported. Said once: the reader, the templates and the demo all go by these tables."""

from dataclasses import dataclass
from enum import Enum, auto

from sqlmodel import SQLModel

from copilot.domain.desk import Role, Visibility
from copilot.domain.provenance import Provenance
from copilot.records import care, knowledge, people, trade


class Kind(Enum):
    """What may stand in a cell; the words are shown in the templates."""

    KEY = "the source's own id, as text"
    NAME = "text, up to 300 characters; never a formula"
    WORDS = "text, up to 300 characters"
    PROSE = "text, up to 20,000 characters; may span lines inside quotation marks"
    DAY = "a date: 2026-03-31, or as stated with --date-format"
    MOMENT = "a moment: 2026-03-31 15:20 in the store's time zone, or with its own zone as in 2026-03-31T15:20+02:00"
    MONEY = "a decimal amount in the row's currency: 1450.00"
    NUMBER = "a whole number"
    YES_NO = "yes or no"
    CHOICE = "one of the words listed"
    CURRENCY = "a currency code of three letters: GBP"
    ZONE = "a time zone: Europe/London"
    LINK = "the id of a row in another file"


class Need(Enum):
    """Whether a column may be left out."""

    NEVER_MISSING = auto()  #: identifies the row: the file is refused without it
    FOR_NEW_ROWS = auto()  #: a row that is not in the records yet must have it
    OPTIONAL = auto()


@dataclass(frozen=True)
class Column:
    """One column of a file, and the field of the row that it fills."""

    header: str
    kind: Kind
    meaning: str
    field: str
    need: Need
    links: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One file, and the rows that it becomes."""

    name: str
    one: str  #: what a row is called in a sentence
    row: type[SQLModel]
    key: tuple[str, ...]  #: the fields that tell one row from another
    columns: tuple[Column, ...]
    indexed: str = ""  #: the kind of index task that a changed row needs

    @property
    def file(self) -> str:
        """The name of the file."""
        return f"{self.name}.csv"

    @property
    def link_to_itself(self) -> Column | None:
        """The column that names another row of the same file, if there is one."""
        return next((column for column in self.columns if column.links == self.name), None)


def _key(header: str, meaning: str = "The id in your system. A second import updates the row with this id.") -> Column:
    return Column(header, Kind.KEY, meaning, "source_id", Need.NEVER_MISSING)


def _col(header: str, kind: Kind, meaning: str, *, field: str = "", needed: bool = False) -> Column:
    return Column(header, kind, meaning, field or header, Need.FOR_NEW_ROWS if needed else Need.OPTIONAL)


def _pick(header: str, choices: tuple[str, ...], meaning: str, *, needed: bool = False) -> Column:
    return Column(header, Kind.CHOICE, meaning, header, Need.FOR_NEW_ROWS if needed else Need.OPTIONAL, choices=choices)


def _link(header: str, to: str, meaning: str, *, field: str = "", need: Need = Need.OPTIONAL) -> Column:
    return Column(header, Kind.LINK, meaning, field or header, need, links=to)


def _client(need: Need = Need.FOR_NEW_ROWS) -> Column:
    return _link("client_id", "clients", "Whose it is.", need=need)


_TEXT, _PROSE, _DAY, _MOMENT, _MONEY = Kind.WORDS, Kind.PROSE, Kind.DAY, Kind.MOMENT, Kind.MONEY
_CHANNELS = ("email", "sms", "whatsapp", "phone", "post")
_NEW, _ALWAYS = Need.FOR_NEW_ROWS, Need.NEVER_MISSING

#: In the order in which they are read: a file comes after those that it names.
TABLES: tuple[Table, ...] = (
    Table("stores", "store", people.Store, ("source_id",), (
        _key("store_id"),
        _col("name", Kind.NAME, "What the store is called.", needed=True),
        _col("city", _TEXT, "Where it is."),
        _col("country", _TEXT, "As a name or a code of two letters; telephone numbers are read with it."),
        _col("timezone", Kind.ZONE, "Moments without a zone are read in it."),
        _col("currency", Kind.CURRENCY, "Amounts without a currency are read in it."),
        _col("address", _TEXT, "Street and postcode."),
        _col("phone", _TEXT, "The number that clients call."),
        _col("opening_hours", _TEXT, "As written on the door."),
    )),
    Table("users", "user", people.User, ("source_id",), (
        _key("user_id", "The name they sign in with; a password is set with `copilot user password`."),
        _col("name", Kind.NAME, "Given and family name.", needed=True),
        _col("email", _TEXT, "Their address at work."),
        _pick("role", tuple(Role), "What they are here to do."),
        _link("store_id", "stores", "Where they work; empty: no one store."),
        _col("voice", _PROSE, "How they write to clients, in a sentence."),
    )),
    Table("accounts", "account", people.Account, ("source_id",), (
        _key("account_id"),
        _pick("kind", ("household", "company"), "What binds its clients."),
        _col("name", Kind.NAME, "The Osei household, Lindqvist & Sons...", needed=True),
    )),
    Table("clients", "client", people.Client, ("source_id",), (
        _key("client_id"),
        _col("given_name", Kind.NAME, "Given name."),
        _col("family_name", Kind.NAME, "Family name."),
        _col("preferred_name", Kind.NAME, "What they like to be called."),
        _col("salutation", _TEXT, "Ms, Mr, Mx, Dr, Mme: as they use it themselves."),
        _col("language", _TEXT, "The code of the language they like to be written to in: en, fr, it..."),
        _col("timezone", Kind.ZONE, "Where they live; empty: unknown, so the strictest quiet hours apply."),
        _col("country", _TEXT, "As a name or a code of two letters; telephone numbers are read with it."),
        _col("city", _TEXT, "Where they live."),
        _col("postcode", _TEXT, "With their name it helps to find duplicates."),
        _link("store_id", "stores", "Their store.", need=_NEW),
        _link("associate_id", "users", "Whose book they are in."),
        _link("account_id", "accounts", "Their household or company."),
        _col("account_role", _TEXT, "Who they are in it: daughter, chief executive..."),
        _pick("relationship_style", ("transactional", "collaborative", "fan", "unknown"), "What they want of us."),
        _col("style_set_by", _TEXT, "How the style was set: by whom, from what."),
        _col("since", _DAY, "Client since."),
        _pick("status", ("active", "left", "deceased"), "Whether they are still a client."),
        _col("status_on", _DAY, "Since when."),
    )),
    Table("contact_points", "contact point", people.ContactPoint, ("client_id", "kind", "normalised"), (
        _client(_ALWAYS),
        Column("kind", Kind.CHOICE, "The way.", "kind", _ALWAYS, choices=("email", "phone", "whatsapp", "post")),
        Column("value", Kind.WORDS, "The address or number, as the client gave it.", "value", _ALWAYS),
        _col("verified_on", _DAY, "When it was last known to be right."),
        _col("preferred", Kind.YES_NO, "Whether the client likes this way best."),
    )),
    Table("products", "product", trade.Product, ("source_id",), (
        _key("product_id"),
        _col("name", Kind.NAME, "What it is called.", needed=True),
        _col("category", _TEXT, "bags, jewellery, coats..."),
        _col("collection", _TEXT, "The line it belongs to."),
        _col("material", _TEXT, "What it is made of."),
        _col("colour", _TEXT, "Its colour."),
        _col("sizes", _TEXT, "Separated by |."),
        _col("price", _MONEY, "What it costs."),
        _col("currency", Kind.CURRENCY, "The currency of the price."),
        _col("arrived_on", _DAY, "When it came in; in the future: expected."),
        _col("description", _PROSE, "What an associate would say of it."),
    )),
    Table("stock", "stock line", trade.Stock, ("product_id", "store_id"), (
        _link("product_id", "products", "Which product.", need=_ALWAYS),
        _link("store_id", "stores", "In which store.", need=_ALWAYS),
        _col("quantity", Kind.NUMBER, "How many are there."),
        _col("price", _MONEY, "Its price there, where it differs."),
        _col("currency", Kind.CURRENCY, "The currency of that price; empty: the store's."),
        _col("arrived_on", _DAY, "When it came in there."),
    )),
    Table("purchases", "purchase", trade.Purchase, ("source_id",), (
        _key("purchase_id"),
        _client(),
        _link("store_id", "stores", "Where.", need=_NEW),
        _link("associate_id", "users", "Who served."),
        _col("purchased_on", _DAY, "When.", needed=True),
        _col("currency", Kind.CURRENCY, "Of all its lines; empty: the store's."),
    )),
    Table("purchase_lines", "purchase line", trade.PurchaseLine, ("purchase_id", "line"), (
        _link("purchase_id", "purchases", "Of which purchase.", need=_ALWAYS),
        Column("line", Kind.NUMBER, "Its number on the receipt.", "line", _ALWAYS),
        _link("product_id", "products", "What was bought; empty: not one of our products."),
        _col("description", _TEXT, "As it stands on the receipt."),
        _col("size", _TEXT, "The size that was bought."),
        _col("quantity", Kind.NUMBER, "How many."),
        _col("paid", _MONEY, "For the whole line, after discount."),
        _col("discount", _MONEY, "What was taken off the whole line."),
        _col("gift_for", _TEXT, "For whom, only where the client said so."),
        _col("returned_on", _DAY, "When it was brought back; empty: it was not."),
    )),
    Table("notes", "note", knowledge.Note, ("source_id",), (
        _key("note_id"),
        _client(),
        _link("author_id", "users", "Who wrote it."),
        _col("written_on", _DAY, "When.", needed=True),
        _pick("visibility", tuple(Visibility), "Who may read it."),
        _col("language", _TEXT, "The code of its language."),
        _col("text", _PROSE, "The note, as it was written.", needed=True),
    ), indexed="note"),
    Table("facts", "fact", knowledge.Fact, ("source_id",), (
        _key("fact_id"),
        _client(),
        _col("subject", _TEXT, "What it is about: ring size, taste, family..."),
        _col("text", _PROSE, "The fact, in a sentence.", needed=True),
        _pick("provenance", tuple(Provenance), "How we came to know it.", needed=True),
        _col("learned_on", _DAY, "When.", needed=True),
        _link("learned_by", "users", "By whom.", field="learned_by_id"),
        _col("valid_until", _DAY, "The last day on which it holds."),
        _link("superseded_by", "facts", "The fact that took its place.", field="superseded_by_id"),
        _col("do_not_mention", Kind.YES_NO, "Known, not to be mentioned."),
        _col("sensitive", Kind.YES_NO, "Health, belief, family trouble, money."),
    ), indexed="fact"),
    Table("service_cases", "service case", care.ServiceCase, ("source_id",), (
        _key("case_id"),
        _client(),
        _col("kind", _TEXT, "repair, return, alteration, complaint or another.", needed=True),
        _link("product_id", "products", "The piece."),
        _col("text", _PROSE, "What is to be done.", needed=True),
        _col("opened_on", _DAY, "When it came in.", needed=True),
        _col("promised_for", _DAY, "When it should be ready."),
        _col("closed_on", _DAY, "When it was done; empty: still open."),
        _col("outcome", _PROSE, "How it ended."),
    ), indexed="case"),
    Table("promises", "promise", care.Promise, ("source_id",), (
        _key("promise_id"),
        _client(),
        _link("made_by", "users", "Who gave it.", field="made_by_id"),
        _col("made_on", _DAY, "When.", needed=True),
        _col("due_on", _DAY, "By when."),
        _col("kept_on", _DAY, "When it was kept; empty: still owed."),
        _col("text", _PROSE, "What we said we would do.", needed=True),
    )),
    Table("wishes", "wish", care.Wish, ("source_id",), (
        _key("wish_id"),
        _client(),
        _link("product_id", "products", "The piece, if it is one of ours."),
        _col("text", _PROSE, "What they would like.", needed=True),
        _col("wished_on", _DAY, "When they said so.", needed=True),
        _pick("status", ("open", "fulfilled", "withdrawn"), "Whether they still wish it."),
    )),
    Table("appointments", "appointment", care.Appointment, ("source_id",), (
        _key("appointment_id"),
        _client(),
        _link("store_id", "stores", "Where.", need=_NEW),
        _link("associate_id", "users", "With whom."),
        _col("starts_at", _MOMENT, "When.", needed=True),
        _col("purpose", _PROSE, "What for."),
        _pick("status", ("booked", "kept", "cancelled", "missed"), "What became of it."),
    )),
    Table("consents", "consent", care.Consent, ("source_id",), (
        _key("consent_id"),
        _client(),
        _pick("channel", _CHANNELS, "Which channel it is about.", needed=True),
        _pick("purpose", ("marketing", "service"), "What it allows."),
        _pick("status", ("granted", "withdrawn", "refused"), "What they said.", needed=True),
        _col("at", _MOMENT, "When they said it.", needed=True),
        _col("how", _TEXT, "Card signed in store, web form, told us on the telephone..."),
        _link("recorded_by", "users", "Who wrote it down.", field="recorded_by_id"),
        _col("wording", _PROSE, "What they agreed to, in the words they saw."),
    )),
    Table("contacts", "contact", care.Contact, ("source_id",), (
        _key("contact_id"),
        _client(),
        _link("associate_id", "users", "Who wrote or was written to."),
        _col("at", _MOMENT, "When.", needed=True),
        _pick("direction", ("in", "out"), "in: the client to us; out: we to the client.", needed=True),
        _col("channel", _TEXT, "email, sms, whatsapp, phone, post or another.", needed=True),
        _pick("purpose", ("marketing", "service", "reply"), "Why."),
        _col("text", _PROSE, "What was said."),
        _col("answered", Kind.YES_NO, "Whether it was answered."),
        _link("answers", "contacts", "The contact that it answers.", field="answers_id"),
    )),
)  # fmt: skip

BY_NAME: dict[str, Table] = {table.name: table for table in TABLES}
