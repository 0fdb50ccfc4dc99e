"""Rules and pieces asked about in passing: a rule where no piece fits, and names of pieces before what they are made of."""

from tests.assistant.conftest import TalkAs


async def test_a_rule_is_told_where_the_catalogue_has_nothing_like_it(talk: TalkAs) -> None:
    answer = await talk("amara").ask(
        "She was given it as a present with a gift receipt without the price. How long can she swap it?"
    )

    assert "60 days" in answer.text


async def test_what_names_a_piece_goes_before_what_it_is_made_of(talk: TalkAs) -> None:
    answer = await talk("luca").ask("Somebody wants the hand-wound chronograph today. Is there one anywhere in the house?")

    assert "Quai 40 Chronograph" in answer.text
    assert "Canut" not in answer.text


async def test_the_dearer_of_two_pieces_is_told_in_any_order_of_words(talk: TalkAs) -> None:
    answer = await talk("weiling").ask("Which is dearer here in London, the messenger or the chalk Fourvière 25?")

    assert answer.text.index("Fourvière 25, Craie costs more") == 0


async def test_a_town_in_another_tongue_is_nobody_s_name(talk: TalkAs) -> None:
    answer = await talk("luca").ask("Il bracciale rigido in oro bianco quanto viene, e qui a Parigi l'abbiamo?")

    assert "Séverine Bangle, White gold" in answer.text
    assert "parigi" not in answer.text


async def test_a_small_piece_is_the_one_whose_name_says_so(talk: TalkAs) -> None:
    answer = await talk("amara").ask("do we have the aubrac tote in a small size in the shop and which colours")

    assert "Aubrac Mini Tote" in answer.text
    assert "Aubrac Tote" not in answer.text


async def test_somebody_in_general_gets_the_rule_and_changes_nothing(talk: TalkAs) -> None:
    answer = await talk("amara").ask(
        "customer wants the zip on her bag replaced, what'll that set her back here and how many weeks"
    )

    assert "£95" in answer.text
    assert "4 weeks" in answer.text


async def test_what_no_section_speaks_of_is_refused(talk: TalkAs) -> None:
    answer = await talk("tom").ask("what's our rule on lending pieces to film productions")

    assert answer.refused


async def test_a_rule_is_told_that_hardly_shares_a_word_with_the_question(talk: TalkAs) -> None:
    answer = await talk("amara").ask("what happens with a repair nobody collects?")

    assert "90 days" in answer.text


async def test_words_of_a_rule_describe_nobody(talk: TalkAs) -> None:
    answer = await talk("amara").ask("quiet hour with no music?")

    assert "10:30" in answer.text
