"""A gateway of another kind: JSON, signed with HMAC-SHA256 over `X-Timestamp`, a dot and the body, in `X-Signature`."""

from typing import Annotated, Literal

from fastapi import APIRouter, HTTPException, Request, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from copilot.api.inbound.proving import signed_by_gateway
from copilot.api.inbound.reading import Porch
from copilot.bootstrap import Shop
from copilot.outreach.delivery import delivered
from copilot.outreach.replies import Incoming, take_in

_Id = Annotated[str, Field(min_length=1, max_length=500)]


class _Told(BaseModel):
    model_config = ConfigDict(extra="ignore", populate_by_name=True)


class _Message(_Told):
    type: Literal["message"]
    id: _Id
    channel: Literal["email", "sms", "whatsapp"]
    sender: str = Field(alias="from", min_length=3, max_length=320)
    text: str
    subject: str = Field("", max_length=1_000)
    in_reply_to: str = Field("", max_length=500)

    def incoming(self) -> Incoming:
        """Named apart from other gateways; a mailbox's own name of a letter stays, for answers name it."""
        named = self.id if self.channel == "email" and self.id.startswith("<") else f"gateway:{self.id}"
        return Incoming(named, self.channel, self.sender, self.text, " ".join(self.subject.split()), self.in_reply_to)


class _Status(_Told):
    type: Literal["status"]
    id: str = Field("", max_length=500)
    reference: str = Field("", max_length=500)
    status: Literal["accepted", "queued", "sent", "delivered", "read", "undelivered", "failed", "bounced"]
    code: str = Field("", max_length=100)


_BODY: TypeAdapter[_Message | _Status] = TypeAdapter(Annotated[_Message | _Status, Field(discriminator="type")])


def routes(shop: Shop) -> APIRouter:
    """/inbound/gateway"""
    router, porch = APIRouter(prefix="/inbound/gateway"), Porch(shop)

    @router.post("")
    async def told(request: Request) -> Response:
        secret = shop.settings.gateway_secret.get_secret_value()
        if not secret:
            raise HTTPException(404, "There is nothing here.")
        body = await porch.body(request)
        stamp, signature = (request.headers.get(name, "") for name in ("x-timestamp", "x-signature"))
        if not signed_by_gateway(secret, stamp, body, signature, shop.now().timestamp()):
            raise porch.refuse(request)
        try:
            one = _BODY.validate_json(body)
        except ValidationError as wrong:
            places = sorted({".".join(str(step) for step in error["loc"]) for error in wrong.errors()})
            raise HTTPException(400, f"This cannot be read: {', '.join(places) or 'the body'}.") from wrong
        if isinstance(one, _Message):
            incoming = one.incoming()
            await porch.rows(lambda session: take_in(session, incoming, shop.policy.now(), shop.now(), shop.hear).id)
        else:
            state, key = one.status, one.reference
            await porch.rows(
                lambda session: bool(delivered(session, state, shop.now(), gateway_id=one.id, key=key, code=one.code))
            )
        return Response(status_code=204)

    return router
