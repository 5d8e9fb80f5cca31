"""Requests as they go over the wire."""

from __future__ import annotations

import pytest

from frontdesk import HttpRequest
from frontdesk.pipeline.transport.heads import Heads

URL = "https://graph.example/v26.0/1234/messages"


def written(url: str = URL, method: str = "POST", body: bytes = b"body", **headers: str) -> bytes:
    request = HttpRequest(
        method, url, {name.replace("_", "-"): value for name, value in headers.items()}, body
    )
    return Heads().find(request).message(body)


def test_a_request_line_headers_length_and_body():
    assert written(authorization="Bearer abc") == (
        b"POST /v26.0/1234/messages HTTP/1.1\r\n"
        b"host: graph.example\r\n"
        b"accept: */*\r\n"
        b"accept-encoding: identity\r\n"
        b"user-agent: frontdesk\r\n"
        b"authorization: Bearer abc\r\n"
        b"content-length: 4\r\n\r\nbody"
    )


def test_without_a_body_a_length_is_told_where_one_is_expected():
    assert written(body=b"").endswith(b"\r\ncontent-length: 0\r\n\r\n")
    bare = written(body=b"", method="GET")
    assert bare.endswith(b"\r\n\r\n")
    assert b"content-length" not in bare


def test_the_length_is_that_of_the_body_whatever_the_sender_says():
    assert written(Content_Length="17").count(b"ength") == 1
    with pytest.raises(ValueError, match="as it is"):
        written(Transfer_Encoding="chunked")


def test_what_the_sender_says_goes_before_what_is_said_for_it():
    message = written(Host="elsewhere", User_Agent="mine")
    assert b"\r\nhost: elsewhere\r\n" in message
    assert b"\r\nuser-agent: mine\r\n" in message
    assert message.count(b"host") == message.count(b"user-agent") == 1


@pytest.mark.parametrize(
    ("url", "line", "host"),
    [
        ("http://graph.example", b"POST / ", b"graph.example"),
        ("http://graph.example:80/", b"POST / ", b"graph.example"),
        ("https://graph.example:80/", b"POST / ", b"graph.example:80"),
        ("http://[::1]:8080/a", b"POST /a ", b"[::1]:8080"),
        ("http://Graph.Example/a?b=c&d=%20#e", b"POST /a?b=c&d=%20 ", b"graph.example"),
        ("http://graph.example/a b/%D0%B0/\u0430", b"POST /a%20b/%D0%B0/%D0%B0 ", b"graph.example"),
        ("http://\u043f\u0440\u0438\u043c\u0435\u0440.example/", b"POST / ", b"xn--e1afmkfd.example"),
    ],
)
def test_addresses(url, line, host):
    message = written(url)
    assert message.startswith(line + b"HTTP/1.1\r\nhost: " + host + b"\r\n")


def test_a_user_in_the_address_is_who_we_are():
    message = written("https://user:pass@graph.example/")
    assert b"\r\nauthorization: Basic dXNlcjpwYXNz\r\n" in message
    assert b"pass@" not in message


@pytest.mark.parametrize(
    "url", ["", "nonsense", "ftp://graph.example/", "http://", "http://a b/", "http://a\x7fb/", "http://a:b/"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(ValueError, match="not"):
        written(url)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x", "a\r\nhost: b"),
        ("x", "a\nb"),
        ("x", "a\0"),
        ("x y", "a"),
        ("x\r\ny", "a"),
        ("", "a"),
        ("x:", "a"),
    ],
)
def test_a_header_stays_in_its_line(name, value):
    with pytest.raises(ValueError, match="header"):
        Heads().find(HttpRequest("POST", URL, {name: value}))


def test_requests_that_differ_in_their_bodies_share_a_head():
    heads = Heads()
    first = heads.find(HttpRequest("POST", URL, {"authorization": "a"}, b"1"))
    assert heads.find(HttpRequest("POST", URL, {"authorization": "a"}, b"2")) is first
    assert heads.find(HttpRequest("POST", URL, {"authorization": "b"}, b"1")) is not first
    assert "authorization" not in repr(first)
