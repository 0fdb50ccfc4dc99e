"""Quick changes of a draft, the associate's own voice, a chat model's words, and that no two messages read alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from copilot.domain.draft import Closeness
from copilot.domain.message import Channel
from copilot.errors import CopilotError
from copilot.models.builtin.language import language_of
from copilot.models.builtin.writing.composing import shared
from copilot.models.choosing import chat_model
from copilot.outreach.dictating import dictated
from copilot.outreach.draft_wish import Asks, Change, Composed, DraftWish, Lack, Occasion
from copilot.outreach.drafting import compose
from copilot.outreach.quick_changes import changed
from copilot.outreach.voices import keep_voice, learned_note
from copilot.records.database import connect, migrate
from copilot.records.drafts import Arrival, Draft
from copilot.records.people import Client
from copilot.settings import Settings
from tests.models.wire import nobody, says, wire
from tests.outreach.drafting_shop import NOW, POLICY, Counter, opened


@pytest.fixture
def shop(session: Session) -> Counter:
    """The small shop, with an arrival that goes with what the client has."""
    return _with_an_arrival(opened(session))


@pytest.fixture
def once(tmp_path: Path) -> Iterator[Counter]:
    """The same on SQLite alone, for what the kind of database cannot change."""
    engine: Engine = connect(f"sqlite:///{tmp_path / 'once.db'}")
    migrate(engine)
    with Session(engine) as session:
        yield _with_an_arrival(opened(session))
    engine.dispose()


def _with_an_arrival(counter: Counter) -> Counter:
    counter.bought("Lark Jacket", 100)
    counter.product("Wren Coat", price=51_050, arrived=-5, category="coats")
    return counter


def arrival(counter: Counter, **wish: Any) -> Composed:
    draft = counter.write(Occasion.ARRIVAL, **wish)
    assert isinstance(draft, Composed)
    return draft


def change(counter: Counter, before: Composed, what: Change, **wish: Any) -> Composed | Asks:
    return changed(counter.session, counter.client, before, what, DraftWish(**wish), POLICY, NOW, writer=counter.tom, seed=1)


def changed_text(counter: Counter, before: Composed, what: Change, **wish: Any) -> str:
    after = change(counter, before, what, **wish)
    assert isinstance(after, Composed), after
    return after.text


def test_shorter_has_fewer_words_and_still_says_what_it_is_about(once: Counter) -> None:
    before = arrival(once)

    text = changed_text(once, before, Change.SHORTER)

    assert len(text.split()) < len(before.text.split())
    assert "Wren Coat" in text


def test_warmer_goes_one_step_closer_and_no_further_than_it_may(once: Counter) -> None:
    reserved = arrival(once, closeness=Closeness.RESERVED)

    warm = change(once, reserved, Change.WARMER)

    assert isinstance(warm, Composed) and warm.closeness is Closeness.WARM
    assert warm.text != reserved.text
    assert change(once, warm, Change.WARMER) == Asks(Lack.CLOSER)


def test_less_salesy_names_no_price(once: Counter) -> None:
    before = arrival(once)

    text = changed_text(once, before, Change.LESS_SALESY)

    assert "£510.50" in before.text and "£" not in text and "Wren Coat" in text


def test_a_date_is_asked_for_and_then_said(once: Counter) -> None:
    before = arrival(once)

    assert change(once, before, Change.DATE) == Asks(Lack.DATE)
    assert "Friday 27 March" in changed_text(once, before, Change.DATE, day=date(2026, 3, 27))


def test_how_we_know_is_said_in_the_words_of_its_provenance(once: Counter) -> None:
    before = arrival(once)

    text = changed_text(once, before, Change.HOW)

    assert "December" in text and any(word in text for word in ("purchase", "bought"))


@pytest.mark.parametrize("language", ["fr", "it", "es"])
def test_another_language_says_the_same_in_that_language(once: Counter, language: str) -> None:
    text = changed_text(once, arrival(once), Change.LANGUAGE, language=language)

    assert language_of(text) == language
    assert "Wren Coat" in text and "510" in text


def test_what_somebody_typed_is_not_put_into_another_language_without_a_model(once: Counter) -> None:
    typed = replace(arrival(once), text="The coat is in. Come by.", written_by="typed")

    assert change(once, typed, Change.LANGUAGE, language="fr") == Asks(Lack.LANGUAGE, ("en",))


@pytest.mark.parametrize("what", [Change.SHORTER, Change.WARMER, Change.LESS_SALESY, Change.HOW])
def test_a_change_keeps_the_sentence_that_somebody_typed_first(once: Counter, what: Change) -> None:
    words = "Dear Ms Ferrars,\nThe Wren Coat hangs by the window. It rained all day. Ring me. It is warm, too.\nTom"
    typed = replace(arrival(once, closeness=Closeness.RESERVED), text=words, written_by="typed")

    assert "The Wren Coat hangs by the window." in changed_text(once, typed, what)


def test_words_that_rest_on_no_row_can_still_be_changed(once: Counter) -> None:
    typed = replace(
        arrival(once, closeness=Closeness.RESERVED),
        occasion=Occasion.EVENT,
        written_by="typed",
        text="Dear Ms Ferrars,\nCome on Friday.\nTom",
    )

    assert "Friday 27 March" in changed_text(once, typed, Change.DATE, day=date(2026, 3, 27))
    assert "Come on Friday." in changed_text(once, typed, Change.WARMER)
    assert change(once, typed, Change.HOW) == Asks(Lack.PROVENANCE)


def test_a_new_message_does_not_repeat_what_was_lately_written_from_the_store(shop: Counter) -> None:
    texts = []
    for number in range(8):
        client = Client(
            source_id=f"c{number}", given_name="Bea", family_name=f"Name{number}", salutation="Ms", store_id=shop.store.id
        )
        shop.add(client)
        other = replace(shop, client=client)
        other.reach("email")
        other.agrees("email")
        other.bought("Lark Jacket", 100)
        draft = compose(shop.session, client, DraftWish(Occasion.ARRIVAL), POLICY, NOW, writer=shop.tom, seed=1)
        assert isinstance(draft, Composed)
        texts.append(draft.text)
        shop.add(
            Draft(
                client_id=client.id,
                associate_id=shop.tom.id,
                channel="email",
                purpose="marketing",
                text=draft.text,
                created_at=NOW,
            )
        )

    assert max(shared(one, other) for place, one in enumerate(texts) for other in texts[:place]) <= 0.4


def test_a_voice_is_learned_from_what_somebody_wrote_and_not_from_what_was_written_for_them(shop: Counter) -> None:
    for days in range(4):
        line = shop.contact(days + 1, text="Hi Ada,\nHere is the answer.\nCheers,\nTom")
        line.associate_id = shop.tom.id
        made = shop.contact(days + 1, text="Dear Ada,\nComposed.\nYours sincerely,\nTom")
        made.associate_id = shop.tom.id
        shop.add(
            Draft(
                client_id=shop.client.id,
                associate_id=shop.tom.id,
                channel="email",
                purpose="service",
                status="sent",
                text=made.text,
                first_text=made.text,
                written_by="builtin",
                contact_id=made.id,
                sent_at=NOW - timedelta(days=days),
            )
        )

    note = learned_note(shop.session, shop.tom)

    assert 'Greets with "Hi".' in note and 'Signs "Cheers, Tom".' in note
    assert arrival(shop).text.endswith("Cheers,\nTom")


def test_the_note_that_its_owner_keeps_counts_before_what_was_learned(shop: Counter) -> None:
    keep_voice(shop.session, shop.tom, 'Long letters; signs "Ever yours, Thomas".')

    assert arrival(shop).text.endswith("Ever yours,\nThomas")
    with pytest.raises(CopilotError):
        keep_voice(shop.session, shop.tom, "x" * 601)


def test_a_chat_model_writes_from_what_may_be_said_and_from_nothing_else(once: Counter) -> None:
    once.told("Likes plain horn buttons", subject="taste")
    once.told("Is said to be moving to Rome", provenance="third_party", subject="news")
    once.told("Wears a brace", subject="health", sensitive=True)

    with wire(says("SUBJECT: A coat beside your jacket\nDear Ms Ferrars,\nThe Wren Coat is here.\nTom")) as there:
        settings = Settings(chat_model="openai:m", chat_base_url=there.url)
        draft = compose(
            once.session, once.client, DraftWish(Occasion.ARRIVAL), POLICY, NOW, writer=once.tom, model=chat_model(settings)
        )
        told = str(there.asked[0].body["messages"])

    assert isinstance(draft, Composed)
    assert (draft.subject, draft.written_by) == ("A coat beside your jacket", "m")
    assert draft.text == "Dear Ms Ferrars,\nThe Wren Coat is here.\nTom" and draft.prompt_digest
    assert "£510.50" in told and "horn buttons" in told
    assert "Rome" not in told and "brace" not in told


def test_where_the_chat_model_fails_the_built_in_writer_writes_and_it_is_said(once: Counter) -> None:
    model = chat_model(Settings(chat_model="openai:m", chat_base_url=nobody()))

    draft = compose(once.session, once.client, DraftWish(Occasion.ARRIVAL), POLICY, NOW, writer=once.tom, model=model)

    assert isinstance(draft, Composed)
    assert draft.written_by == "builtin" and "Wren Coat" in draft.text and draft.fell_back


def dictate(counter: Counter, words: str, *, to_answer: str = "") -> Composed:
    """Tom's own words to the client by e-mail; `to_answer`: the subject of an e-mail of theirs that waits."""
    counter.reach("email", preferred=True)
    counter.agrees("email")
    if to_answer:
        wrote = counter.contact(1, out=False, text="Is it here?")
        counter.add(
            Arrival(gateway_id="<1@their.mail>", channel="email", sender="f@x", text="?", subject=to_answer, contact_id=wrote.id)
        )
    wish = DraftWish(channel=Channel.EMAIL)
    made = dictated(counter.session, counter.client, wish, words, POLICY, NOW, writer=counter.tom)
    assert isinstance(made, Composed)
    return made


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("Dear Ms Ferrars,\n\nYour coat is back and the lining is new.", "Your coat is back"),
        ("Bonjour Madame, votre manteau est prêt, il vous attend.", "Votre manteau est prêt"),
        ("Gentile signora, la sua giacca è pronta e la aspetta.", "La sua giacca è pronta"),
        ("Hola: su abrigo ya está aquí. Le espera en la tienda.", "Su abrigo ya está aquí"),
    ],
)
def test_an_e_mail_in_ones_own_words_is_given_the_subject_that_it_begins_with(once: Counter, words: str, subject: str) -> None:
    assert dictate(once, words).subject == subject


def test_what_answers_an_e_mail_keeps_its_subject(once: Counter) -> None:
    assert dictate(once, "Yes, come by.", to_answer="RE: Re: My coat").subject == "Re: My coat"


@pytest.mark.parametrize(
    "words",
    [
        "Your crutches were left here. Shall I send them?",  # of which we know what is not to be mentioned
        "The house in Rome sounds lovely.",  # hearsay
        "Your pregnancy suits you.",  # a private topic
        "The coat costs £4,500 now.",  # checked once is enough
    ],
)
def test_a_subject_that_anybody_may_read_says_nothing_that_may_not_be_said(once: Counter, words: str) -> None:
    once.told("Walks on crutches since the fall", subject="health", sensitive=True)
    once.told("Is said to be buying a house in Rome", provenance="third_party", subject="news")

    subject = dictate(once, words).subject

    assert subject in ("A few lines from Tom", "A word from Tom", "A note from Tom")


def test_an_everyday_word_or_a_piece_of_ours_in_what_was_only_seen_does_not_take_the_subject_away(once: Counter) -> None:
    once.told("Looks at the back of every jacket", provenance="observed", subject="taste")

    assert dictate(once, "Your jacket is back and mended.").subject == "Your jacket is back"


def test_a_text_message_has_no_subject(once: Counter) -> None:
    once.reach("mobile")
    once.agrees("sms")

    made = dictated(once.session, once.client, DraftWish(channel=Channel.SMS), "It is here.", POLICY, NOW, writer=once.tom)

    assert isinstance(made, Composed)
    assert (made.channel, made.subject) == (Channel.SMS, "")
