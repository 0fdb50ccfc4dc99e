"""The whole message in a chat model's words: only what the guard lets pass is shown, and nothing of the client is told to it."""

import pytest

from copilot.domain.message import Channel, Message, Purpose
from copilot.domain.provenance import Provenance
from copilot.domain.reading import Reading, Use
from copilot.domain.situation import StoreFact
from copilot.guard.examples import example, known, words_at
from copilot.models.choosing import chat_model
from copilot.outreach.checking import Guard
from copilot.outreach.rewriting import ModelRewriter
from tests.models.counter import settings
from tests.models.wire import Reply, Wire, refuses, says, tears_off, wire

BAD = "in time for all that white sand"
TEXT = f"Dear Ms Ferrars, the linen dress is here, {BAD}. It is £240. Shall I keep it until Friday? Amara"
GOOD = "Dear Ms Ferrars, the linen dress is here. It is £240. Shall I keep it until Friday? Amara"
MESSAGE = Message(Channel.EMAIL, Purpose.SERVICE, TEXT, "The linen dress")
SAND = known("Overheard: the Maldives in February", Provenance.THIRD_PARTY)
SITUATION = example(facts=(SAND,), store=(StoreFact("s1", "Linen dress, £240"),)).situation


class Hears:
    """A reader that hears the one hint."""

    version = "hears"

    def read(self, message: Message, situation: object) -> Reading:
        return Reading(uses=(Use(words_at(BAD, message.words), SAND.id, 1.0),) if BAD in message.words else ())


def advised(there: Wire, *, at_leisure: bool = True):
    model = chat_model(settings(there.url, chat_timeout=10.0))
    assert model is not None
    return Guard(Hears(), (), ModelRewriter(model)).advise(MESSAGE, SITUATION, at_leisure=at_leisure)


def test_what_the_model_writes_is_judged_again_and_named_as_its_own() -> None:
    with wire(says(f"SUBJECT: The linen dress\n{GOOD}")) as there:
        verdict = advised(there)

    assert (verdict.rewrite, verdict.rewrite_subject, verdict.rewrite_by) == (GOOD, None, "scripted")


def test_the_model_is_told_the_draft_and_what_is_marked_and_nothing_of_the_client() -> None:
    with wire(says(GOOD)) as there:
        advised(there)

    told = str(there.asked[0].body["messages"])
    assert BAD in told
    assert "Linen dress, £240" in told
    assert "Maldives" not in told


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(says(TEXT), id="keeps the fault"),
        pytest.param(says(""), id="nothing"),
        pytest.param(says("Certainly! " * 60), id="speech"),
        pytest.param(refuses(500), id="fails"),
        pytest.param(tears_off("Dear"), id="torn"),
    ],
)
def test_where_the_model_fails_words_are_taken_out_with_care_as_without_it(reply: Reply) -> None:
    with wire(reply) as there:
        verdict = advised(there)

    assert verdict.rewrite_by == ""
    assert verdict.rewrite is not None
    assert BAD not in verdict.rewrite
    assert any("chat model" in line for line in verdict.skipped)


def test_while_somebody_types_no_model_is_asked() -> None:
    with wire(says(GOOD)) as there:
        verdict = advised(there, at_leisure=False)

    assert (there.asked, verdict.rewrite_by) == ([], "")
