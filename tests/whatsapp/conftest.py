"""Webhook bodies, written after the documented formats."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ACCOUNT = "204190000000001"
PAYLOADS = Path(__file__).parent / "payloads"


@pytest.fixture
def payload() -> Callable[[str], bytes]:
    """The body of a webhook, by the name of its file."""
    return lambda name: (PAYLOADS / f"{name}.json").read_bytes()


@pytest.fixture
def webhook() -> Callable[..., dict[str, Any]]:
    """A webhook around messages and statuses of one account."""

    def build(*messages: Any, statuses: tuple[Any, ...] = ()) -> dict[str, Any]:
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "74950000000", "phone_number_id": ACCOUNT},
            "messages": list(messages),
            "statuses": list(statuses),
        }
        return {
            "object": "whatsapp_business_account",
            "entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}],
        }

    return build


@pytest.fixture
def text_message() -> Callable[..., dict[str, Any]]:
    """A text message as WhatsApp writes it."""

    def build(message_id: str = "wamid.1", body: str = "Hi", **fields: Any) -> dict[str, Any]:
        message = {
            "from": "79161234567",
            "id": message_id,
            "timestamp": "1795687200",
            "type": "text",
            "text": {"body": body},
        }
        return message | fields

    return build


@pytest.fixture
def encode() -> Callable[[Any], bytes]:
    """A body as it stands on the wire: escaped to ASCII."""
    return lambda document: json.dumps(document).encode()
