"""A server that behaves like the API of OpenAI, on a real socket: well, slowly, wrongly, or not at all."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

KEY = "sk-of-the-test"
NOTHING: Mapping[str, Any] = {
    "intents": [],
    "slots": {},
    "when": [],
    "choice": None,
    "refuses": False,
    "calls_off": False,
    "indifferent": False,
    "language": None,
}


@dataclass
class Request:
    """What was asked.

    :ivar question: the JSON of the last message: what the customer wrote, with what surrounds it.
    :ivar text: all of it, as it came over the wire.
    """

    body: Mapping[str, Any]
    text: str
    handler: BaseHTTPRequestHandler = field(repr=False)

    @property
    def question(self) -> Mapping[str, Any]:
        """What the customer wrote, with what surrounds it."""
        found: Mapping[str, Any] = json.loads(self.body["messages"][-1]["content"])
        return found


Behaviour = Callable[[Request], None]


def reads(usage: tuple[int, int] = (800, 40), *, cached: int = 0, **answer: Any) -> Behaviour:
    """Answers with a reading; what is left out is nothing."""
    return says(json.dumps({**NOTHING, **answer}), usage, cached=cached)


def says(
    content: str | None, usage: tuple[int, int] = (800, 40), *, cached: int = 0, **message: Any
) -> Behaviour:
    """Answers with any text."""
    finish = message.pop("finish_reason", "stop")
    payload = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "test",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, **message},
            }
        ],
        "usage": {
            "prompt_tokens": usage[0],
            "completion_tokens": usage[1],
            "total_tokens": sum(usage),
            "prompt_tokens_details": {"cached_tokens": cached},
        },
    }
    return sends(200, payload)


def sends(status: int, payload: object, **headers: str) -> Behaviour:
    """Answers with a status and JSON, or bytes as they are."""
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()

    def behave(request: Request) -> None:
        request.handler.send_response(status)
        for name, value in {"content-type": "application/json", **headers}.items():
            request.handler.send_header(name.replace("_", "-"), value)
        request.handler.send_header("content-length", str(len(data)))
        request.handler.end_headers()
        request.handler.wfile.write(data)

    return behave


def error(status: int, code: str = "", **headers: str) -> Behaviour:
    """Refuses, as the API does."""
    return sends(status, {"error": {"message": "no", "type": "test", "code": code or None}}, **headers)


def slowly(seconds: float, then: Behaviour) -> Behaviour:
    """Takes its time first."""

    def behave(request: Request) -> None:
        time.sleep(seconds)
        then(request)

    return behave


def trickles(seconds: float, status: int = 200, every: float = 0.05) -> Behaviour:
    """Sends a byte now and then: no single read takes long."""

    def behave(request: Request) -> None:
        request.handler.send_response(status)
        request.handler.send_header("content-type", "application/json")
        request.handler.send_header("content-length", "100000")
        request.handler.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            request.handler.wfile.write(b" ")
            request.handler.wfile.flush()
            time.sleep(every)
        request.handler.close_connection = True

    return behave


def resets(request: Request) -> None:
    """Hangs up in the middle, with a reset."""
    connection: socket.socket = request.handler.connection
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()
    request.handler.close_connection = True


class OpenAiServer:
    """The server.

    :ivar behaviour: what it does with a request; those in ``script`` come first.
    :ivar requests: all that were made.
    """

    def __init__(self) -> None:
        self.behaviour: Behaviour = reads()
        self.script: list[Behaviour] = []
        self.requests: list[Request] = []
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                text = self.rfile.read(int(self.headers["content-length"])).decode()
                request = Request(json.loads(text), text, self)
                try:
                    owner._serve(request, self.path, self.headers.get("authorization", ""))
                except OSError:
                    self.close_connection = True

            def log_message(self, format: str, *args: object) -> None:
                """Nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.block_on_close = False
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Where it is, as ``OPENAI_BASE_URL`` has it."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def last(self) -> Request:
        """The last request."""
        return self.requests[-1]

    def close(self) -> None:
        """Stop it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _serve(self, request: Request, path: str, authorization: str) -> None:
        self.requests.append(request)
        if path != "/v1/chat/completions":
            error(404)(request)
        elif authorization != f"Bearer {KEY}":
            error(401, "invalid_api_key")(request)
        else:
            behave = self.script.pop(0) if self.script else self.behaviour
            behave(request)
