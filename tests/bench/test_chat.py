"""The measurement of many conversations: what it counts, what it compares, and that it ends what it starts."""

import json

from typer.testing import CliRunner

from copilot.__main__ import app
from copilot.cli.bench_chat import Row, _compared, _row
from copilot.cli.bench_pages import Conversation, Heard
from tests.chat.served import Served


def test_the_bare_page_answers_every_conversation_and_the_command_ends_by_itself() -> None:
    given = "bench chat --pages bare --conversations 1,3 --questions 2 --pause 0 --json".split()

    ran = CliRunner().invoke(app, given)

    rows = [json.loads(line) for line in ran.output.splitlines() if line.startswith("{")]
    assert ran.exit_code == 0, ran.output
    assert [(r["conversations"], r["way"], r["answers"], r["errors"]) for r in rows] == [
        (1, "burst", 1, 0), (1, "paced", 2, 0), (3, "burst", 3, 0), (3, "paced", 6, 0)
    ]  # fmt: skip
    assert all(r["whole_p50"] >= r["first_p50"] > 0 for r in rows)


def test_what_cannot_be_measured_is_refused_in_a_sentence() -> None:
    page = CliRunner().invoke(app, ["bench", "chat", "--pages", "bare,golden"])
    numbers = CliRunner().invoke(app, ["bench", "chat", "--conversations", "1,many"])

    assert (page.exit_code, numbers.exit_code) == (1, 1)
    assert "There is no page golden; known are bare, instant, builtin." in page.output
    assert "--conversations takes numbers with commas between them" in numbers.output


async def test_an_error_that_is_shown_counts_as_one_and_an_answer_does_not(page: Served) -> None:
    cookies = "; ".join(f"{name}={value}" for name, value in page.sign_in("amara").cookies.items())
    conversation = Conversation(page.address, cookies)

    await conversation.open()
    answered = await conversation.ask("What does Ms Laurent like?")
    broken = await conversation.ask("please break")
    await conversation.close()

    assert (answered.trouble, broken.trouble) == ("", "answered with an error")
    assert 0 < answered.first <= answered.whole


def test_only_answers_are_timed_and_each_page_is_compared_with_the_bare_one_of_its_size() -> None:
    heard = [Heard(0.1, 0.2), Heard(0.3, 0.4), Heard(trouble="no answer within 120 seconds")]

    ours = _row("builtin", 3, "burst", heard, spent=0.5, unopened=1)
    [bare, compared] = _compared([Row("bare", 3, "burst", 3, 10, 10, 100, 100, 0, None), ours])

    assert (ours.answers, ours.errors, ours.processor_ms) == (2, 2, 250.0)
    assert (bare.times_bare, compared.times_bare) == (None, ours.whole_p50 / 100)
