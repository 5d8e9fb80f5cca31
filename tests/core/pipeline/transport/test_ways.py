"""Where requests go, and by which way."""

from __future__ import annotations

import socket
import ssl

import pytest

from frontdesk import HttpRequest, TransportError
from frontdesk.pipeline.transport import Transport
from frontdesk.pipeline.transport.proxies import Proxies

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


def request(url: str) -> HttpRequest:
    return HttpRequest("POST", url, {"authorization": "none"}, b"body")


def test_cookies_are_not_kept(transport, wire):
    def bake(connection: socket.socket) -> None:
        while wire.hear(connection):
            connection.sendall(OK.replace(b"\r\n\r\n", b"\r\nset-cookie: a=b\r\n\r\n"))

    wire.steps = [bake]
    for _ in range(2):
        transport.send(request(wire.url)).result(10)
    assert not [each for each in wire.heard if b"cookie" in each.lower()]


def test_a_proxy_is_for_the_world_outside(transport, wire, monkeypatch):
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{wire.port}")
    assert transport.send(request("http://graph.example/messages")).result(10).status == 200
    assert wire.heard[0].startswith(b"POST http://graph.example/messages HTTP/1.1\r\n")

    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert transport.send(request(wire.url)).result(10).status == 200
    assert wire.heard[1].startswith(b"POST /messages HTTP/1.1\r\n")


def test_answers_are_asked_for_as_they_are(transport, wire):
    transport.send(request(wire.url)).result(10)
    assert b"accept-encoding: identity\r\n" in wire.heard[0].lower()


@pytest.fixture
def encrypted(wire, certificate):
    """A step of the wire: what comes in is encrypted, and answered as by a good server."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def serve(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secure:
            wire.answers(secure)

    return serve


@pytest.mark.parametrize("known", [False, True])
def test_certificates_are_checked(wire, encrypted, certificate, monkeypatch, known):
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    wire.steps = [encrypted] * 3
    transport = Transport(timeout=10.0)
    url = f"https://localhost:{wire.port}/messages"
    if known:
        for _ in range(3):
            assert transport.send(request(url)).result(10).status == 200
        assert (len(wire.heard), wire.connections) == (3, 1)
    else:
        error = transport.send(request(url)).exception(10)
        assert isinstance(error, TransportError)
        assert not error.sent
        assert wire.heard == []
    transport.close()


def heads(connection: socket.socket) -> bytes:
    """Read up to the end of the headers, and nothing of what follows."""
    data = b""
    while not data.endswith(b"\r\n\r\n"):
        data += connection.recv(1)
    return data


@pytest.fixture
def outside(monkeypatch, wire) -> str:
    """The address of a server to which the wire is the proxy."""
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, f"http://us%40er:secret@127.0.0.1:{wire.port}")
    return "graph.example/messages"


def test_through_a_proxy_what_is_encrypted_stays_so(
    wire, encrypted, certificate, outside, monkeypatch, caplog
):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    asked = []

    def makes_way(connection: socket.socket) -> None:
        asked.append(heads(connection))
        connection.sendall(b"HTTP/1.0 200 Connection established\r\nconnection: close\r\n\r\n")
        encrypted(connection)

    wire.steps = [makes_way]
    transport = Transport(timeout=10.0)
    for _ in range(2):
        assert transport.send(request(f"https://{outside}")).result(10).status == 200
    transport.close()
    [way] = asked
    assert way.startswith(b"CONNECT graph.example:443 HTTP/1.1\r\nhost: graph.example:443\r\n")
    assert b"proxy-authorization: Basic dXNAZXI6c2VjcmV0\r\n" in way
    assert b"authorization: none" not in way
    for heard in wire.heard:
        assert heard.startswith(b"POST /messages HTTP/1.1\r\nhost: graph.example\r\n")
        assert b"proxy-authorization" not in heard
    assert (len(wire.heard), wire.connections) == (2, 1)
    assert "secret" not in caplog.text


@pytest.mark.parametrize(
    "answer",
    [b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n", b"SSH-2.0\r\n", b""],
    ids=["refused", "not HTTP", "closed"],
)
def test_a_proxy_that_makes_no_way_is_no_doubt(transport, wire, outside, answer):
    def refuses(connection: socket.socket) -> None:
        heads(connection)
        connection.sendall(answer)

    wire.steps = [refuses]
    error = transport.send(request(f"https://{outside}")).exception(10)
    assert isinstance(error, TransportError)
    assert not error.sent
    assert "127.0.0.1" not in str(error)


def test_a_proxy_that_sees_the_request_is_told_who_we_are(transport, wire, outside):
    assert transport.send(request(f"http://{outside}")).result(10).status == 200
    [heard] = wire.heard
    assert b"proxy-authorization: Basic dXNAZXI6c2VjcmV0\r\n" in heard
    assert b"\r\nauthorization: none\r\n" in heard


def test_a_name_is_looked_up_once_for_many_connections(wire, monkeypatch):
    """And the time of one that gives up does not end the lookup of the others."""
    lookups = []
    look_up = socket.getaddrinfo

    def note(host: str, *args: object, **more: object) -> object:
        lookups.append(host)
        return look_up("127.0.0.1" if host == "graph.example" else host, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", note)
    monkeypatch.setenv("no_proxy", "*")
    transport = Transport(timeout=10.0)
    sending = [transport.send(request(f"http://graph.example:{wire.port}/")) for _ in range(20)]
    assert all(each.result(10).status == 200 for each in sending)
    transport.close()
    assert wire.connections > 1
    assert lookups == ["graph.example"]


def test_a_proxy_may_be_named_without_a_scheme(monkeypatch):
    monkeypatch.setenv("https_proxy", "proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)

    assert Proxies().find("https://graph.example/v26.0") == "http://proxy.example:3128"


@pytest.fixture
def no_proxies(monkeypatch) -> None:
    """An environment that names none."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.mark.parametrize("variable", ["ALL_PROXY", "all_proxy"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_for_everything_is_for_what_has_none_of_its_own(no_proxies, monkeypatch, variable, scheme):
    monkeypatch.setenv(variable, "http://all.example:3128")
    assert Proxies().find(f"{scheme}://graph.example/") == "http://all.example:3128"

    monkeypatch.setenv(f"{scheme}_proxy", "http://own.example:3128")
    assert Proxies().find(f"{scheme}://graph.example/") == "http://own.example:3128"


def test_who_needs_no_proxy_has_none_for_everything_either(no_proxies, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", "socks5://all.example:1080")
    monkeypatch.setenv("NO_PROXY", ".example")
    assert Proxies().find("https://graph.example/") is None
    assert Proxies().find("https://localhost/") is None


def test_requests_take_the_way_of_the_proxy_for_everything(transport, wire, no_proxies, monkeypatch):
    monkeypatch.setenv("ALL_PROXY", f"http://127.0.0.1:{wire.port}")
    assert transport.send(request("http://graph.example/messages")).result(10).status == 200
    assert wire.heard[0].startswith(b"POST http://graph.example/messages HTTP/1.1\r\n")


def test_a_proxy_of_another_kind_is_refused_and_not_gone_round(transport, no_proxies, monkeypatch, caplog):
    monkeypatch.setenv("ALL_PROXY", "socks5h://us:secret@all.example:1080")
    for _ in range(3):
        error = transport.send(request("https://graph.example/messages")).exception(10)
        assert isinstance(error, TransportError)
        assert (str(error), error.sent) == ("UnsupportedProxy", False)
    [line] = caplog.messages
    assert line.startswith("ALL_PROXY names a proxy of the kind socks5h, which is not supported")
    assert "name one that speaks HTTP in HTTPS_PROXY" in line
    assert "secret" not in line
