"""What one could ask next."""

from copilot.assistant.counter import Counter
from copilot.domain.wording import fold
from copilot.models.builtin.understanding import Ask
from copilot.models.builtin.voice import Voice

_AFTER = {
    "brief": ("bought", "last_visit", "spent"),
    "open": ("cases", "promises"),
    "avoid": ("avoid",),
    "consent": ("consent", "contacts"),
}
_OF_THE_DAY = ("today", "owed", "unseen", "arrived")
MOST = 3


def suggestions(ask: Ask, client: str, counter: Counter) -> tuple[str, ...]:
    """Up to three next questions: about the client in hand, else about the day."""
    voice = Voice(ask.language, counter.today)
    if client:
        kinds = [
            kind
            for kind, intents in (*_AFTER.items(), ("bought", ("bought", "last_visit")))
            if not ask.means(*intents) and not ask.means(kind)
        ]
        return tuple(voice.say(f"suggest.{kind}", called=client) for kind in kinds[:MOST])
    if not counter.scope.sees_clients:
        return (voice.say("suggest.arrived"),)
    asked = fold(ask.text).strip("?¿!. ")
    day = [words for kind in _OF_THE_DAY if fold(words := voice.say(f"suggest.{kind}")).strip("?¿!. ") != asked]
    return tuple(day[:MOST])
