"""The same message in a chat model's words: it is given what may be said and nothing else."""

from dataclasses import dataclass
from hashlib import sha256

from langchain_core.language_models import BaseChatModel

from copilot.domain.message import Channel, Message
from copilot.domain.situation import Situation
from copilot.models.builtin.writing.composing import Brief, Written
from copilot.models.replied import name_of, subject_and_text
from copilot.models.trouble import FAILURES, trouble_of
from copilot.outreach.may_say import usable_facts
from copilot.prompts import fill

_LONGEST = 2_000  #: letters; what is longer is no message to a client


@dataclass(frozen=True)
class Asked:
    """What the model wrote, or why there is nothing."""

    subject: str = ""
    text: str = ""
    name: str = ""
    digest: str = ""  #: of what it was told
    trouble: str = ""

    @property
    def written(self) -> Written:
        """The words."""
        return Written(self.text, self.subject)


def by_model(
    model: BaseChatModel,
    brief: Brief,
    uses: tuple[str, ...],
    situation: Situation,
    *,
    change: str = "",
    before: Message | None = None,
) -> Asked:
    """The message in the model's words. Never raises for the model's failure: the built-in writer's words stand then."""
    told = fill(
        "draft",
        language=brief.language,
        channel=brief.channel.value,
        purpose=brief.purpose.value,
        occasion=brief.occasion.replace("_", " "),
        closeness=brief.closeness.value,
        associate=brief.me,
        client=brief.to.used_to if brief.to.by_first_name else f"{brief.to.title} {brief.to.family}".strip(),
        address="tu" if brief.familiar else "the formal form",
        voice=brief.manner.note or "(nothing noted)",
        material="\n".join(f"- {name.replace('_', ' ')}: {value}" for name, value in brief.filled.items()) or "(nothing)",
        facts=_facts(situation, uses),
        own_words=brief.own_words or "(nothing)",
        how=brief.how.replace("_", " ") or "no",
        change=change.replace("_", " ") or "none: write it anew",
        before=before.words if before else "(nothing yet)",
    )
    digest, name = sha256(told.encode()).hexdigest(), name_of(model)
    try:
        reply = model.invoke(told)
    except FAILURES as failure:
        return Asked(trouble=trouble_of(failure).words)
    subject, text = subject_and_text(reply)
    if not text or len(text) > _LONGEST:
        return Asked(trouble="The model's answer was no message.")
    return Asked(subject if brief.channel is Channel.EMAIL else "", text, name, digest)


def _facts(situation: Situation, uses: tuple[str, ...]) -> str:
    """What the message is about first; then a few other things that may be said."""
    can = usable_facts(situation, situation.now.date())
    chosen = sorted(can, key=lambda one: (one.id not in uses, -one.learned_on.toordinal()))[:12]
    lines = [f"- ({one.provenance.in_words}, {one.learned_on:%d %B %Y}) {' '.join(one.text.split())}" for one in chosen]
    return "\n".join(lines) or "(nothing)"
