"""What became of our messages: one element of ``value.statuses`` becomes one :class:`~frontdesk.Receipt`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontdesk import Receipt, Status
from frontdesk_whatsapp.payload import PartUnreadable, moment, text, word

__all__ = ["read_status"]

_STATUSES = {
    "sent": Status.SENT,
    "delivered": Status.DELIVERED,
    "read": Status.READ,
    "played": Status.READ,  # a voice note was listened to
    "failed": Status.FAILED,
}


def read_status(status: Any, account: str) -> Receipt:
    """Read one status.

    :param status: cleaned.
    :param account: the ``phone_number_id`` that the message was sent from.
    :raises PartUnreadable: it is not what WhatsApp documents.
    """
    if not isinstance(status, Mapping):
        raise PartUnreadable("a status is not an object")
    message_id = word(status, "id")
    if message_id is None:
        raise PartUnreadable("a status has no id")
    stage = _STATUSES.get(text(status, "status"))
    if stage is None:
        raise PartUnreadable("a status says neither sent, delivered, read, played nor failed")
    code, title = _error(status) if stage is Status.FAILED else (None, None)
    return Receipt(
        channel="whatsapp",
        account=account,
        message_id=message_id,
        status=stage,
        at=moment(status, "timestamp"),
        reference=word(status, "biz_opaque_callback_data"),
        error_code=code,
        error=title,
    )


def _error(status: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Code and title of the first error. Its details may name the customer and are left where they are."""
    errors = status.get("errors")
    if not isinstance(errors, list) or not errors or not isinstance(errors[0], Mapping):
        return None, None
    return word(errors[0], "code", limit=20), text(errors[0], "title")[:200] or None
