"""A draft on the page: what it shows, what a tap does, and what a browser cannot reach by it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from copilot.chat.drafting.answering import done
from copilot.chat.drafting.card import Place
from copilot.chat.drafting.opening import groups_of
from copilot.chat.drafting.taps import (
    ask_review,
    change,
    dial,
    give_up,
    hand,
    send,
    sent,
    settle,
    show,
    step_back,
    take_back,
    typed,
    way,
)
from copilot.chat.words import LANGUAGES, words
from copilot.domain.desk import Desk, Role
from copilot.domain.draft import Letter, Status
from copilot.domain.message import Channel, Message, Purpose, Span
from copilot.domain.reading import Reading, Sound, Tone
from copilot.outreach.checking import Guard
from copilot.outreach.draft_wish import Lack, Occasion
from copilot.outreach.drafts import begin
from copilot.policies import PolicyInForce
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Draft, Notice
from copilot.records.people import Client, ContactPoint, User

NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
POLICY = PolicyInForce().now()
GOOD = "Dear Camille, the navy strap that you asked for has arrived. Shall I keep it for you? It can wait."
PRESSING = "Last chance, do not let me down, come today."


class Hears:
    """A reader that hears pressing words and nothing else: what the rules do is real."""

    version = "hears"

    def read(self, message: Message, situation: object) -> Reading:
        at = message.words.find("do not let me down")
        tones = (Tone(Span(at, at + 18), Sound.PRESSING, 1.0),) if at >= 0 else ()
        return Reading(tones=tones)


GUARD = Guard(Hears())


def place(session: Session, people: dict[str, int], name: str, now: datetime = NOW, language: str = "en") -> Place:
    user = session.get_one(User, people[name])
    desk = Desk(people[name], user.name, Role(user.role), user.store_id, date(2026, 3, 18), language)
    return Place(desk, GUARD, POLICY, now)


@pytest.fixture
def draft(session: Session, people: dict[str, int]) -> Draft:
    """Amara's e-mail to Camille, who takes them."""
    client = session.get_one(Client, people["here"])
    client.country, client.timezone, client.associate_id = "GB", "Europe/London", people["amara"]
    session.add(client)
    session.add(Consent(client_id=people["here"], channel="email", status="granted", at=NOW - timedelta(days=90)))
    session.add(ContactPoint(client_id=people["here"], kind="email", value="c@example.com", normalised="c@example.com"))
    letter = Letter(people["here"], "c@example.com", Message(Channel.EMAIL, Purpose.MARKETING, GOOD, "Your strap"))
    begun = begin(session, place(session, people, "amara").desk, letter, POLICY, NOW, occasion="wish_back", language="en")
    session.commit()
    return begun


def tap(session: Session, at: Place, draft: Draft, what: Any, **more: Any) -> dict[str, Any]:
    looking = what is show
    version = more.pop("version", draft.version)
    answer: dict[str, Any] = done(session, at, {"draft_id": draft.id, "version": version, **more}, what, looking=looking)
    session.refresh(draft)
    return answer


def test_typed_words_are_kept_and_marked_and_the_last_change_can_be_taken_back(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    amara = place(session, people, "amara")

    marked = tap(session, amara, draft, typed, text=PRESSING, subject="Your strap")
    back = tap(session, amara, draft, step_back)
    again = tap(session, amara, draft, step_back)

    assert [found["kind"] for found in marked["card"]["verdict"]["findings"]] == ["pressure"]
    assert "do not let me down" in [piece["words"] for piece in marked["card"]["verdict"]["text"] if piece["marks"]]
    assert (back["card"]["text"], back["card"]["undo"]) == (GOOD, False)
    assert (again["stale"], again["words"]) == (True, words("drafting", "en")["draft_nothing_before"])


def test_a_page_that_shows_an_older_version_is_told_so_and_changes_nothing(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    amara = place(session, people, "amara")
    tap(session, amara, draft, typed, text=f"{GOOD} Yours", subject="")

    late = tap(session, amara, draft, send, version=0, text=PRESSING)

    assert (late["ok"], late["stale"], late["card"]["text"]) == (False, True, f"{GOOD} Yours")
    assert draft.status == "writing"


@pytest.mark.parametrize(("who", "looking"), [("tom", True), ("luca", True), ("david", True), ("margaux", False)])
def test_a_draft_of_somebody_else_is_not_there(
    session: Session, people: dict[str, int], draft: Draft, who: str, looking: bool
) -> None:
    at = place(session, people, who)

    theirs = tap(session, at, draft, show) if looking else tap(session, at, draft, typed, text="Mine now", subject="")
    nobodys = done(session, at, {"draft_id": 10**6, "version": 0}, show, looking=True)

    assert theirs == nobodys == {"ok": False, "gone": True, "words": words("drafting", "en")["gone"]}


def test_a_manager_looks_at_a_draft_and_finds_no_button(session: Session, people: dict[str, int], draft: Draft) -> None:
    seen = tap(session, place(session, people, "margaux"), draft, show)

    assert (seen["card"]["text"], seen["card"]["acts"], seen["card"]["open"]) == (GOOD, [], False)


def test_a_message_leaves_at_a_good_hour_or_is_shown_to_a_manager_with_a_word(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    night = place(session, people, "amara", NOW.replace(hour=23))
    amara = place(session, people, "amara")

    before = tap(session, night, draft, show)["card"]
    queued = tap(session, night, draft, send, text=GOOD, subject="Your strap")
    reopened = tap(session, amara, draft, typed, text=GOOD)
    pressed = draft_again(session, people)
    held = tap(session, amara, pressed, send, text=PRESSING)
    asked = tap(session, amara, pressed, ask_review, because="She likes it direct.")
    recalled = tap(session, amara, pressed, take_back)

    assert before["may_go"]
    assert queued["card"]["state"]["status"] == "queued"
    assert draft.send_after is not None
    assert 9 <= draft.send_after.hour < 20
    assert reopened["card"]["text"] == GOOD
    assert held["review"][0] == words("drafting", "en")["why_revise"]
    assert (held["ok"], held["card"]["text"]) == (False, PRESSING)
    assert asked["card"]["state"]["more"] == "You wrote: “She likes it direct.”"
    assert recalled["card"]["state"]["status"] == "writing"


def test_an_e_mail_without_a_subject_is_said_while_somebody_can_type_one(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    amara = place(session, people, "amara")

    sent = tap(session, amara, draft, send, text=GOOD, subject=" ")
    asked = tap(session, amara, draft, ask_review, text=GOOD, subject="", because="She likes it direct.")

    missing = {"ok": False, "words": "An e-mail needs a subject."}
    assert [sent, asked] == [missing, missing]


def draft_again(session: Session, people: dict[str, int]) -> Draft:
    letter = Letter(people["here"], "c@example.com", Message(Channel.EMAIL, Purpose.SERVICE, GOOD, "Your strap"))
    begun = begin(session, place(session, people, "amara").desk, letter, POLICY, NOW, occasion="wish_back", language="en")
    session.commit()
    return begun


def test_what_the_client_did_meanwhile_takes_the_draft_back_with_the_reason(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    wrote = Contact(
        client_id=people["here"], at=NOW + timedelta(minutes=5), direction="in", channel="email", text="No, thank you."
    )
    session.add(wrote)
    session.commit()

    answer = tap(session, place(session, people, "amara", NOW + timedelta(hours=1)), draft, typed, text=PRESSING)

    assert answer["card"]["state"]["status"] == "withdrawn"
    assert answer["card"]["state"]["more"] == words("drafting", "en")["because_replied"]
    assert (draft.text, answer["card"]["acts"]) == (GOOD, [])


def test_best_not_now_says_why_and_from_when_and_the_load_counts_the_same(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    for days in (10, 20):
        session.add(
            Contact(
                client_id=people["here"], associate_id=people["tom"], at=NOW - timedelta(days=days), direction="out",
                channel="email", purpose="marketing", answered=True,
            )
        )  # fmt: skip
    session.commit()

    card = tap(session, place(session, people, "amara"), draft, show)["card"]
    service = tap(session, place(session, people, "amara"), draft, way, purpose="service")["card"]

    assert "Saturday 28 March" in card["not_now"]["welcome"]
    assert card["load"]["means"] == "2 went out in 30 days, and at most 2 should: one more is too many."
    assert [mark["sort"] for mark in card["load"]["marks"]] == ["marketing", "marketing"]
    assert "Tom" in card["load"]["lines"][0]["words"]
    assert service["not_now"] is None
    assert service["load"]["means"] == words("drafting", "en")["load_uncounted"]


def test_the_dial_stops_where_style_and_history_do_and_a_browser_cannot_turn_it_further(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    amara = place(session, people, "amara")

    steps = {step["value"]: step["why"] for step in tap(session, amara, draft, show)["card"]["dial"]}
    forced = tap(session, amara, draft, dial, closeness="close")
    strange = tap(session, amara, draft, dial, closeness="intimate")

    assert steps["reserved"] == ""
    assert steps["close"] != ""
    assert draft.closeness != "close" or not forced["ok"]
    assert strange["gone"]


def test_a_quick_change_keeps_to_the_words_and_says_what_it_lacks(session: Session, people: dict[str, int], draft: Draft) -> None:
    amara = place(session, people, "amara")

    no_day = tap(session, amara, draft, change, change="date")
    none = tap(session, amara, draft, change, change="louder")

    assert (no_day["ok"], no_day["words"]) == (False, words("drafting", "en")["lack_date"])
    assert none["gone"]


def test_a_message_on_ones_own_telephone_is_a_contact_once_its_associate_says_so(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    amara = place(session, people, "amara")

    handed = tap(session, amara, draft, hand, text=GOOD, subject="Your strap")
    no = tap(session, amara, draft, sent, sent=False)
    tap(session, amara, draft, hand)
    yes = tap(session, amara, draft, sent, sent=True)

    assert handed["opens"].startswith("mailto:c@example.com?subject=Your%20strap&body=Dear%20Camille")
    assert handed["card"]["link"] == handed["opens"]
    assert no["card"]["state"]["status"] == "writing"
    assert yes["card"]["state"]["status"] == "sent"
    assert session.exec(select(Contact.text)).one() == f"Your strap\n{GOOD}"


def test_a_draft_that_is_given_up_is_no_longer_listed_and_tells_nobody(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    amara = place(session, people, "amara")
    listed = groups_of(session, amara.desk, NOW)

    tap(session, amara, draft, give_up)

    assert [(group["status"], [row["name"] for row in group["rows"]]) for group in listed["groups"]] == [("writing", ["Camille"])]
    assert groups_of(session, amara.desk, NOW)["groups"] == []
    assert groups_of(session, place(session, people, "tom").desk, NOW)["groups"] == []
    assert session.exec(select(Notice)).all() == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_reason_and_lack_has_its_sentence(language: str) -> None:
    said = words("drafting", language)

    assert not [one for one in Status if f"state_{one.value}" not in said]
    assert not [one for one in Occasion if f"occasion_{one.value}" not in said]
    assert not [one for one in Lack if f"lack_{one.value}" not in said]


@pytest.mark.parametrize(("choice", "becomes"), [("sent", "sent"), ("again", "queued"), ("give_up", None), (7, None)])
def test_of_a_message_in_doubt_its_associate_says_what_became_of_it(
    choice: object, becomes: str | None, session: Session, people: dict[str, int], draft: Draft
) -> None:
    draft.status, draft.leaving_at = Status.UNSURE.value, NOW
    session.add(draft)
    session.commit()
    amara = place(session, people, "amara")

    shown = tap(session, amara, draft, show)["card"]["acts"]
    said = tap(session, amara, draft, settle, choice=choice)

    assert [one["name"] for one in shown] == ["arrived", "again", "withdraw"]
    assert said["ok"] == (becomes is not None)
    assert draft.status == (becomes or "unsure")


@pytest.mark.parametrize(
    ("theirs", "says"), [("de-CH", "English, as messages are not written in German here"), ("fr", "English"), ("", "English")]
)
def test_in_which_language_it_is_instead_of_theirs_stands_on_the_card(
    session: Session, people: dict[str, int], draft: Draft, theirs: str, says: str
) -> None:
    session.get_one(Client, people["here"]).language = theirs
    session.commit()

    assert tap(session, place(session, people, "amara"), draft, show)["card"]["about"].endswith(says)


@pytest.mark.parametrize(("field", "length"), [("text", 60_000), ("subject", 200)])
def test_a_draft_that_is_far_too_long_is_refused_and_never_cut(
    session: Session, people: dict[str, int], draft: Draft, field: str, length: int
) -> None:
    before = (draft.subject, draft.text)
    words = {"text": GOOD, "subject": "Your strap", field: "word " * length}

    refused = tap(session, place(session, people, "amara"), draft, typed, **words)

    assert (refused["ok"], (draft.subject, draft.text)) == (False, before)
    assert "too long" in refused["words"].lower() or "shorten" in refused["words"].lower()


def test_what_whatsapp_would_not_take_now_is_said_where_nothing_else_speaks_against_it(
    session: Session, people: dict[str, int], draft: Draft
) -> None:
    draft.channel, draft.address, draft.subject, draft.purpose = "whatsapp", "+447700900001", "", "service"
    session.commit()
    amara = place(session, people, "amara")
    by_gateway = replace(POLICY, sending=replace(POLICY.sending, whatsapp_by_gateway=True))

    own_telephone = tap(session, amara, draft, show)["card"]
    gateway = tap(session, replace(amara, policy=by_gateway), draft, show)["card"]

    assert (own_telephone["may_go"], gateway["may_go"], gateway["leaves"]) == (True, False, "")
    assert gateway["verdict"]["decision"] == "revise"
    assert gateway["verdict"]["says"].startswith("More than a day after the client wrote, WhatsApp takes only approved texts")
