"""Where channels ask whether they may bring what happened."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from quart import Blueprint, Response, request
from quart.typing import ResponseReturnValue

from frontdesk.channels import WebhookRequest
from frontdesk.outage import Repeats
from frontdesk.problems import HttpProblem
from frontdesk.server.paths import DEFAULT_CHANNEL

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["webhook_routes"]

log = logging.getLogger(__name__)

_PATHS = ("/webhook", "/webhook/<channel>")


def webhook_routes(desk: Desk) -> Blueprint:
    """``/webhook`` and ``/webhook/<channel>``: GET for the subscription check."""
    routes = Blueprint("webhook", __name__)
    repeats = Repeats(log)

    async def handshake(channel: str = DEFAULT_CHANNEL) -> ResponseReturnValue:
        known = desk.channels.get(channel)
        if known is None:
            raise HttpProblem(404, "Not Found", "There is no such channel.")
        challenge = known.handshake(WebhookRequest(query=request.args.to_dict()))
        if challenge is None:
            line = "a subscription check of %s was refused: its verify token is not ours"
            repeats.tell(logging.WARNING, line, channel, kind=channel)
            raise HttpProblem(403, "Forbidden", "This is not the subscription that was asked for.")
        # Plain text: what a stranger can have us say must not be taken for a page.
        return Response(challenge, content_type="text/plain; charset=utf-8")

    for path in _PATHS:
        routes.add_url_rule(path, "handshake", handshake, methods=["GET"])
        # The door answers these before Quart sees them; here they are known as served.
        routes.add_url_rule(path, "door", _not_found, methods=["POST"])
    return routes


async def _not_found(channel: str = DEFAULT_CHANNEL) -> ResponseReturnValue:
    # An address that Quart reads as this one, and the door does not: nobody's whose webhooks are to be taken.
    raise HttpProblem(404, "Not Found", "Nothing is served at this address.")
