"""A source shows its own words, as words."""

from datetime import date

import pytest
from markdown_it import MarkdownIt

from copilot.chat.panel import as_text, card, panel, without_links
from copilot.domain.provenance import Provenance
from copilot.domain.source import Source

PLANTED = [
    "![x](https://evil.example/p.png)",
    "[tap here](javascript:alert(1))",
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "# Heading\n\n> quote\n\n- list\n\n1. one\n\n    code\n\n```js\nrun()\n```",
    "**bold** _soft_ `code` ~~gone~~ | a | b |\n|---|---|",
    "[ref]: https://evil.example\n\n[ref]",
    "www.evil.example and HTTPS://evil.example and mail <me@evil.example>",
    "Title\n=====\n\nother\n-----",
    "&lt;b&gt; &amp; :::note\ninside\n:::",
]


@pytest.mark.parametrize("words", PLANTED)
def test_a_clients_words_are_never_formatting(words: str) -> None:
    parser = MarkdownIt("commonmark", {"html": True, "linkify": False}).enable(["table", "strikethrough"])

    tokens = [t for block in parser.parse(as_text(words)) for t in (block, *(block.children or []))]

    kinds = {t.type for t in tokens}
    assert kinds <= {"paragraph_open", "paragraph_close", "inline", "text", "text_special", "hardbreak", "softbreak"}
    shown = "".join(t.content for t in tokens if t.type in ("text", "text_special"))
    assert "".join(shown.replace("\u2060", "").split()) == "".join(words.split())


def test_an_answer_keeps_its_emphasis_and_marks_but_no_links() -> None:
    answer = "**Rose gold** [note 12], see [here](https://evil.example) ![p](x.png) <b>now</b> [note 3]"

    shown = without_links(answer)

    html = MarkdownIt("commonmark", {"html": True}).render(shown)
    assert "<strong>Rose gold</strong> [note 12]" in html
    assert "<a" not in html
    assert "<img" not in html
    assert "<b>" not in html


def test_the_panel_says_when_by_whom_and_how_we_know_it() -> None:
    source = Source("note", "12", "Note about Ms Laurent", "Her *sister* mentioned it.", on=date(2026, 9, 3), author="Amara Osei")
    known = Source("fact", "3", "Health", "x", provenance=Provenance.THIRD_PARTY, do_not_mention=True)

    assert panel(source) == (
        "### Note about Ms Laurent\n\nNote · 3 September 2026 · by Amara Osei\n\n---\n\nHer \\*sister\\* mentioned it\\."
    )
    assert "We know this because: **third party**" in panel(known)
    assert "not to be mentioned" in panel(known)
    assert card(source, "fr")["on"] == "3 septembre 2026"
    assert (card(known)["careful"], card(known)["hush"]) == (True, True)
