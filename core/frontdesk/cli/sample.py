"""A webhook to try things with, signed as WhatsApp signs it."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import shlex
from datetime import datetime

__all__ = ["sample_curl"]


def sample_curl(address: str, *, account: str, app_secret: str, text: str, at: datetime) -> str:
    """A command that posts one customer's message; pasting it again posts the same message again.

    :param address: of the server, without a trailing slash.
    :param account: the business's ``phone_number_id``.
    :param at: when the customer wrote it.
    """
    customer = f"7900{secrets.randbelow(10_000_000):07}"
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550000000", "phone_number_id": account},
        "contacts": [{"profile": {"name": "Лена"}, "wa_id": customer}],
        "messages": [
            {
                "from": customer,
                "id": f"wamid.{secrets.token_hex(12)}",
                "timestamp": str(int(at.timestamp())),
                "type": "text",
                "text": {"body": text},
            }
        ],
    }
    entry = {"id": "100000000000000", "changes": [{"field": "messages", "value": value}]}
    document = {"object": "whatsapp_business_account", "entry": [entry]}
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    signature = hmac.new(app_secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return (
        f"curl -i {address}/webhook -H 'content-type: application/json' \\\n"
        f"  -H 'x-hub-signature-256: sha256={signature}' \\\n"
        f"  --data-binary {shlex.quote(body)}"
    )
