"""What Meta posts: signed webhooks, posted again until somebody says 200."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import threading
import time
from collections import Counter
from typing import Any

__all__ = ["SECRET", "Webhooks", "message", "status"]

SECRET = "crash-app-secret"
#: Seconds before it is posted again; Meta takes longer, and gives up after days.
_AGAIN = 0.25
#: Seconds that one try may take.
_LONGEST = 30.0


def message(account: str, sender: str, name: str, message_id: str, text: str) -> bytes:
    """A customer wrote something."""
    value = {
        "contacts": [{"profile": {"name": name}, "wa_id": sender}],
        "messages": [
            {
                "from": sender,
                "id": message_id,
                "timestamp": str(int(time.time())),
                "type": "text",
                "text": {"body": text},
            }
        ],
    }
    return _envelope(account, value)


def status(account: str, recipient: str, message_id: str, reference: str, word: str) -> bytes:
    """Word on a reply: ``sent``, ``delivered`` or ``read``."""
    value = {
        "statuses": [
            {
                "id": message_id,
                "status": word,
                "timestamp": str(int(time.time())),
                "recipient_id": recipient,
                "biz_opaque_callback_data": reference,
            }
        ]
    }
    return _envelope(account, value)


def _envelope(account: str, value: dict[str, Any]) -> bytes:
    metadata = {"display_phone_number": "15550001111", "phone_number_id": account}
    value = {"messaging_product": "whatsapp", "metadata": metadata, **value}
    entry = {"id": "1", "changes": [{"field": "messages", "value": value}]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


class Webhooks:
    """Posts to one address, over one connection for each thread.

    :ivar answers: how often each status came; 0 counts those that nobody answered.
    """

    def __init__(self, port: int) -> None:
        self.answers: Counter[int] = Counter()
        self._port = port
        self._own = threading.local()
        self._guard = threading.Lock()

    def deliver(self, body: bytes, give_up: threading.Event | None = None) -> float | None:
        """Post until it is acknowledged.

        :return: the moment of the 200, or None when told to give up before.
        """
        while give_up is None or not give_up.is_set():
            if self.post(body) == 200:
                return time.monotonic()
            time.sleep(_AGAIN)
        return None

    def post(self, body: bytes) -> int:
        """Post once.

        :return: the status of the answer, 0 when there was none.
        """
        signature = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}
        connection = self._connection()
        try:
            connection.request("POST", "/webhook", body, headers)
            response = connection.getresponse()
            response.read()
            answer = response.status
        except (OSError, http.client.HTTPException):
            connection.close()
            answer = 0
        with self._guard:
            self.answers[answer] += 1
        return answer

    def _connection(self) -> http.client.HTTPConnection:
        connection: http.client.HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_LONGEST)
            self._own.connection = connection
        return connection
