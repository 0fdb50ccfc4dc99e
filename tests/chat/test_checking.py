"""A message checked in the conversation: how it is asked for, shown and kept, and what a browser cannot reach by it."""

import re
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from sqlmodel import Session, select

from copilot.chat.cards import Speech
from copilot.chat.check_heard import asked_by_command, asked_in
from copilot.chat.checking import judged
from copilot.chat.verdict_props import gauge, verdict_props
from copilot.chat.verdict_words import reason_in, skipped_in, unmended_in
from copilot.chat.words import LANGUAGES, words
from copilot.domain.message import Channel, Message, Purpose, Span
from copilot.domain.provenance import Provenance
from copilot.domain.situation import Situation
from copilot.domain.verdict import Decision, Distance, Finding, Kind, Severity, Verdict
from copilot.guard.examples import NOW
from copilot.guard.found import rules_found
from copilot.guard.judging import unjudged
from copilot.outreach.advice import Advice, Behind
from copilot.outreach.checking import Guard
from copilot.outreach.rewording import NO_REASON, NOT_READ, NOTHING_LEFT
from copilot.policies import PolicyInForce
from copilot.reading.learned.reader import learned_reader
from copilot.reading.local import LocalReader
from copilot.records.asking import desk_of
from copilot.records.database import connect
from copilot.records.people import Client, Store, User
from copilot.settings import Settings
from tests.chat.served import Chat, Served, chatting, shows

GOOD = "Dear Ms Laurent, the bangle that you asked about has come in. Come and try it whenever it suits you."
WRONG = GOOD.replace(" Come and", " It costs £9,999 now. Come and")


@pytest.mark.parametrize(
    ("said", "whom", "channel", "purpose"),
    [
        ("check this for Ms Laurent: {}", "Ms Laurent", None, None),
        ("Check this for Ms Laurent as an sms:\n{}", "Ms Laurent", Channel.SMS, None),
        ("Please check my reply to Camille, by WhatsApp: {}", "Camille", Channel.WHATSAPP, Purpose.REPLY),
        ("Can I send this to Ms Laurent as an e-mail: {}", "Ms Laurent", Channel.EMAIL, None),
        ("vérifie ce message pour Mme Laurent : {}", "Mme Laurent", None, None),
        ("Peux-tu vérifier ce sms pour Mme Laurent, en réponse : {}", "Mme Laurent", Channel.SMS, Purpose.REPLY),
        ("controlla questo per la signora Laurent, come risposta: {}", "signora Laurent", None, Purpose.REPLY),
        ("Verifica il messaggio per Camille Laurent via mail: {}", "Camille Laurent", Channel.EMAIL, None),
        ("revisa esto para la señora Laurent, por WhatsApp: {}", "señora Laurent", Channel.WHATSAPP, None),
        ("¿Puedo enviar este mensaje a Camille?: {}", "Camille", None, None),
        ("check this: {}", "", None, None),
    ],
)
def test_a_request_is_heard_in_four_languages(said: str, whom: str, channel: Channel | None, purpose: Purpose | None) -> None:
    asked = asked_in(said.format("It is ten: come."))

    assert asked is not None
    assert (asked.whom, asked.text, asked.channel, asked.purpose) == (whom, "It is ten: come.", channel, purpose)


@pytest.mark.parametrize(
    "said",
    [
        "What does Ms Laurent like?",
        "Check the stock of the bangle",
        "check her ring size",
        "Verifica il prezzo della borsa",
        "Vérifie la taille de Mme Laurent",
        "revisa el precio del reloj",
        "Note: check this for Ms Laurent",
    ],
)
def test_a_question_stays_a_question(said: str) -> None:
    assert asked_in(said) is None


def test_a_subject_in_its_own_line_is_the_subject() -> None:
    asked = asked_by_command("Laurent, email:\nSubject: Your bangle\n\nDear Ms Laurent,\nIt is here.")

    assert (asked.whom, asked.subject, asked.text) == ("Laurent", "Your bangle", "Dear Ms Laurent,\nIt is here.")


def test_every_sentence_of_every_rule_stands_in_all_languages_with_what_fills_it() -> None:
    wanted = {f"reason_{rule.id}_{case}": sentence for rule in rules_found() for case, sentence in rule.says.items()}

    said = words("guard", "en")
    assert {key: said.get(key) for key in wanted} == wanted
    assert not [kind for kind in Kind for part in ("kind", "moves") if f"{part}_{kind.value}" not in said]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_fills_a_reason_is_in_its_language_too(language: str) -> None:
    consent = Finding("consent", Kind.NO_CONSENT, Severity.HOLD, "", "stopped", {"channel": "call"})
    complaint = Finding(
        "open_complaint", Kind.OPEN_MATTER, Severity.HOLD, "", "plain", {"kind": "return", "opened": "02 March 2026"}
    )
    law = Finding("local_hours", Kind.LOCAL_LAW, Severity.HOLD, "", "plain", {"now": "Sunday 10:00", "law": "Art. 1"})

    told = [reason_in(finding, language) for finding in (consent, complaint, law)]

    channel = {"en": "telephone", "fr": "téléphone", "it": "telefono", "es": "teléfono"}[language]
    march = {"en": "2 March 2026", "fr": "2 mars 2026", "it": "2 marzo 2026", "es": "2 marzo 2026"}[language]
    sunday = {"en": "Sunday", "fr": "dimanche", "it": "domenica", "es": "domingo"}[language]
    assert channel in told[0]
    assert march in told[1].replace(" de ", " ")
    assert f"{sunday} 10:00" in told[2]


def test_why_there_is_no_better_wording_is_in_the_readers_language() -> None:
    told = [unmended_in(finding(unmended=why), "es") for why in (NO_REASON, NOTHING_LEFT, NOT_READ)]

    assert told == [words("guard", "es")[f"unmended_{why}"] for why in ("no_reason", "nothing_left", "not_read")]
    assert unmended_in(finding(unmended="Nobody translated this."), "es") == "Nobody translated this."


@pytest.mark.parametrize("language", LANGUAGES)
def test_that_words_have_no_better_wording_is_said_with_what_alone_helps(language: str) -> None:
    message = Message(Channel.SMS, Purpose.MARKETING, "Be quick!")
    marked = finding(Span(0, 8), unmended=NOTHING_LEFT)
    unread = finding(Span(0, 8), unmended=NOT_READ, kind=Kind.UNREADABLE)
    advice = Advice(message, Verdict(Decision.REVISE, (marked, unread, finding())))

    shown: Any = verdict_props(advice, Speech(language, date(2026, 3, 18)))["findings"]

    said = words("checking", language)
    assert [one["unmended"] and one["unmended"]["says"] for one in shown] == [
        f"{said['no_better']} {said['only_out']}",
        said["no_better"],
        None,
    ]


def test_what_was_not_looked_at_is_said_in_the_readers_language() -> None:
    verdict = Verdict(
        Decision.SEND, skipped=("model small did not answer", "1,200 of 5,000 facts, the furthest from these words")
    )

    assert skipped_in(verdict, "fr") == (
        "Non examiné : le modèle de langue n’a pas répondu, la lecture s’est faite sans lui; "
        "1\u202f200 choses sur 5\u202f000 que nous savons, les plus éloignées de ces mots."
    )
    assert skipped_in(Verdict(Decision.SEND), "fr") == ""


def finding(span: Span | None = None, **more: Any) -> Finding:
    given = {
        "rule": "not_volunteered",
        "kind": Kind.UNVOLUNTEERED,
        "severity": Severity.REVISE,
        "reason": "",
        "case": "third_party",
    }
    return Finding(**{**given, "span": span, "fact": "fact:1", **more})


def shown(message: Message, *findings: Finding, language: str = "en", **more: Any) -> dict[str, Any]:
    verdict = Verdict(Decision.REVISE, findings, policy="house 1")
    props = verdict_props(Advice(message, verdict, **more), Speech(language, date(2026, 11, 22)))
    assert isinstance(props, dict)
    return props


def test_the_words_come_in_pieces_that_are_whole_words_wherever_a_mark_begins() -> None:
    message = Message(Channel.EMAIL, Purpose.SERVICE, "🎉 Chère Hélène, rien", subject="Pour Hélène")
    start = message.words.index("Hélène,")

    props = shown(message, finding(Span(start, start + 3)), finding(Span(5, 11)))

    assert [(piece["words"], piece["marks"]) for piece in props["text"]] == [("🎉 Chère ", []), ("Hélène", [0]), (", rien", [])]
    assert [(piece["words"], piece["marks"]) for piece in props["subject"]] == [("Pour ", []), ("Hélène", [1])]


def test_what_lies_behind_is_shown_with_how_we_know_it_and_since_when() -> None:
    behind = {"fact:1": Behind("fact:1", "fact", "Off to Bali", Provenance.THIRD_PARTY, date(2026, 9, 20))}

    [told] = shown(Message(Channel.EMAIL, Purpose.SERVICE, "Bali"), finding(Span(0, 4)), behind=behind)["findings"]
    [hidden] = shown(Message(Channel.EMAIL, Purpose.SERVICE, "Bali"), finding(Span(0, 4)))["findings"]
    [others] = shown(Message(Channel.EMAIL, Purpose.SERVICE, "Bali"), finding(Span(0, 4)), about_others=frozenset({"fact:1"}))[
        "findings"
    ]

    assert told["behind"] == {
        "sort": "What we know",
        "text": "Off to Bali",
        "how": "from somebody else",
        "careful": True,
        "age": "20 Sept 2026, 2 months ago",
        "hush": "",
    }
    assert hidden["behind"] is None
    assert others["reason"] == "This gives away something about another person."


def test_what_could_not_be_judged_is_held_in_words_and_has_no_gauge() -> None:
    advice = Advice(Message(Channel.SMS, Purpose.MARKETING, "Hello"), unjudged())

    told = verdict_props(advice, Speech("it", date(2026, 11, 22)))

    assert (told["decision"], told["gauge"]) == ("hold", None)
    assert told["says"] == "Non è stato possibile valutarlo: qualcuno deve leggerlo prima che parta."


@pytest.mark.parametrize(
    ("value", "named"), [(0, "right"), (-30, "a little far"), (-60, "too far"), (30, "a little close"), (90, "too close")]
)
def test_the_gauge_says_in_words_where_it_stands(value: int, named: str) -> None:
    told = gauge(Distance(value, ("surveillance", "contact_load")), "en")

    assert told["words"] == named
    assert told["because"] == ["it shows that we watch", "the client has heard from us often lately"]
    assert f"Distance: {named}, " in str(told["says"])


def tap(chat: Chat, name: str, **payload: Any) -> dict[str, Any]:
    """What the element gets from the server."""
    answer = chat.act(f"check_{name}", **payload).json()["response"]
    assert isinstance(answer, dict)
    return answer


async def test_a_message_is_shown_with_its_marked_words_and_kept_without_its_verdict(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        said = await chat.ask(f"check this for Camille Laurent, as an email, service: {WRONG}")
        props = chat.element("CheckedMessage")["props"]
        told = tap(chat, "show", id=props["id"])
        kept = await chat.kept(lambda it: shows("CheckedMessage")(it) and it["name"] == "Check: Camille Laurent")

    stored = next(element for element in kept["elements"] if element["name"] == "CheckedMessage")["props"]
    assert said["output"].startswith("I read this as e-mail, service they expect, to Camille Laurent.")
    assert "usually" not in said["output"]
    assert told["title"] == "Message to Camille Laurent"
    assert told["verdict"]["decision"] == "revise"
    assert [piece["words"] for piece in told["verdict"]["text"] if piece["marks"]] == ["£9,999"]
    assert told["verdict"]["rewrite"] == GOOD
    assert stored["text"] == WRONG
    assert not {"verdict", "findings", "gauge"} & set(stored)


async def test_what_nobody_said_is_the_usual_and_said_so(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        said = await chat.ask(f"/check Camille Laurent: {GOOD}")
        props = chat.element("CheckedMessage")["props"]
        told = tap(chat, "show", id=props["id"])

    assert (props["channel"], props["purpose"]) == ("email", "marketing")
    assert "Camille Laurent usually hears from us that way" in said["output"]
    assert told["verdict"]["decision"] == "hold"
    assert told["verdict"]["welcome"] == "Waiting does not help: only the client can agree to this channel."


async def test_changed_words_are_judged_again_and_are_there_when_the_conversation_is_opened_again(page: Served) -> None:
    amara = page.sign_in("amara")
    async with chatting(page, amara) as chat:
        await chat.ask(f"check this for Camille Laurent, as an email, service: {WRONG}")
        props = chat.element("CheckedMessage")["props"]
        wrong = tap(chat, "show", id=props["id"])["verdict"]["findings"][0]
        told = tap(chat, "change", id=props["id"], **wrong["mended"], channel="email", purpose="pigeon", client_id=3)
        thread_id = chat.thread_id

    async with chatting(page, amara, thread_id) as again:
        shown_again = tap(again, "show", id=props["id"])

    assert told["verdict"]["decision"] == "send"
    assert told["kept"] == {"channel": "email", "purpose": "service", "subject": "", "text": GOOD}
    assert shown_again["kept"] == told["kept"]
    assert shown_again["title"] == "Message to Camille Laurent"


async def test_a_message_of_somebody_elses_or_about_a_client_who_is_gone_cannot_be_reached(page: Served) -> None:
    engine = connect(f"sqlite:///{page.folder / 'copilot.db'}")
    async with chatting(page, page.sign_in("amara")) as amara, chatting(page, page.sign_in("luca")) as luca:
        await amara.ask(f"check this for Hélène Laurent, as an email: {GOOD}")
        await luca.ask("/help")
        mine = amara.element("CheckedMessage")["props"]["id"]
        stolen = tap(luca, "show", id=mine)
        unknown = tap(luca, "change", id="nothing", text="x")
        chosen = luca.act("check_for", client_id=1, text="check this for Laurent: x").json()["response"]
        move(engine, "c2", 2)
        try:
            moved = tap(amara, "show", id=mine)
        finally:
            move(engine, "c2", 1)
            engine.dispose()

    gone = {"ok": False, "gone": True, "words": "This message can no longer be checked here. Ask me to check it again."}
    assert stolen == unknown == moved == gone
    assert chosen == {"ok": False, "words": "I find nothing like that here."}


def move(engine: Any, source_id: str, store_id: int) -> None:
    with Session(engine) as session:
        client = session.exec(select(Client).where(Client.source_id == source_id)).one()
        client.store_id = store_id
        session.add(client)
        session.commit()


async def test_of_several_of_a_name_one_is_chosen_and_strangers_are_nobody(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        asked = await chat.ask(f"check this for Laurent, as an sms: {GOOD}")
        choice = chat.element("Beside")["props"]["choices"][0]
        chosen = chat.act(choice["action"], **choice["payload"]).json()["response"]
        kept = (await chat.kept(shows("CheckedMessage")))["elements"]
        stranger = await chat.ask(f"check this for Paul Girard: {GOOD}")

    props = next(element["props"] for element in kept if element["name"] == "CheckedMessage")
    assert asked["output"] == "2 clients answer to “Laurent”. Which one?"
    assert chosen == {"ok": True}
    assert (props["client_id"], props["channel"], props["text"]) == (choice["id"], "sms", GOOD)
    assert stranger["output"].startswith("I find nobody called “Paul Girard” here.")


async def test_what_cannot_be_checked_is_said_in_a_sentence(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat, chatting(page, page.sign_in("david")) as trainer:
        refused = await trainer.ask(f"check this for Camille Laurent: {GOOD}")
        nobody = await chat.ask(f"check this: {GOOD}")
        empty = await chat.ask("check this for Camille Laurent")
        long = await chat.ask(f"/check Camille Laurent: {'a' * 50_000}")
        await chat.ask("check this for Camille Laurent, as an email, service: 🎉🎉")
        props = chat.element("CheckedMessage")["props"]
        wordless = tap(chat, "show", id=props["id"])
        longer = tap(chat, "change", id=props["id"], text="a" * 50_000)

    assert refused["output"] == "/check is not part of your work here. You can use: /help."
    assert nobody["output"].startswith("For whom is it?")
    assert empty["output"].startswith("What would you write to Camille Laurent?")
    assert long["output"].startswith("This has 50,000 letters; 20,000 is the most")
    assert wordless["verdict"]["says"] == "There is nothing to send yet."
    assert not longer["ok"] and re.match("This has 50,000 letters", longer["words"])


async def test_a_check_without_a_name_is_for_whom_the_conversation_is_about(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("/client Camille Laurent")
        await chat.ask(f"check this: {GOOD}")
        props = chat.element("CheckedMessage")["props"]

    assert (props["client_id"], props["text"]) == (1, GOOD)


class Puts:
    """A model that takes the price out, or leaves it in."""

    name = "some-model"

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, message: Message, verdict: Verdict, situation: Situation) -> Message:
        return replace(message, text=self.text)


@pytest.mark.parametrize(
    ("writes", "said", "told"),
    [
        ("Dear Ms Ferrars, the ring is here. Amara", "In the words of some-model, judged again.", ""),
        ("The ring is £9,999 now.", "", "The model found no wording that passes."),
    ],
)
def test_a_models_wording_is_asked_for_by_a_tap_and_judged_before_it_is_shown(
    session: Session, writes: str, said: str, told: str
) -> None:
    london = Store(source_id="LON", name="London", timezone="Europe/London", country="GB")
    session.add(london)
    session.flush()
    amara, client = (
        User(source_id="amara", name="Amara", store_id=london.id),
        Client(source_id="c", given_name="Ada", store_id=london.id),
    )
    session.add_all([amara, client])
    session.commit()
    shop: Any = SimpleNamespace(
        engine=session.get_bind(),
        guard=Guard(LocalReader(learned_reader()), (), Puts(writes)),
        policy=PolicyInForce(),
        now=lambda: NOW,
        settings=Settings(chat_model="openai:some-model"),
    )
    message = Message(Channel.EMAIL, Purpose.SERVICE, "Dear Ms Ferrars, the ring is here. It is £9,999 now. Amara")
    desk = desk_of(session, amara, NOW)

    typed = judged(shop, desk, client.id or 0, message)
    asked = judged(shop, desk, client.id or 0, message, at_leisure=True)

    assert (typed["may_reword"], typed["rewrite_by"], typed["no_reword"]) == (True, "", "")
    assert (asked["may_reword"], asked["rewrite_by"], asked["no_reword"]) == (False, said, told)
