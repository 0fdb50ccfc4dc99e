"""WhatsApp to somebody who has not written there for a day: an approved text, or another way, and never silently."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, get_args

import pytest
from sqlmodel import Session

from copilot.bootstrap import house_policy
from copilot.chat.drafting.approved import approved_shown, refused_shown
from copilot.chat.words import LANGUAGES
from copilot.domain.desk import Desk, Role
from copilot.domain.message import Channel
from copilot.domain.policy import Policy
from copilot.domain.whatsapp import refused
from copilot.outreach.approved_texts import elsewhere
from copilot.outreach.checking import Guard
from copilot.outreach.dictating import dictated
from copilot.outreach.draft_wish import Asks, Change, Composed, DraftWish, Lack, Occasion
from copilot.outreach.drafting import compose
from copilot.outreach.reviewing import ReviewRefused, approve, ask, release
from copilot.outreach.trial.worker import FindsNothing
from copilot.outreach.writing_again import begin_composed, other_words, type_in
from copilot.policies import _Template
from copilot.records.care import Contact, ServiceCase
from copilot.records.drafts import Draft
from copilot.records.people import User
from copilot.settings import Settings
from tests.outreach.drafting_shop import NOW, POLICY, Counter, day, opened

SHIPPED = POLICY.sending.templates
APPROVED = tuple(replace(one, approved=True, content=f"HX{one.language}") for one in SHIPPED)
GATEWAY = replace(POLICY, sending=replace(POLICY.sending, templates=APPROVED, whatsapp_by_gateway=True))
NONE_APPROVED = replace(GATEWAY, sending=replace(GATEWAY.sending, templates=SHIPPED))
GUARD = Guard(FindsNothing())


@pytest.fixture
def database_url(migrated_sqlite: str) -> str:
    """SQLite: what is read here is the same on both kinds."""
    return migrated_sqlite


@pytest.fixture
def shop(session: Session) -> Counter:
    """The small shop; its client prefers WhatsApp, allows e-mail too, and her repair is done."""
    counter = opened(session)
    counter.reach("whatsapp", preferred=True)
    counter.agrees("whatsapp")
    case = {"kind": "repair", "product_id": counter.products["Lark Jacket"].id, "text": "zip", "opened_on": day(-9)}
    counter.add(ServiceCase(client_id=counter.client.id, closed_on=day(-1), **case))
    return counter


def written(shop: Counter, policy: Any = GATEWAY, occasion: Occasion | None = Occasion.READY, **wish: Any) -> Composed | Asks:
    return compose(shop.session, shop.client, DraftWish(occasion, **wish), policy, NOW, writer=shop.tom, seed=1)


def heard_on_whatsapp(shop: Counter, hours: float) -> None:
    at = NOW - timedelta(hours=hours)
    shop.add(Contact(client_id=shop.client.id, at=at, direction="in", channel="whatsapp", text="Is it done?", answered=True))


def kept(shop: Counter, made: Composed, policy: Any = GATEWAY) -> tuple[Desk, Draft]:
    tom = Desk(shop.tom.id or 0, "Tom Ashby", Role.ASSOCIATE, shop.store.id, date(2026, 3, 18))
    draft = begin_composed(shop.session, tom, shop.client.id or 0, made, DraftWish(Occasion.READY), policy, NOW)
    shop.session.commit()
    return tom, draft


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_approved_text_of_the_occasion_is_filled_with_the_right_words(shop: Counter, language: str) -> None:
    shop.client.language = language

    made = written(shop)

    assert isinstance(made, Composed)
    assert (made.channel, made.approved, made.language) == (Channel.WHATSAPP, True, language)
    assert "Ferrars" in made.text and "Lark Jacket" in made.text
    assert refused(made.text, None, NOW, APPROVED) == ""


def test_own_words_take_the_place_that_is_kept_for_them(shop: Counter) -> None:
    made = written(shop, say="The lining is new as well.")

    assert isinstance(made, Composed)
    assert made.text == (
        "Hello Ms Ferrars, your Lark Jacket is ready and waits for you in the boutique. The lining is new as well. Until soon."
    )


@pytest.mark.parametrize("change", [one.value for one in Change if one not in (Change.LANGUAGE, Change.DATE)])
def test_no_quick_change_makes_free_words_of_an_approved_text(shop: Counter, change: str) -> None:
    made = written(shop)
    assert isinstance(made, Composed)
    _, draft = kept(shop, made)

    other = other_words(shop.session, draft, change, GATEWAY, NOW, writer=shop.tom)

    assert other == Asks(Lack.FIXED)


def test_in_another_language_an_approved_text_is_that_languages_own(shop: Counter) -> None:
    made = written(shop)
    assert isinstance(made, Composed)
    _, draft = kept(shop, made)

    other = other_words(shop.session, draft, "language", GATEWAY, NOW, writer=shop.tom, language="fr")

    assert isinstance(other, Composed)
    assert (other.language, refused(other.text, None, NOW, APPROVED)) == ("fr", "")
    assert other.text != made.text


@pytest.mark.parametrize(("hours", "approved"), [(1, False), (23.9, False), (24, True), (30, True)])
def test_for_a_day_after_the_client_wrote_free_words_are_written(shop: Counter, hours: float, approved: bool) -> None:
    heard_on_whatsapp(shop, hours)

    made = written(shop)

    assert isinstance(made, Composed)
    assert (made.channel, made.approved) == (Channel.WHATSAPP, approved)


@pytest.mark.parametrize(
    ("policy", "language"), [(NONE_APPROVED, "en"), (GATEWAY, "de")], ids=["none is approved", "none in their language"]
)
def test_where_none_fits_it_is_written_for_the_next_channel_and_said(shop: Counter, policy: Any, language: str) -> None:
    shop.client.language = language
    only_english = tuple(one for one in policy.sending.templates if one.language != "en" or language == "en")
    policy = replace(policy, sending=replace(policy.sending, templates=only_english))

    made = written(shop, policy)

    assert isinstance(made, Composed)
    assert (made.channel, made.instead_of) == (Channel.EMAIL, Channel.WHATSAPP)
    assert made.subject


def test_where_whatsapp_was_asked_for_it_is_said_that_none_fits_and_another_channel_is_offered(shop: Counter) -> None:
    asked = written(shop, NONE_APPROVED, channel=Channel.WHATSAPP)

    assert asked == Asks(Lack.APPROVED, ("email",))


def test_on_an_associates_own_telephone_free_words_go_at_any_time(shop: Counter) -> None:
    made = written(shop, POLICY)

    assert isinstance(made, Composed)
    assert (made.channel, made.approved) == (Channel.WHATSAPP, False)


@pytest.mark.parametrize(
    ("settings", "binds"),
    [
        ({}, False),
        ({"whatsapp_by": "paper"}, False),
        ({"whatsapp_by": "twilio"}, True),
        ({"whatsapp_by": "gateway"}, True),
        ({"whatsapp_by": "gateway", "demo": True}, False),
    ],
)
def test_its_custom_binds_where_a_gateway_carries_it(settings: dict[str, Any], binds: bool) -> None:
    assert house_policy(Settings(_env_file=None, **settings)).now().sending.whatsapp_by_gateway is binds


def test_dictated_words_go_another_way_unless_whatsapp_was_asked_for(shop: Counter) -> None:
    def said(wish: DraftWish) -> Composed | Asks:
        words = "Your jacket is done, come by."
        made = dictated(shop.session, shop.client, wish, words, GATEWAY, NOW, writer=shop.tom)
        return elsewhere(shop.session, shop.client, made, wish, GATEWAY, NOW, lambda other: said(other))

    by_itself, as_asked = said(DraftWish()), said(DraftWish(channel=Channel.WHATSAPP))

    assert isinstance(by_itself, Composed) and isinstance(as_asked, Composed)
    assert (by_itself.channel, by_itself.instead_of) == (Channel.EMAIL, Channel.WHATSAPP)
    assert (as_asked.channel, as_asked.instead_of) == (Channel.WHATSAPP, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_says_which_words_may_change_and_when_none_may_go(shop: Counter, language: str) -> None:
    made = written(shop, say="It is pressed too.")
    assert isinstance(made, Composed)
    tom, draft = kept(shop, made)

    def said(policy: Policy) -> tuple[str, str]:
        looked = (shop.session, draft, policy, NOW, language)
        return approved_shown(*looked), refused_shown(*looked)

    before = said(GATEWAY)
    type_in(shop.session, tom, draft, "", draft.text.replace("waits", "is here"), GATEWAY, NOW)
    after = said(GATEWAY)

    assert all(word in before[0] for word in ("Ms Ferrars", "Lark Jacket", "It is pressed too.")) and before[1] == ""
    assert after[0] == "" and "WhatsApp" in after[1]
    assert said(POLICY) == ("", "")


@pytest.mark.parametrize("step", ["release", "ask", "approve"])
def test_what_whatsapp_would_refuse_is_refused_before_anybody_lets_it_go(shop: Counter, step: str) -> None:
    made = written(shop, POLICY)
    assert isinstance(made, Composed)
    tom, draft = kept(shop, made)
    mia = Desk(shop.add(User(source_id="mia", name="Mia")).id, "Mia", Role.MANAGER, shop.store.id, tom.today)
    if step == "approve":
        ask(shop.session, tom, draft.id or 0, draft.version, "Look.", GUARD, POLICY, NOW)
    before = draft.status
    by_hand = {
        "release": lambda: release(shop.session, tom, draft.id or 0, draft.version, GUARD, GATEWAY, NOW),
        "ask": lambda: ask(shop.session, tom, draft.id or 0, draft.version, "Look.", GUARD, GATEWAY, NOW),
        "approve": lambda: approve(shop.session, mia, draft.id or 0, draft.version, GUARD, GATEWAY, NOW),
    }

    with pytest.raises(ReviewRefused) as refused_:
        by_hand[step]()

    assert refused_.value.key == "because_whatsapp_needs_template"
    assert draft.status == before


def test_the_occasions_that_a_policy_may_name_are_those_of_the_writer() -> None:
    named = set(get_args(_Template.model_fields["occasion"].annotation))

    assert named - {""} == {one.value for one in Occasion}
