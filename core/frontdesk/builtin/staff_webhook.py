"""Tells staff by a POST to an address of the owner's choice, signed as Standard Webhooks are.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk.channels import HttpRequest
from frontdesk.handover import StaffAlert
from frontdesk.hookspecs import hookimpl
from frontdesk.notifiers import Notifier

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = ["StaffWebhook", "frontdesk_notifiers"]

_PREFIX = "whsec_"


class StaffWebhook(Notifier):
    """One POST for each conversation that was handed over."""

    name = "webhook"

    def wants(self, bot: Bot) -> bool:
        """Where the bot names an address."""
        return bot.definition.handover.notify is not None

    def request(self, alert: StaffAlert, bot: Bot, now: datetime) -> HttpRequest | None:
        """The conversation's id, why, since when, and the name that the customer goes by."""
        notify = bot.definition.handover.notify
        if notify is None:
            return None
        data = {
            "salon": alert.tenant_id,
            "conversation": alert.conversation_id,
            "channel": alert.channel,
            "reason": alert.reason.value,
            "customer": alert.customer,
        }
        told = {"type": "handover.started", "timestamp": alert.at.isoformat(timespec="seconds"), "data": data}
        body = json.dumps(told, ensure_ascii=False).encode()
        # The same id whenever it is told again: that is how the other side knows.
        number, moment = f"alert_{alert.id}", str(int(now.timestamp()))
        headers = {
            "content-type": "application/json",
            "webhook-id": number,
            "webhook-timestamp": moment,
            "webhook-signature": _signature(notify.secret, f"{number}.{moment}.".encode() + body),
        }
        return HttpRequest("POST", notify.url, headers, body)


def _signature(secret: str, content: bytes) -> str:
    digest = hmac.new(_key(secret), content, hashlib.sha256).digest()
    return f"v1,{base64.b64encode(digest).decode()}"


def _key(secret: str) -> bytes:
    """The bytes of a secret: Base64 after ``whsec_``, as other libraries take it; else just as it stands."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except binascii.Error:
            pass
    return secret.encode()


@hookimpl
def frontdesk_notifiers() -> Sequence[Notifier]:
    """The one that ``handover: {notify: ...}`` sets up."""
    return [StaffWebhook()]
