"""The review desk as a manager sees it and acts on it: what is shown, what is refused, what becomes of it."""

from datetime import timedelta
from typing import Any

import pytest
import yaml
from sqlmodel import Session, select

from copilot.chat.review import outcome, practice, rules, taps
from copilot.chat.review.answering import DeskRefused, told
from copilot.chat.review.difference import difference
from copilot.chat.review.opening import asked_in
from copilot.chat.review.shown import Looking
from copilot.chat.words import LANGUAGES
from copilot.domain.desk import Desk
from copilot.domain.draft import WrongMove
from copilot.domain.provenance import Provenance
from copilot.errors import OutOfScope
from copilot.outreach.reviewing import NotAllowed, ReviewRefused
from copilot.records.care import Consent, Contact
from copilot.records.drafts import Draft, Notice, Practice
from copilot.records.knowledge import Fact
from copilot.records.people import Client, User
from copilot.rehearsal.scenario import read_scenario
from tests.outreach.conftest import desks
from tests.outreach.test_reviewing import GOOD, GUARD, NOW, POLICY, PRESSING, asked, consents

__all__ = ["consents", "desks"]


def at(desk: Desk) -> Looking:
    """Somebody at the desk, on that day."""
    return Looking(desk, lambda: GUARD, POLICY, NOW)


def decision(draft: Draft, step: str, comment: str = "", **words: str) -> dict[str, Any]:
    """What the browser sends for one."""
    return {"id": draft.id, "version": draft.version, "step": step, "comment": comment, **words}


def test_the_queue_says_who_wrote_to_whom_why_it_waits_and_how_many_for_each_reason(
    session: Session, desks: dict[str, Desk]
) -> None:
    asked(session, desks)
    asked(session, desks, GOOD)

    shown = taps.waiting(session, at(desks["mia"]), {})

    first, second = shown["queue"]
    assert (first["client"], first["by"], first["reasons"]) == ("Cleo", "by ann", ["Presses the client"])
    assert second["reasons"] == ["nothing found"]
    assert shown["reasons"] == [{"title": "Presses the client", "n": 1}]
    assert shown["waiting"] == "2 waiting"


def test_a_message_is_shown_whole_with_its_marks_its_contacts_the_associates_word_and_the_policy(
    session: Session, desks: dict[str, Desk]
) -> None:
    draft = asked(session, desks)
    sent = Contact(client_id=draft.client_id, at=NOW - timedelta(days=9), direction="out", channel="email", purpose="marketing")
    sent.text = "The straps are here."
    session.add(sent)
    session.commit()

    shown = taps.looked_at(session, at(desks["mia"]), {"id": draft.id})["message"]

    marked = [piece["words"] for piece in shown["verdict"]["text"] if piece["marks"]]
    assert marked == ["do not let me down"]
    assert "".join(piece["words"] for piece in shown["verdict"]["text"]) == PRESSING
    assert shown["asked"] == "She likes it direct."
    assert shown["why"].startswith("The guard would change it")
    assert [(one["whose"], one["text"]) for one in shown["contacts"]["lines"]] == [("ours", "The straps are here.")]
    assert shown["contacts"]["picture"] == "1 messages of ours and 0 of theirs in the last twelve months."
    assert shown["policy"]["name"].startswith("Policy house")
    assert shown["open"] is True


def test_what_a_number_of_the_policy_holds_is_shown_with_that_number(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks, GOOD)
    session.add(
        Contact(client_id=draft.client_id, at=NOW - timedelta(hours=5), direction="out", channel="sms", purpose="marketing")
    )
    session.commit()

    shown = taps.looked_at(session, at(desks["mia"]), {"id": draft.id})["message"]

    assert "frequency.minimum_gap_hours: at least 72 hours between two marketing messages." in shown["policy"]["lines"]


def test_an_edited_wording_is_compared_word_by_word_and_judged_before_it_is_approved(
    session: Session, desks: dict[str, Desk]
) -> None:
    draft = asked(session, desks)

    shown = taps.compare(
        session, at(desks["mia"]), {"id": draft.id, "text": "Last chance, come whenever you like.", "subject": "x"}
    )

    assert [p["words"] for p in shown["difference"]["text"]["before"] if p["changed"]] == ["do not let me down, ", "today"]
    assert [p["words"] for p in shown["difference"]["text"]["after"] if p["changed"]] == ["whenever you like"]
    assert shown["verdict"]["decision"] == "send"


def test_only_the_words_that_changed_are_marked_in_a_difference() -> None:
    shown = difference("See you on Friday, dear.", "See you on Monday.")

    assert [p["words"] for p in shown["before"] if p["changed"]] == ["Friday, dear"]
    assert [p["words"] for p in shown["after"] if p["changed"]] == ["Monday"]
    assert "".join(str(p["words"]) for p in shown["before"]) == "See you on Friday, dear."


def test_a_manager_approves_in_their_own_words_and_both_stand_under_decided_today(
    session: Session, desks: dict[str, Desk]
) -> None:
    draft = asked(session, desks)

    done = taps.decide(session, at(desks["mia"]), decision(draft, "approve", subject=draft.subject, text=GOOD))

    today = taps.waiting(session, at(desks["mia"]), {})
    assert done == {"done": "Approved in your words. ann sees both texts."}
    assert (draft.status, draft.text) == ("queued", GOOD)
    assert today["queue"] == []
    assert today["decided"][0]["difference"] is not None


def test_an_e_mail_that_lacks_its_subject_is_approved_once_the_manager_wrote_one(
    session: Session, desks: dict[str, Desk]
) -> None:
    draft = asked(session, desks, GOOD)
    draft.subject = ""
    session.commit()
    shown = taps.looked_at(session, at(desks["mia"]), {"id": draft.id})["message"]

    with pytest.raises(ReviewRefused) as refused:
        taps.decide(session, at(desks["mia"]), decision(draft, "approve"))
    taps.decide(session, at(desks["mia"]), decision(draft, "approve", subject="Your strap", text=GOOD))

    assert (shown["has_subject"], shown["subject"]) == (True, "")
    assert told(refused.value, "en")["words"] == "This e-mail has no subject yet. Write one, then approve."
    assert (draft.status, draft.subject, draft.approved_digest) == ("queued", "Your strap", draft.letter.digest)


@pytest.mark.parametrize("step", ["send_back", "reject"])
def test_a_message_is_returned_only_with_a_word(session: Session, desks: dict[str, Desk], step: str) -> None:
    draft = asked(session, desks)

    with pytest.raises(Exception, match="Write your colleague a word"):
        taps.decide(session, at(desks["mia"]), decision(draft, step))
    taps.decide(session, at(desks["mia"]), decision(draft, step, "Say what has come in."))

    assert draft.status == {"send_back": "sent_back", "reject": "rejected"}[step]


def test_that_nobody_can_consent_for_a_client_is_said_plainly(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks, GOOD)
    session.add(Consent(client_id=draft.client_id, channel="email", status="withdrawn", at=NOW - timedelta(hours=1)))
    session.commit()

    with pytest.raises(NotAllowed) as refused:
        taps.decide(session, at(desks["mia"]), decision(draft, "approve"))

    assert str(told(refused.value, "en")["words"]).startswith("No manager can let this go: The client stopped e-mail")


def test_a_page_that_shows_an_older_version_is_told_so(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    old = decision(draft, "approve")
    taps.decide(session, at(desks["mia"]), decision(draft, "send_back", "Softer, please."))

    with pytest.raises(WrongMove) as moved:
        taps.decide(session, at(desks["mia"]), old)

    answer = told(moved.value, "en")
    assert (answer["stale"], answer["ok"]) == (True, False)
    shown = taps.looked_at(session, at(desks["mia"]), {"id": draft.id})["message"]
    assert (shown["open"], shown["decided"]["comment"]) == (False, "Softer, please.")


def test_several_are_decided_at_once_only_after_each_was_shown(session: Session, desks: dict[str, Desk]) -> None:
    seen, unseen = asked(session, desks, GOOD), asked(session, desks, GOOD + " Shall I keep it?")
    taps.looked_at(session, at(desks["mia"]), {"id": seen.id})
    items = [{"id": one.id, "version": one.version} for one in (seen, unseen)]

    done = taps.decide_several(session, at(desks["mia"]), {"items": items, "step": "approve", "comment": ""})

    assert done["decided_ids"] == [seen.id]
    assert [one["id"] for one in done["left"]] == [unseen.id]
    assert (seen.status, unseen.status) == ("queued", "waiting")


def test_ones_own_message_waits_for_another_manager(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, {**desks, "ann": desks["mia"]})

    shown = taps.looked_at(session, at(desks["mia"]), {"id": draft.id})["message"]

    assert taps.waiting(session, at(desks["mia"]), {})["queue"] == []
    assert (shown["open"], shown["own"]) == (False, "You wrote this yourself: another manager decides.")


def test_who_does_not_lead_is_told_nothing(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)

    for tap in (taps.waiting, taps.looked_at, rules.in_force):
        with pytest.raises(OutOfScope):
            tap(session, at(desks["ann"]), {"id": draft.id})


def test_a_manager_of_another_store_finds_no_such_message(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    stranger = Desk(desks["zoe"].user_id, "zoe", desks["mia"].role, desks["zoe"].store_id, desks["zoe"].today)

    for tap in (taps.looked_at, taps.compare, practice.propose):
        with pytest.raises(OutOfScope):
            tap(session, at(stranger), {"id": draft.id, "text": "x"})


def test_the_associate_reads_what_was_decided_why_and_both_texts_and_then_it_counts_as_seen(
    session: Session, desks: dict[str, Desk]
) -> None:
    draft = asked(session, desks)
    taps.decide(session, at(desks["mia"]), decision(draft, "approve", "Fewer words.", subject=draft.subject, text=GOOD))

    shown = outcome.outcome_of(session, at(desks["ann"]), {"id": draft.id})

    assert (shown["comment_title"], shown["comment"]) == ("mia writes", "Fewer words.")
    assert "".join(p["words"] for p in shown["difference"]["text"]["before"]) == PRESSING
    notice = session.exec(select(Notice).where(Notice.kind == "approved")).one()
    assert notice.seen_at == NOW


def test_what_comes_back_carries_the_guards_reasons_as_its_lesson_and_is_its_writers_alone(
    session: Session, desks: dict[str, Desk]
) -> None:
    draft = asked(session, desks)
    taps.decide(session, at(desks["mia"]), decision(draft, "send_back", "Softer."))

    shown = outcome.outcome_of(session, at(desks["ann"]), {"id": draft.id})

    assert [one["title"] for one in shown["lesson"]] == ["Presses the client"]
    for other in ("bob", "mia"):
        with pytest.raises(OutOfScope):
            outcome.outcome_of(session, at(desks[other]), {"id": draft.id})


def test_who_is_reviewed_is_asked_for_with_a_reason_and_an_end_and_ended_again(session: Session, desks: dict[str, Desk]) -> None:
    looking = at(desks["mia"])
    ann = {"who": desks["ann"].user_id, "channel": "sms", "until": "2026-03-20", "because": "Her first weeks by SMS."}

    with pytest.raises(DeskRefused):
        rules.add(session, looking, {**ann, "because": " "})
    with pytest.raises(DeskRefused):
        rules.add(session, looking, {**ann, "until": "2026-03-01"})
    added = rules.add(session, looking, ann)
    ended = rules.end(session, looking, {"id": added["rules"][0]["id"]})

    assert [(one["what"], one["until"], one["because"]) for one in added["rules"]] == [
        ("ann, SMS", "until 20 Mar 2026", "Her first weeks by SMS.")
    ]
    assert ended["rules"] == []


def test_new_colleagues_of_the_policy_are_named_with_their_last_day(session: Session, desks: dict[str, Desk]) -> None:
    bob = session.get_one(User, desks["bob"].user_id)
    bob.started_on = NOW.date() - timedelta(days=10)
    session.add(bob)
    session.commit()

    shown = rules.in_force(session, at(desks["mia"]), {})

    assert any(line.startswith("bob is new: until") for line in shown["given"])


def test_a_decision_becomes_a_scenario_that_can_be_played_and_names_nobody(session: Session, desks: dict[str, Desk]) -> None:
    client = session.exec(select(Client)).one()
    client.family_name = "Marchetti"
    fact = Fact(client_id=client.id, text="Cleo Marchetti paid £1,250 on 3 March 2026; her sister Jeanne chose it.")
    fact.provenance, fact.learned_on = Provenance.TOLD_US.value, NOW.date() - timedelta(days=15)
    session.add_all([client, fact])
    session.commit()
    draft = asked(session, desks, f"Dear Cleo, {PRESSING} Yours, ann")
    taps.decide(session, at(desks["mia"]), decision(draft, "send_back", "Cleo does not like to be pressed."))

    proposed = practice.propose(session, at(desks["mia"]), {"id": draft.id})
    kept = practice.keep(session, at(desks["mia"]), {"id": draft.id, "text": proposed["text"]})

    scenario = read_scenario(str(proposed["text"]))
    assert not {"Cleo", "Marchetti", "Jeanne", "1,250"} & set(str(proposed["text"]).replace("’", " ").split())
    assert "3 March 2026" not in str(proposed["text"])
    assert scenario.aims[0].id == "calm"
    assert "pressure" in scenario.aims[0].met_by.keeps_free_of
    assert (NOW.date() - fact.learned_on) == scenario.now.date() - scenario.facts[0].at
    assert (kept["file"], session.exec(select(Practice)).one().text) == (f"{scenario.name}.yaml", proposed["text"])


def test_the_words_of_a_made_scenario_can_be_played_in_every_language(session: Session, desks: dict[str, Desk]) -> None:
    draft = asked(session, desks)
    taps.decide(session, at(desks["mia"]), decision(draft, "reject", "No."))

    for language in LANGUAGES:
        draft.language = language
        proposed = practice.propose(session, at(desks["mia"]), {"id": draft.id})
        assert read_scenario(str(proposed["text"])).language == language


def test_a_scenario_that_cannot_be_played_is_refused_with_the_place_and_nothing_is_kept(
    session: Session, desks: dict[str, Desk]
) -> None:
    draft = asked(session, desks)
    with pytest.raises(DeskRefused):
        practice.propose(session, at(desks["mia"]), {"id": draft.id})
    taps.decide(session, at(desks["mia"]), decision(draft, "reject", "No."))
    data = yaml.safe_load(str(practice.propose(session, at(desks["mia"]), {"id": draft.id})["text"]))

    refused = practice.keep(
        session, at(desks["mia"]), {"id": draft.id, "text": yaml.safe_dump({**data, "aims": data["aims"][:1]})}
    )

    assert refused["ok"] is False
    assert "aims" in str(refused["places"])
    assert session.exec(select(Practice)).first() is None


@pytest.mark.parametrize(
    "said",
    ["What waits for me?", "what is waiting for review", "Qu’est-ce qui m’attend ?", "Che cosa mi aspetta?", "¿Qué me espera?"],
)
def test_one_can_ask_what_waits(said: str) -> None:
    assert asked_in(said)


def test_a_question_about_a_client_who_waits_is_no_request_for_the_desk() -> None:
    assert not asked_in("What is Ms Laurent waiting for?")


@pytest.mark.parametrize("field", ["text", "subject", "comment"])
def test_what_is_far_too_long_is_refused_and_never_cut(session: Session, desks: dict[str, Desk], field: str) -> None:
    draft = asked(session, desks, GOOD)
    words = {"text": GOOD, "subject": "Your strap", field: "word " * 60_000}

    with pytest.raises(DeskRefused) as refused:
        taps.decide(session, at(desks["mia"]), {**decision(draft, "approve"), **words})

    assert "300,000" in told(refused.value, "en")["words"]
    assert (draft.status, draft.text) == ("waiting", GOOD)
