"""Tables and charts on the page: made from plain values, kept with the conversation, shown again."""

import json

from tests.chat.scripted import RECEIPTS, SPENT
from tests.chat.served import Served, chatting


async def test_a_table_and_a_chart_are_shown_kept_for_their_owner_and_shown_again(page: Served) -> None:
    amara, luca = page.sign_in("amara"), page.sign_in("luca")

    async with chatting(page, amara) as chat:
        await chat.ask("Spent by year?")
        table, chart = chat.element(RECEIPTS.title), chat.element(SPENT.summary)
        beside = chat.element("Beside")
        thread_id = chat.thread_id
    async with chatting(page, amara, thread_id) as again:
        kept = {element["name"]: element["type"] for element in (again.resumed or {})["elements"]}

    rows = amara.get(table["url"])
    assert rows.headers["content-type"].startswith("text/plain")  # Chainlit's table breaks on anything else
    assert json.loads(rows.text)["data"] == [["1 May 2025", "£30", "purchase 1"], ["2 May 2026", "£20", "purchase 2"]]
    drawn = amara.get(chart["url"]).json()
    assert drawn["data"][0]["x"] == ["2025", "2026"]
    assert drawn["layout"]["paper_bgcolor"] == drawn["layout"]["plot_bgcolor"] == "rgba(0,0,0,0)"  # the theme's shows
    assert drawn["config"]["displayModeBar"] is False
    assert beside["props"]["charts"] == [SPENT.summary]
    assert beside["props"]["rows"] == ["[purchase 1]", "[purchase 2]"]
    assert beside["props"]["sources"]["[purchase 2]"]["body"] == "2 May 2026: a glove"
    assert luca.get(table["url"]).status_code == 404
    assert kept[RECEIPTS.title] == "dataframe"
    assert kept[SPENT.summary] == "plotly"


async def test_what_was_waited_for_is_gone_when_the_answer_is_there(page: Served) -> None:
    async with chatting(page, page.sign_in("amara")) as chat:
        await chat.ask("Spent by year?")
        thread_id = chat.thread_id
        waited = [m["name"] for m in chat.messages if "waiting" in m["name"]]
    async with chatting(page, page.sign_in("amara"), thread_id) as again:
        kept = [step["name"] for step in (again.resumed or {})["steps"]]

    assert waited == ["Still waiting for the language model…"]
    assert not [name for name in kept if "waiting" in name]
