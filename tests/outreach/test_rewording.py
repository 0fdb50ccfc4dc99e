"""A better wording: what is wrong goes, what was good stays, and where there is none it is said why."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copilot.domain.message import Message, Span
from copilot.domain.situation import StoreFact
from copilot.domain.verdict import Decision, Finding, Kind, Severity, Verdict
from copilot.guard.examples import example
from copilot.outreach.rewording import NO_REASON, NOT_READ, NOTHING_LEFT, reworded
from copilot.outreach.trimming import sentences, taken_out

CALM = example(store=(StoreFact("s1", "Aurora pendant, rose gold, GBP 980, in stock"),))


def found(text: str, *marked: tuple[Kind, str], subject: str = "") -> tuple[Message, Verdict]:
    """A message and what was found in it."""
    message = replace(CALM.message, text=text, subject=subject)
    findings = []
    for kind, words in marked:
        start = message.words.index(words)
        findings.append(Finding(kind.value, kind, Severity.REVISE, "why", span=Span(start, start + len(words)), fact="s1"))
    return message, Verdict(Decision.REVISE, tuple(findings))


def mended(text: str, *marked: tuple[Kind, str], subject: str = "") -> Verdict:
    """The verdict with its better wordings, where nothing of what was marked may come back."""
    message, verdict = found(text, *marked, subject=subject)

    def check(other: Message) -> Verdict:
        return verdict if any(words in other.words for _, words in marked) else Verdict(Decision.SEND)

    return reworded(message, verdict, CALM.situation, check)


@pytest.mark.parametrize(
    ("sentence", "wrong", "left"),
    [
        ("After all that the clinic put you through, the green dress is GBP 175.", "After all that the clinic put you through",
         "The green dress is GBP 175."),
        ("The coat is GBP 540 and I have kept it in your 38.", "in your 38", "The coat is GBP 540."),
        ("The wok is here, 33 cm, ¥14,800, and it will love that gas flame of yours.", "that gas flame of yours",
         "The wok is here, 33 cm, ¥14,800."),
        ("Twelve cases are on the floor, €34 each, and they will be with you on Tuesday.", "they will be with you on Tuesday",
         "Twelve cases are on the floor, €34 each."),
        ("Please sleep well: if it is not the one, bring it back any time.", "bring it back any time", "Please sleep well."),
        ("But if it looks small to you, you may like our exchange: GBP 580 counts in full.", "if it looks small to you",
         "You may like our exchange: GBP 580 counts in full."),
        ("La robe est arrivée, 240 €, et elle sera parfaite sous le soleil de Dakar.", "sous le soleil de Dakar",
         "La robe est arrivée, 240 €."),
        ("I noticed you on our site!", "I noticed you on our site!", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_goes_and_the_sentence_still_stands(sentence, wrong, left):
    (edit,) = taken_out(sentence, [Span(sentence.index(wrong), sentence.index(wrong) + len(wrong))])

    assert edit.instead == left


def test_the_whole_is_mended_and_keeps_its_prices_dates_greeting_and_name():
    text = (
        "Dear Ada,\n\nI saw you at our window on Tuesday! The Aurora pendant came in on 10 March, GBP 980. "
        "Shall I keep it until the 14th?\n\nWarmly,\nTom"
    )

    rewrite = mended(text, (Kind.SURVEILLANCE, "I saw you at our window on Tuesday!")).rewrite

    assert rewrite == text.replace("I saw you at our window on Tuesday! ", "")


def test_a_wrong_price_is_put_right_by_the_stores_own():
    verdict = mended("Dear Ada, the Aurora pendant in rose gold is GBP 890 and in stock.", (Kind.UNGROUNDED, "GBP 890"))

    assert verdict.rewrite == "Dear Ada, the Aurora pendant in rose gold is GBP 980 and in stock."
    assert "GBP 980" in (verdict.findings[0].better or "")


def test_a_greeting_that_is_too_warm_is_cooled():
    verdict = mended("My darling girl,\n\nThe Aurora pendant is here, GBP 980.\n\nTom", (Kind.OVERFAMILIAR, "My darling girl"))

    assert verdict.rewrite == "Dear Ada,\n\nThe Aurora pendant is here, GBP 980.\n\nTom"


def test_a_subject_is_mended_with_its_message():
    verdict = mended(
        "The Aurora pendant is here, GBP 980.", (Kind.MILESTONE, "Happy fortieth, Ada"), subject="Happy fortieth, Ada, from Tom"
    )

    assert verdict.rewrite_subject == "From Tom" or verdict.rewrite_subject == ""
    assert verdict.rewrite == "The Aurora pendant is here, GBP 980."


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (Kind.NO_VALUE, "Just checking in, come by!", NO_REASON),
        (Kind.SURVEILLANCE, "Saw you walk past today!", NOTHING_LEFT),
    ],
)
def test_where_there_is_no_better_wording_it_is_said_why(kind, text, why):
    verdict = mended(text, (kind, text))

    assert verdict.rewrite is None
    assert [(one.better, one.unmended) for one in verdict.findings] == [(None, why)]


def test_what_could_not_be_read_says_so_and_what_is_only_early_keeps_its_words():
    unread = Finding("readable", Kind.UNREADABLE, Severity.HOLD, "why")
    early = Finding("quiet_hours", Kind.QUIET_HOURS, Severity.HOLD, "why")

    verdict = reworded(CALM.message, Verdict(Decision.HOLD, (unread, early)), CALM.situation, lambda _: Verdict(Decision.SEND))

    assert [one.unmended for one in verdict.findings] == [NOT_READ, ""]


def test_no_rewrite_is_handed_out_that_does_not_pass():
    message, verdict = found("The pendant is here, GBP 980. I miss you so, my dear.", (Kind.OVERFAMILIAR, "I miss you so"))

    stubborn = Finding("r", Kind.PRESSURE, Severity.REVISE, "why", span=Span(0, 3))
    result = reworded(message, verdict, CALM.situation, lambda _: Verdict(Decision.REVISE, (stubborn,)))

    assert result.rewrite is None


@given(st.text("ab A.,;:!?€9\n-", max_size=120), st.integers(0, 119), st.integers(1, 40))
@settings(max_examples=300, deadline=None)
def test_any_words_can_be_taken_out_of_any_text(text, start, length):
    span = Span(start, min(len(text), start + length))

    edits = taken_out(text, [span])

    whole = list(sentences(text))
    assert all(edit.span in whole and edit.span.meets(span) for edit in edits)
    assert all(one.end <= other.start for one, other in pairwise(whole))
