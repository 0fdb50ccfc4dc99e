"""A gateway in Twilio's documented form: clients' texts and WhatsApp messages, and what became of ours.

Form: twilio.com/docs/messaging/guides/webhook-request; signature: twilio.com/docs/usage/security.
"""

from urllib.parse import parse_qsl

from fastapi import APIRouter, HTTPException, Request, Response

from copilot.api.inbound.proving import signed_by_twilio
from copilot.api.inbound.reading import Porch
from copilot.bootstrap import Shop
from copilot.domain.message import Channel
from copilot.outreach.delivery import delivered
from copilot.outreach.replies import Incoming, take_in

_NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
_WHATSAPP = "whatsapp:"


def routes(shop: Shop) -> APIRouter:
    """/inbound/twilio"""
    router, porch, settings = APIRouter(prefix="/inbound/twilio"), Porch(shop), shop.settings

    async def signed(request: Request) -> dict[str, str]:
        token = settings.twilio_token.get_secret_value()
        if not token or not settings.twilio_account:
            raise HTTPException(404, "There is nothing here.")
        body = await porch.body(request)
        try:
            form = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=200)
        except ValueError as broken:
            raise HTTPException(400, "This is not a form.") from broken
        if not signed_by_twilio(token, _address(request), form, request.headers.get("x-twilio-signature", "")):
            raise porch.refuse(request)
        told = dict(form)
        if told.get("AccountSid", settings.twilio_account) != settings.twilio_account:
            raise porch.refuse(request)
        return told

    def _address(request: Request) -> str:
        """The address as the gateway was given it; behind a proxy ours is another."""
        home = settings.public_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
        return f"{home}{request.url.path}" + (f"?{request.url.query}" if request.url.query else "")

    @router.post("")
    async def message(request: Request) -> Response:
        incoming = _incoming(await signed(request))
        await porch.rows(lambda session: take_in(session, incoming, shop.policy.now(), shop.now(), shop.hear).id)
        return Response(_NOTHING_TO_SAY, media_type="text/xml")

    @router.post("/status")
    async def status(request: Request) -> Response:
        told = await signed(request)
        sid, state, code = (told.get(name, "") for name in ("MessageSid", "MessageStatus", "ErrorCode"))
        key = request.query_params.get("reference", "")
        await porch.rows(lambda session: bool(delivered(session, state, shop.now(), gateway_id=sid, key=key, code=code)))
        return Response(status_code=204)

    return router


def _incoming(told: dict[str, str]) -> Incoming:
    sid, sender = told.get("MessageSid") or told.get("SmsSid", ""), told.get("From", "")
    if not sid or not sender:
        raise HTTPException(400, "MessageSid and From are missing.")
    by_whatsapp = sender.startswith(_WHATSAPP)
    media = int(count) if (count := told.get("NumMedia", "0")).isdecimal() else 0
    text = "\n".join(part for part in (told.get("Body", ""), f"\N{PAPERCLIP} {media}" if media else "") if part)
    return Incoming(
        gateway_id=sid,
        channel=(Channel.WHATSAPP if by_whatsapp else Channel.SMS).value,
        sender=sender.removeprefix(_WHATSAPP),
        text=text,
        in_reply_to=told.get("OriginalRepliedMessageSid", ""),
    )
