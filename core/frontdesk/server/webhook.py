"""Where channels bring what happened: verified, written down, and only then acknowledged."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from quart import Blueprint, Response, request
from quart.typing import ResponseReturnValue

from frontdesk.channels import WebhookRequest
from frontdesk.errors import Overloaded, SignatureInvalid
from frontdesk.problems import HttpProblem

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.pipeline.intake import Intake

__all__ = ["webhook_routes"]

log = logging.getLogger(__name__)

#: The channel at /webhook itself; others are at /webhook/<channel>.
_DEFAULT_CHANNEL = "whatsapp"
#: Bytes. Smaller bodies are verified and parsed right here, which is quicker than waking a thread.
_SMALL = 64 * 1024
#: Seconds. Past this a caller is told to try again; what was written after all is not written twice.
_PATIENCE = 10.0


def webhook_routes(desk: Desk, intake: Intake) -> Blueprint:
    """``/webhook`` and ``/webhook/<channel>``: GET for the subscription check, POST for what happened."""
    routes = Blueprint("webhook", __name__)

    @routes.get("/webhook")
    @routes.get("/webhook/<channel>")
    async def handshake(channel: str = _DEFAULT_CHANNEL) -> ResponseReturnValue:
        known = desk.channels.get(channel)
        if known is None:
            raise HttpProblem(404, "Not Found", "There is no such channel.")
        challenge = known.handshake(WebhookRequest(query=request.args.to_dict()))
        if challenge is None:
            log.warning("a subscription check of %s was refused: its verify token is not ours", channel)
            raise HttpProblem(403, "Forbidden", "This is not the subscription that was asked for.")
        # Plain text: what a stranger can have us say must not be taken for a page.
        return Response(challenge, content_type="text/plain; charset=utf-8")

    @routes.post("/webhook")
    @routes.post("/webhook/<channel>")
    async def receive(channel: str = _DEFAULT_CHANNEL) -> ResponseReturnValue:
        if channel not in desk.channels:
            raise HttpProblem(404, "Not Found", "There is no such channel.")
        webhook = await _read()
        try:
            await _accept(intake, channel, webhook)
        except SignatureInvalid:
            log.warning("a webhook of %s was refused: its signature is missing or wrong", channel)
            raise HttpProblem(401, "Unauthorized", "The signature is missing or wrong.") from None
        # Also what cannot be read: it is in quarantine, and anything but 200 would bring it back for a week.
        return {"status": "ok"}

    return routes


async def _read() -> WebhookRequest:
    body: bytes = await request.get_data(cache=False, as_text=False, parse_form_data=False)
    headers = {name.decode("latin-1").lower(): value for name, value in request.scope["headers"]}
    return WebhookRequest(body=body, headers=headers, query=request.args.to_dict())


async def _accept(intake: Intake, channel: str, webhook: WebhookRequest) -> None:
    """Return once it is on disk."""
    if len(webhook.body) <= _SMALL:
        written = intake.receive(channel, webhook)
    else:
        written = await asyncio.to_thread(intake.receive, channel, webhook)
    try:
        await asyncio.wait_for(asyncio.wrap_future(written), _PATIENCE)
    except TimeoutError:
        raise Overloaded(f"a webhook was not written within {_PATIENCE:.0f} s") from None
