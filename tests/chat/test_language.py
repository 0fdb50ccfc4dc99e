"""In which language the page speaks: as chosen, else as the browser asks, else in English."""

import re

import pytest

from copilot.chat.language import language_for
from tests.chat.served import Served, chatting


@pytest.mark.parametrize(
    ("chosen", "accepted", "spoken"),
    [
        ("", "fr-CH,fr;q=0.9,en;q=0.8", "fr"),
        ("", "de-DE,it;q=0.7", "it"),
        ("", "de-DE,ja", "en"),
        ("", "", "en"),
        ("es", "fr-FR", "es"),
        ("xx", "fr-FR", "fr"),
    ],
)
def test_the_choice_goes_before_the_browser_and_english_comes_last(chosen: str, accepted: str, spoken: str) -> None:
    assert language_for(chosen, accepted) == spoken


@pytest.mark.parametrize(
    ("accepted", "lang", "refused"),
    [
        ("fr-FR,fr;q=0.9", "fr-FR", "Ce nom et ce mot de passe ne vont pas ensemble. Veuillez réessayer."),
        ("it-CH", "it", "Nome e password non corrispondono. Riprova."),
        ("pt-BR", "en-GB", "That name and password do not go together. Please try again."),
    ],
)
def test_before_a_sign_in_the_browser_decides(page: Served, accepted: str, lang: str, refused: str) -> None:
    visitor = page.visitor()
    visitor.headers["accept-language"] = accepted

    html = visitor.get("/login").text
    wrong = visitor.post("/login", data={"username": f"nobody-{lang}", "password": "not this"})

    assert f'<html lang="{lang}">' in html
    assert wrong.json()["detail"] == refused


async def test_a_language_that_is_chosen_holds_everywhere_from_then_on(page: Served) -> None:
    luca = page.sign_in("luca")
    luca.headers["accept-language"] = "en-GB"

    async with chatting(page, luca) as chat:
        await chat.choose(language="it")
        said = await chat.ask("x" * 5_000)
        told = chat.told
    html = luca.get("/").text
    first = luca.get("/project/settings", params={"language": "it"}).json()["chatProfiles"][0]
    async with chatting(page, luca) as chat:
        await chat.choose(language="browser")
    async with chatting(page, luca) as chat:
        back = await chat.ask("   ")

    assert said["output"].startswith("Sono 5.000 caratteri; ne leggo al massimo 4.000.")
    assert {"copilot": "reload"} in told
    assert '<html lang="it">' in html
    assert re.search(r'"send": "Invia"', html)
    assert first["markdown_description"].startswith("## Un saluto, Luca")
    assert back["output"].startswith("That was empty.")


async def test_a_style_note_that_somebody_writes_of_themselves_is_kept_and_shown_again(page: Served) -> None:
    luca = page.sign_in("luca")
    note = "Ciao e il nome, in chiusura A presto, breve."

    async with chatting(page, luca) as chat:
        await chat.choose(language="browser", voice=note)
    async with chatting(page, luca) as chat:
        shown = {one["id"]: one["initial"] for one in chat.settings}
        await chat.choose(language="browser", voice="")
    async with chatting(page, luca) as chat:
        emptied = {one["id"]: one["initial"] for one in chat.settings}

    assert (shown["voice"], emptied["voice"]) == (note, "")
