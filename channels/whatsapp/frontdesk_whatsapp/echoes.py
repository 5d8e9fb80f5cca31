"""What the business's own people write: one element of ``value.message_echoes``.

Only where a number is used in the WhatsApp Business app and through the API at once ("coexistence"), and only
what was written in the app: what we send does not come back. The webhook smb_message_echoes, as documented in
October 2025.
"""

from __future__ import annotations

from typing import Any

from frontdesk import STAFF, Inbound
from frontdesk_whatsapp.inbound import content, kind_of
from frontdesk_whatsapp.payload import PartUnreadable, moment, word

__all__ = ["read_echo"]

#: What says nothing to the customer that was not said before.
_SILENT = frozenset({"reaction", "edit", "revoke"})


def read_echo(echo: Any, account: str) -> Inbound | None:
    """Read one message of staff.

    :param echo: cleaned.
    :param account: the ``phone_number_id`` it was sent from.
    :return: None where it takes nothing over: a reaction, or a message that was changed or deleted.
    :raises PartUnreadable: it is not what WhatsApp documents.
    """
    if not isinstance(echo, dict):
        raise PartUnreadable("an echo is not an object")
    kind = kind_of(echo, "an echo")
    if kind in _SILENT:
        return None
    message_id = word(echo, "id")
    if message_id is None:
        raise PartUnreadable("an echo has no id")
    # With a plus, unlike the ids of customers who write.
    to = (word(echo, "to") or "").removeprefix("+") or word(echo, "to_user_id")
    if to is None:
        raise PartUnreadable("an echo has no recipient")
    _, body, _ = content(echo, kind)
    return Inbound(
        channel="whatsapp",
        account=account,
        message_id=message_id,
        contact=to,
        sent_at=moment(echo, "timestamp"),
        kind=STAFF,
        text=body,
        raw=echo,
    )
