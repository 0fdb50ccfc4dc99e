"""Who asks, read again for every handler: never from the browser, never from the token alone."""

from dataclasses import replace

import chainlit as cl
from sqlmodel import Session

from copilot.bootstrap import Shop
from copilot.chat.boundary import SignInEnded
from copilot.chat.language import spoken
from copilot.chat.tokens import signed_in_by
from copilot.domain.desk import Desk
from copilot.records.asking import desk_of


def desk_now(shop: Shop) -> Desk:
    """The desk of whoever sits behind this page, as the rows say at this moment."""
    token = cl.context.session.token
    with Session(shop.engine) as session:
        user = signed_in_by(session, token or "")
        if user is None:
            raise SignInEnded("Your sign-in has ended. Please sign in again.", key="sign_in_ended")
        desk = desk_of(session, user, shop.now())
        return replace(desk, language=user.language or spoken.get())
