"""A server at the other end of the wire, as well or as badly behaved as a test wants it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from frontdesk.pipeline.transport import Transport

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"

Serve = Callable[[socket.socket], None]


@dataclass
class Wire:
    """A server that does with its connections what the test says: the first one the first step, and so on.

    :ivar heard: the requests, as they came.
    """

    steps: list[Serve] = field(default_factory=list)
    heard: list[bytes] = field(default_factory=list)
    connections: int = 0
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/messages"

    def hear(self, connection: socket.socket) -> bytes:
        """Read one request."""
        data = b""
        while not data.endswith(b"body"):
            more = connection.recv(65_536)
            if not more:
                return b""
            data += more
        self.heard.append(data)
        return data

    def answers(self, connection: socket.socket) -> None:
        """As a good server does."""
        while self.hear(connection):
            connection.sendall(OK)

    def accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            step = self.steps[self.connections] if self.connections < len(self.steps) else self.answers
            self.connections += 1
            threading.Thread(target=self.serve, args=(step, connection), daemon=True).start()

    def serve(self, step: Serve, connection: socket.socket) -> None:
        with connection:
            try:
                step(connection)
            except OSError:
                return


@pytest.fixture
def wire() -> Iterator[Wire]:
    wire = Wire()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        wire.port = listener.getsockname()[1]
        thread = threading.Thread(target=wire.accept, args=(listener,))
        thread.start()
        yield wire
        listener.shutdown(socket.SHUT_RDWR)
    thread.join()


@pytest.fixture
def transport() -> Iterator[Transport]:
    transport = Transport(timeout=10.0)
    yield transport
    transport.close()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of localhost and graph.example that they have given themselves, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.DNSName("graph.example")]),
            critical=False,
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return path
