"""A stand-in for the Graph API on loopback: takes replies, remembers each with its moment."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["Arrival", "Graph"]


@dataclass(slots=True)
class Arrival:
    """One request that came in.

    :ivar at: when, in seconds of the monotonic clock.
    :ivar reference: the sender's own name for it (``biz_opaque_callback_data``).
    :ivar quote: the customer's message that it answers.
    :ivar answered: whether our answer could be handed to a connection that was still open.
    """

    at: float
    number: int
    reference: str
    account: str
    to: str
    text: str
    quote: str
    answered: bool = False


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A sender that was killed hangs up."""


class Graph:
    """Listens as soon as it is made.

    :param slowest: seconds that an answer takes at most; each takes its own part of it.
    """

    def __init__(self, seed: int, *, slowest: float = 0.06) -> None:
        self.arrivals: list[Arrival] = []
        self.on_taken: Callable[[Arrival], None] = lambda arrival: None
        self._random = random.Random(seed)
        self._slowest = slowest
        self._changed = threading.Condition()
        self._server = _Server(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, name="graph", daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def await_arrivals(self, wanted: Callable[[list[Arrival]], bool], timeout: float) -> bool:
        """Wait until what came in is as it should be.

        :return: whether it is.
        """
        with self._changed:
            return self._changed.wait_for(lambda: wanted(self.arrivals), timeout)

    def _take(self, path: str, body: dict[str, Any]) -> tuple[Arrival, float]:
        with self._changed:
            arrival = Arrival(
                at=time.monotonic(),
                number=len(self.arrivals) + 1,
                reference=body["biz_opaque_callback_data"],
                account=path.split("/")[2],
                to=body["to"],
                text=_text(body),
                quote=body.get("context", {}).get("message_id", ""),
            )
            self.arrivals.append(arrival)
            self._changed.notify_all()
            return arrival, self._random.uniform(0, self._slowest)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        graph = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                arrival, delay = graph._take(self.path, body)
                graph.on_taken(arrival)
                time.sleep(delay)
                self._answer({"messages": [{"id": f"wamid.out-{arrival.number}"}]})
                arrival.answered = True

            def _answer(self, answer: dict[str, Any]) -> None:
                data = json.dumps({"messaging_product": "whatsapp", **answer}).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                self.wfile.flush()

            def log_message(self, *args: object) -> None:
                """Quiet."""

        return Handler


def _text(body: dict[str, Any]) -> str:
    if body["type"] == "text":
        return str(body["text"]["body"])
    return str(body["interactive"]["body"]["text"])
