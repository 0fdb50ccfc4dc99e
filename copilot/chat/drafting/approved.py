"""How a draft stands with WhatsApp, where that takes only approved texts: which words of it may change, or that it is none."""

from datetime import datetime

from sqlmodel import Session

from copilot.chat.words import say, words
from copilot.domain.message import Channel
from copilot.domain.policy import Policy
from copilot.domain.whatsapp import template_of
from copilot.outreach.approved_texts import only_approved, refused_now
from copilot.records.drafts import Draft


def refused_shown(session: Session, draft: Draft, policy: Policy, now: datetime, language: str) -> str:
    """Why WhatsApp would not take it now; empty where it would."""
    why = refused_now(session, draft, policy, now)
    return words("drafting", language)[f"because_{why}"] if why else ""


def approved_shown(session: Session, draft: Draft, policy: Policy, now: datetime, language: str) -> str:
    """What stands under an approved text; empty where it is none, or where free words may go."""
    if not only_approved(session, draft.client_id, Channel(draft.channel), policy, now):
        return ""
    filled = template_of(draft.text, policy.sending.templates)
    if filled is None or not filled.template.approved:
        return ""
    changing = ", ".join(say("drafting", "approved_word", language, word=one) for one in filled.words.values())
    return say("drafting", "approved_words", language, words=changing) if changing else words("drafting", language)["approved"]
