"""The answer: what was looked up, said in order, or an honest "I find nothing about that"."""

from collections.abc import Callable, Sequence

from copilot.domain.source import Found
from copilot.models.builtin.answers import (
    book,
    buying,
    comparing,
    contact,
    how_we_know,
    knowing,
    lacking,
    matters,
    nearest,
    nothing,
    people,
    person,
    piece,
    returning,
    shop,
    unsaid,
)
from copilot.models.builtin.asking_for import by_number_alone
from copilot.models.builtin.hearing import Hearing, Person
from copilot.models.builtin.lexicon import plain
from copilot.models.builtin.parts import asks_several, only_tells, only_whether_known
from copilot.models.builtin.planning import Call, next_calls, not_yet, rest_words, wants_brief
from copilot.models.builtin.understanding import SMALL_TALK
from copilot.models.builtin.voice import Voice
from copilot.models.builtin.whom import asks_the_name, description


def answer(heard: Sequence[Hearing]) -> str:
    """The whole answer to the questions of one message, in their language, with a mark on each statement."""
    voice = Voice(heard[0].ask.language, heard[0].ask.today)
    for intent in SMALL_TALK:
        if heard[0].ask.intents == (intent,):
            return voice.say(intent)
    asking = _that_ask(_each_once(heard))
    told = [_sentences(one, voice) for one in asking]
    if len(told) > 1 and asking[1].choice is not None and asking[0].choice is None and not _any_marked(told[1:]):
        told = told[1:]  # who was described is no answer to what was asked of them
    sentences = [sentence for some in told for sentence in some]
    if any(f.data.get("degraded") for f in heard[0].found):
        sentences.append(voice.say("degraded"))
    return _joined(sentences)


def _that_ask(heard: list[Hearing]) -> list[Hearing]:
    """Without what only leads up to a question or says why: "she might want the loafers, what's her shoe size?"."""
    asking = [
        one
        for at, one in enumerate(heard)
        if not (only_tells(one.ask) or (at and only_whether_known(one.ask, heard[at - 1].ask)))
    ]
    return asking or heard


def _any_marked(told: Sequence[Sequence[str]]) -> bool:
    """Whether anything of it rests on something."""
    return any("[" in sentence for some in told for sentence in some)


def to_look_up(heard: Hearing) -> list[Call]:
    """The tools to call now: what the question's kind needs, or all about a client where that found nothing; else none."""
    calls = next_calls(heard)
    if calls or heard.failures or heard.doubt or not heard.clients or heard.ask.means("log_note", "card", "compare", "day"):
        return calls
    voice = Voice(heard.ask.language, heard.ask.today)
    everything = _takes_more(heard) or _open_to_all(heard, _told_of_clients(heard, voice))
    return not_yet(heard, nearest.gathering(heard)) if everything else []


def _takes_more(heard: Hearing) -> bool:
    """Whether something may be said beside what its kind of question finds; a sum that alone is asked for is whole."""
    ask = heard.ask
    if ask.means(*lacking.WHOLE, "avoid") or ask.of_said:
        return False
    return asks_several(heard.whole or ask.text) or bool((ask.intents or ask.attribute) and not ask.means(*lacking.SUMMED))


def _open_to_all(heard: Hearing, told: Sequence[str]) -> bool:
    """Whether everything known should be looked at: nothing says what kind of answer is wanted, or little of it was found."""
    if heard.ask.of_said and told:
        return False
    unsaid = all(intent in lacking.PERHAPS for intent in heard.ask.intents) and not heard.ask.attribute
    return unsaid or asks_the_name(heard.ask) or lacking.leaves_open(heard, told)


def _each_once(heard: Sequence[Hearing]) -> list[Hearing]:
    """The questions of a message; "how often did we write, and how many did she answer" is one of messages, and told once."""
    counted = [one for one in heard if one.ask.means("contacts") and one.ask.says("counting")]
    return [one for one in heard if one not in counted[1:]]


def _sentences(heard: Hearing, voice: Voice) -> list[str]:
    ask = heard.ask
    if heard.failures:
        return [voice.say("nothing_found")]
    if ask.means("day"):
        return book.day(heard, voice)
    if heard.named is not None and heard.named.data["empty"]:
        nobody = [voice.say("practice_client" if heard.named.data["practice"] else "no_clients_at_all")]
        if heard.unknown_name:
            return nobody
        return shop.house(heard, voice, closely=not heard.of_rule) or shop.products(heard, voice) or nobody
    if heard.doubt:
        return _choice(heard, voice)
    if heard.clients:
        return _about_clients(heard, voice)
    if ask.means("log_note"):
        return [voice.say("note_whom")]
    if by_number_alone(ask):
        return [voice.say("which_client")]
    if of_piece := piece.answer(heard, voice):
        return of_piece
    if heard.of("describe_client") and heard.tells_of_the_name:
        rule = (ask.means("house") or ask.leaning == "house" or shop.word_for_word(heard)) and not description(ask)["form"]
        fits = people.described(heard, voice, surely=rule)
        listed = heard.of("book")
        if not fits and listed and listed.data["clients"]:
            return knowing.in_the_store(heard, voice) or _who_is(heard, voice) or book.book(heard, voice)
        return fits or _about_the_shop(heard, voice) or people.described(heard, voice) or people.nobody(heard, voice)
    if heard.of("book"):
        return knowing.in_the_store(heard, voice) or _who_is(heard, voice) or book.book(heard, voice)
    return _about_the_shop(heard, voice) or _nobody(heard, voice)


def _about_clients(heard: Hearing, voice: Voice) -> list[str]:
    people = [_named(p, heard.found) for p in heard.clients]
    told = _told_of_clients(heard, voice)
    takes_more = bool(told) and _takes_more(heard)
    is_open = _open_to_all(heard, told) and not heard.ask.means("log_note")
    rows = [nearest.weighed(heard, one, voice) for one in people] if is_open or takes_more else []

    def of_each(quoted: Callable[[Person, Sequence[nearest.Near]], list[str]]) -> list[str]:
        named = (_by_name(p, quoted(p, own), heard, voice, alone=len(people) == 1) for p, own in zip(people, rows, strict=True))
        return [sentence for some in named for sentence in some]

    sentences = told
    if is_open:
        near = of_each(lambda one, own: nearest.beside(heard, one, told, own, voice))
        if not near and all(lacking.unanswered(heard, own, told) for own in rows):
            sentences = []
        sentences = near + sentences
        for one in heard.relatives_of if not sentences else ():
            sentences += nearest.beside(heard, one, [], nearest.weighed(heard, one, voice), voice)
    if takes_more and sentences:
        sentences = sentences + of_each(lambda _, own: nearest.as_likely(heard, sentences, own))
    return sentences or [nothing.nothing_about(heard, people[0].name or people[0].called, voice)]


def _told_of_clients(heard: Hearing, voice: Voice) -> list[str]:
    """What the kinds of question find about the clients meant; empty where they find nothing."""
    if heard.ask.means("compare") or (len(heard.clients) == 2 and heard.ask.means("spent")):
        compared = comparing.compared(heard, voice)
        if compared:
            return compared
    people = [_named(p, heard.found) for p in heard.clients]
    sentences = [s for one in people for s in _by_name(one, _about(one, heard, voice), heard, voice, alone=len(people) == 1)]
    return sentences or _told_of_relative(heard, voice)


def _told_of_relative(heard: Hearing, voice: Voice) -> list[str]:
    """What the client who was named told us of a relative about whom nothing is written: "Lena: 52"."""
    wanted = list(heard.ask.attribute or heard.ask.rest)
    if heard.ask.means("avoid"):  # before her husband nothing must be said that is hers to tell
        return [sentence for one in heard.relatives_of for sentence in unsaid.avoid(heard, one, voice)]
    return [
        sentence
        for one in heard.relatives_of
        for sentence in knowing.facts_on(heard, one, [*wanted, *(p.called or p.name for p in heard.clients[:1])], voice)
    ]


def _by_name(one: Person, sentences: list[str], heard: Hearing, voice: Voice, *, alone: bool) -> list[str]:
    """The sentences, the first with the name before it where it would not be clear of whom they speak."""
    clear = alone and not heard.ask.other_one and not heard.ask.of_relation
    if clear or not sentences or not one.name or any(one.name in sentence for sentence in sentences):
        return sentences
    return [voice.say("person", name=one.name, said=sentences[0]), *sentences[1:]]


def _about(one: Person, heard: Hearing, voice: Voice) -> list[str]:
    ask = heard.ask
    if ask.means("log_note"):
        proposal = heard.of("log_note", client_id=one.id)
        if proposal is None:
            return []
        return [voice.say("note_proposed" if proposal.data["text"] else "note_empty", name=one.name)]
    card = [voice.say("card_shown", name=one.name, mark=f"client {one.id}")] if heard.of("show_card", client_id=one.id) else []
    if card and ask.intents == ("card",):
        return card
    if wants_brief(ask, one):
        return person.brief(heard, one, voice)
    on_shelves = piece.beside(heard, one, voice)
    sentences = [
        *card,
        *(unsaid.avoid(heard, one, voice) if ask.means("avoid") else []),
        *person.answer(heard, one, voice),
        *([] if on_shelves or _asks_of_a_case(heard, one) else buying.answer(heard, one, voice)),
        *matters.answer(heard, one, voice),
        *on_shelves,
        *contact.answer(heard, one, voice),
        *(how_we_know.provenance(heard, one, voice) if ask.means("provenance") else []),
        *(knowing.latest_notes(heard, one, voice) if ask.means("notes") else []),
    ]
    if sentences and ask.means("consent", "appointments"):
        sentences += matters.mind(heard, one, voice)
    ungiven = ask.means("gifts") and not any(line.gift_for for f in heard.all_of("purchases") for line in f.data["lines"])
    if ask.says("why") and ask.means("returned"):
        return sentences + (returning.why_returned(heard, one, voice) or knowing.topic(heard, one, voice))
    if not sentences or ungiven or (ask.says("why") and not ask.means("provenance")):
        on_topic = knowing.topic(heard, one, voice)
        return sentences + on_topic
    if (rest_words(ask, one) or ask.attribute) and not ask.means("provenance", "avoid", "notes"):
        sentences += knowing.facts_on(heard, one, rest_words(ask, one), voice)
    return sentences


def _asks_of_a_case(heard: Hearing, one: Person) -> bool:
    """ "Will her own bangle be back from the workshop?" has words of buying, and asks nothing of it."""
    found = heard.of("purchases", client_id=one.id)
    return heard.ask.means("cases") and found is not None and not found.data["lines"]


def _about_the_shop(heard: Hearing, voice: Voice) -> list[str]:
    ask = heard.ask
    if ask.means("offtopic"):
        return []
    if pair := shop.compared(heard, voice):
        return pair
    if ask.means("arrivals", "stock", "price", "product") and not ask.means("house"):
        if shop.nothing_fits(heard) and (rule := shop.house(heard, voice, closely=True)):
            return rule
        return shop.a_rule_rather(heard, voice) or shop.products(heard, voice) or shop.house(heard, voice)
    if ask.means("house"):
        return shop.house(heard, voice) or (shop.products(heard, voice) if ask.leaning != "house" else [])
    if heard.unknown_name or _pronoun_of_nobody(heard):
        return []
    if ask.of_client:
        # A client was meant whom nobody named, unless the words name a piece of the catalogue or a rule of the house.
        return shop.pieces_named(heard, voice) or shop.house(heard, voice, closely=True)
    return (
        shop.pieces_named(heard, voice)
        or shop.house(heard, voice, closely=ask.leaning != "house")
        or knowing.in_the_store(heard, voice)
        or shop.products(heard, voice)
    )


def _pronoun_of_nobody(heard: Hearing) -> bool:
    """ "What is her ring size?" before anybody was named; a longer question may well be one about clients at large."""
    return heard.ask.pronoun and not heard.focus and len(heard.ask.about) <= 2


def _choice(heard: Hearing, voice: Voice) -> list[str]:
    choices = [voice.say("choice", name=p.name, hint=p.hint, id=p.id) for p in heard.doubt[:5]]
    if heard.named and heard.named.data["described"]:
        return [voice.say("described", list=voice.say("or").join(choices))]
    words = heard.doubt[0].words or heard.doubt[0].name
    known = [said for one in heard.doubt if (said := _known_of(one, heard, voice))]
    return [*known, voice.say("whom_ambiguous", n=len(heard.doubt), words=words, list="; ".join(choices))]


def _known_of(one: Person, heard: Hearing, voice: Voice) -> str:
    """What is asked of one of those who bear the very name, with whose it is; empty where it is not known."""
    bears = set(plain(one.words).split()) <= set(plain(one.name).split())
    facts = knowing.facts_on(heard, one, list(heard.ask.attribute), voice) if bears and heard.ask.attribute else []
    return voice.say("person", name=one.name, said=facts[0]) if facts else ""


def _who_is(heard: Hearing, voice: Voice) -> list[str]:
    """ "Who is Zorblax?" asks for a person, also where nobody is found of whom something like that is known."""
    listed = heard.of("book")
    nobody = listed is not None and not listed.data["clients"]
    return _nobody(heard, voice) if nobody and heard.ask.means("brief") and heard.unknown_name else []


def _nobody(heard: Hearing, voice: Voice) -> list[str]:
    if heard.unknown_name and (heard.ask.of_client or heard.unknown_as_name):
        return [voice.say("no_such_client", name=f"“{heard.unknown_name}”")]
    if heard.ask.of_client or _pronoun_of_nobody(heard):
        return [voice.say("which_client")]
    return [voice.say("nothing_found" if heard.ask.about else "not_understood")]


def _named(one: Person, found: tuple[Found, ...]) -> Person:
    """The person with a name, which a follow-up by pronoun gets from what was looked up."""
    if one.name:
        return one
    for f in found:
        if f.data.get("client_id") == one.id or f.data.get("id") == one.id:
            name = f.data.get("name", "")
            return Person(one.id, name, f.data.get("called") or name.split(" ")[0])
    return one


def _joined(sentences: list[str]) -> str:
    """Sentences in a row; lists on lines of their own; nothing said twice."""
    text = ""
    for sentence in dict.fromkeys(s.strip() for s in sentences if s and s.strip()):
        if not text:
            text = sentence
        elif "\n" in sentence or "\n" in text.rsplit("\n\n", 1)[-1]:
            text += "\n\n" + sentence
        else:
            text += " " + sentence
    return text
