"""The bodies that WhatsApp posts."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from frontdesk_whatsapp.emulator.handset import Handset

__all__ = ["choice_webhook", "status_webhook", "text_webhook"]


def text_webhook(handset: Handset, message_id: str, at: datetime, text: str) -> bytes:
    """The customer wrote something."""
    return _message(handset, message_id, at, {"type": "text", "text": {"body": text}})


def choice_webhook(
    handset: Handset, message_id: str, at: datetime, *, choice: dict[str, str], row: bool, answers: str
) -> bytes:
    """The customer tapped a button or a row.

    :param answers: id of the message that offered it.
    """
    kind = "list_reply" if row else "button_reply"
    content = {
        "type": "interactive",
        "interactive": {"type": kind, kind: choice},
        "context": {"from": handset.account, "id": answers},
    }
    return _message(handset, message_id, at, content)


def status_webhook(
    account: str, message_id: str, at: datetime, *, status: str, recipient: str, reference: str
) -> bytes:
    """What became of a message of the business."""
    entry = {
        "id": message_id,
        "status": status,
        "timestamp": _seconds(at),
        "recipient_id": recipient,
        "biz_opaque_callback_data": reference,
        "pricing": {"billable": True, "pricing_model": "PMP", "category": "service", "type": "regular"},
    }
    return _envelope(account, {"statuses": [entry]})


def _message(handset: Handset, message_id: str, at: datetime, content: dict[str, Any]) -> bytes:
    message = {"from": handset.wa_id, "id": message_id, "timestamp": _seconds(at), **content}
    contact = {"profile": {"name": handset.name}, "wa_id": handset.wa_id}
    return _envelope(handset.account, {"contacts": [contact], "messages": [message]})


def _envelope(account: str, content: dict[str, Any]) -> bytes:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550000000", "phone_number_id": account},
        **content,
    }
    document = {
        "object": "whatsapp_business_account",
        "entry": [{"id": "100000000000000", "changes": [{"field": "messages", "value": value}]}],
    }
    # Escaped to ASCII, with "/" as "\/": as it comes from Meta, not in a friendlier form.
    return json.dumps(document).replace("/", "\\/").encode()


def _seconds(at: datetime) -> str:
    return str(int(at.timestamp()))
