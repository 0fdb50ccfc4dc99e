"""How to come near a client: by which channel, in which language, how close, by which name. The client decides."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session, col, select

from copilot.domain.draft import Closeness
from copilot.domain.message import Channel, Purpose
from copilot.domain.situation import Situation, Style
from copilot.domain.wording import fold
from copilot.models.builtin.writing.greeting import Addressee
from copilot.models.builtin.writing.lines import LANGUAGES
from copilot.models.builtin.writing.manner import is_familiar
from copilot.records.drafts import Wanted
from copilot.records.people import Client, ContactPoint

#: What each kind of address is good for, the first choice first.
_GOOD_FOR = {
    "email": (Channel.EMAIL,),
    "whatsapp": (Channel.WHATSAPP,),
    "mobile": (Channel.SMS, Channel.CALL),
    "sms": (Channel.SMS,),
    "phone": (Channel.CALL, Channel.SMS),
    "post": (Channel.POST,),
}
_RECENT = timedelta(days=365)
_SCALE = (Closeness.RESERVED, Closeness.WARM, Closeness.CLOSE)


@dataclass(frozen=True)
class Way:
    """A channel with the address that it goes to."""

    channel: Channel
    address: str


def ways(session: Session, client: Client, situation: Situation, purpose: Purpose) -> list[Way]:
    """The channels on which this may be sent, what the client prefers first."""
    open_to = [way for way in _reachable(session, client) if not situation.stopped(way.channel)]
    if situation.purpose_of(purpose) is Purpose.MARKETING:
        return [way for way in open_to if situation.consent(way.channel, Purpose.MARKETING) == "granted"]
    return [way for way in open_to if situation.consent(way.channel, Purpose.SERVICE) not in ("refused", "withdrawn")]


def addresses(session: Session, client: Client) -> tuple[str, ...]:
    """The channels for which there is an address, allowed or not."""
    return tuple(dict.fromkeys(way.channel.value for way in _reachable(session, client)))


def _reachable(session: Session, client: Client) -> list[Way]:
    points = session.exec(
        select(ContactPoint)
        .where(ContactPoint.client_id == client.id, col(ContactPoint.used_until).is_(None))
        .order_by(col(ContactPoint.preferred).desc(), col(ContactPoint.id))
    ).all()
    found = [
        (place, Way(channel, point.value)) for point in points for place, channel in enumerate(_GOOD_FOR.get(point.kind, ()))
    ]
    found.sort(key=lambda one: one[0])  # second choices come after every first one
    first: dict[Channel, Way] = {}
    for _, way in found:
        first.setdefault(way.channel, way)
    wanted = session.exec(
        select(Wanted.value).where(Wanted.client_id == client.id, Wanted.kind == "channel").order_by(col(Wanted.at).desc())
    ).first()
    return sorted(first.values(), key=lambda way: way.channel.value != wanted)


def written_language(client: Client, asked: str = "") -> str:
    """The language to write in, of those that are written; English where theirs is another."""
    return next((one for one in (asked, client.language[:2].lower()) if one in LANGUAGES), "en")


def addressee(client: Client, situation: Situation, associate: str) -> Addressee:
    """Who is written to, and by which name: the first one only where they are used to it from us, or signed with it twice."""
    called = client.preferred_name or client.given_name
    return Addressee(
        given=client.given_name,
        family=client.family_name,
        title=client.salutation,
        by_first_name=bool(called) and _by_first_name(called, situation),
        used_to=called,
    )


def _by_first_name(called: str, situation: Situation) -> bool:
    name = fold(called)
    greeted = [one for one in situation.contacts if one.outbound and not one.household and name in fold(one.text[:40])]
    signed = [one for one in situation.inbound if name in fold(one.text[-30:])]
    return bool(greeted) or len(signed) >= 2


def familiar(situation: Situation) -> bool:
    """Whether our last messages to them said tu."""
    ours = [one.text for one in situation.contacts if one.outbound and not one.household and one.text]
    return bool(ours) and is_familiar(ours[-1])


def closest(situation: Situation, to: Addressee) -> Closeness:
    """As close as the client's style and history allow."""
    if any(case.kind == "complaint" for case in situation.open_cases):
        return Closeness.RESERVED
    heard = situation.heard_within(_RECENT)
    if situation.style is Style.TRANSACTIONAL:
        return Closeness.WARM
    if situation.style is Style.UNKNOWN:
        return Closeness.WARM if heard else Closeness.RESERVED
    tired = [one for one in situation.marketing_sent[-2:] if not one.answered]
    return Closeness.CLOSE if heard and to.by_first_name and len(tired) < 2 else Closeness.WARM


def allowed(bound: Closeness) -> tuple[Closeness, ...]:
    """The closenesses up to the bound."""
    return _SCALE[: _SCALE.index(bound) + 1]


def fitting(situation: Situation, bound: Closeness) -> Closeness:
    """The closeness that the relationship asks for by itself."""
    by_style = {Style.FAN: Closeness.CLOSE, Style.COLLABORATIVE: Closeness.WARM}.get(situation.style, Closeness.RESERVED)
    return min(by_style, bound, key=_SCALE.index)


def bounded(asked: Closeness, bound: Closeness) -> Closeness:
    """What was asked for, or the bound where that is closer than may be."""
    return min(asked, bound, key=_SCALE.index)
