"""Tables and charts beside an answer, as Chainlit's own elements; kept like everything else beside it."""

import json
from collections.abc import Sequence

import chainlit as cl
from chainlit.element import Element

from copilot.assistant.events import Chart, Table
from copilot.chat.marks import mark_in
from copilot.chat.words import say

#: Seen on light and on dark ground alike; letters and lines take the theme's colours in page.css.
_COLOURS = ("#3f8a70", "#a07c3c", "#4f7ea8", "#a8584f")


def elements_of(shown: Sequence[Table | Chart], language: str) -> list[Element]:
    """What the page shows of them, in their order."""
    return [_table(one, language) if isinstance(one, Table) else _chart(one) for one in shown]


def _table(table: Table, language: str) -> Element:
    from pandas import DataFrame  # late: the page must not wait for it at the start

    # As plain text: Chainlit's table reads JSON by itself, and its page breaks where the browser has done so already.
    columns = [*table.columns, say("exhibit", "source", language)]
    rows = [[*row, mark_in(mark, language)] for row, mark in zip(table.rows, table.marks, strict=True)]
    return cl.Dataframe(
        name=table.title, data=DataFrame(rows, columns=columns), display="inline", mime="text/plain; charset=utf-8"
    )


def _chart(chart: Chart) -> Element:
    from plotly.graph_objects import Bar, Figure  # late, as above

    clear = "rgba(0,0,0,0)"
    bars = [
        Bar(name=name, x=list(chart.along), y=list(values), marker={"color": colour})
        for (name, values), colour in zip(chart.series, _COLOURS, strict=False)
    ]
    several = len(chart.series) > 1
    layout = {
        "title": {"text": chart.title, "font": {"size": 14}},
        "yaxis": {"title": {"text": chart.unit}, "rangemode": "tozero"},
        "xaxis": {"type": "category"},
        "barmode": "group",
        "showlegend": several,
        "legend": {"orientation": "h", "y": -0.2},
        "height": 300,
        "margin": {"l": 60, "r": 10, "t": 40, "b": 40},
        "paper_bgcolor": clear,
        "plot_bgcolor": clear,
        "meta": {"summary": chart.summary},
    }
    element = cl.Plotly(name=chart.summary, figure=Figure(data=bars, layout=layout), display="inline")
    # The tools over the chart are no use at a counter, and have no names for a screen reader.
    element.content = json.dumps(json.loads(element.content) | {"config": {"displayModeBar": False, "responsive": True}})
    return element
