"""Heads of webhooks: what is read here is understood as Hypercorn's parser understands it."""

from __future__ import annotations

import h11
import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from frontdesk.server.bodies import SMALL_BODY
from frontdesk.server.heads import end_of_head, may_be_webhook, read_head

PLAIN = (b"Host: desk", b"Content-Length: 3")


def head(*lines, first=b"POST /webhook HTTP/1.1"):
    return b"".join(line + b"\r\n" for line in (first, *(lines or PLAIN))) + b"\r\n"


@pytest.mark.parametrize("kind", [bytes, bytearray])
def test_a_head_is_read(kind):
    read = read_head(
        kind(
            head(
                *(
                    b"HOST: desk",
                    b"content-length:  17 ",
                    b"X-Signature:\tsha256=\xe4 b \t",
                    b"Empty:",
                ),
                first=b"POST /webhook/whats-app_2?a=b&c=%20? HTTP/1.1",
            )
        )
    )
    assert read.named == "whats-app_2"
    assert read.query == b"a=b&c=%20?"
    assert (read.size, read.lasting) == (17, True)
    assert read.headers == {
        "host": b"desk",
        "content-length": b"17",
        "x-signature": b"sha256=\xe4 b",
        "empty": b"",
    }


def test_the_path_may_name_no_channel():
    read = read_head(head())
    assert (read.named, read.query) == (None, b"")


@pytest.mark.parametrize(
    ("line", "lasting"),
    [(b"Connection: close", False), (b"Connection: Keep-Alive", True), (b"A: close", True)],
)
def test_who_asks_to_be_hung_up_on_is_heard(line, lasting):
    assert read_head(head(*PLAIN, line)).lasting is lasting


@pytest.mark.parametrize(
    "first",
    [
        b"GET /webhook HTTP/1.1",
        b"POST /webhooks HTTP/1.1",
        b"POST /webhook/ HTTP/1.1",
        b"POST /webhook/a/b HTTP/1.1",
        b"POST //webhook HTTP/1.1",
        b"POST /webhook/what%73app HTTP/1.1",
        b"POST /webhook?a#b HTTP/1.1",
        b"POST http://desk/webhook HTTP/1.1",
        b"POST /webhook HTTP/1.0",
        b"POST /webhook HTTP/2.0",
        b"POST /webhook http/1.1",
        b"POST  /webhook HTTP/1.1",
        b"POST /webhook HTTP/1.1 ",
        b"POST\t/webhook HTTP/1.1",
        b"POST /webhook?\xe4 HTTP/1.1",
        b"POST /webhook",
        b"\r\nPOST /webhook HTTP/1.1",
    ],
)
def test_another_first_line_is_hypercorns(first):
    assert read_head(head(first=first)) is None


@pytest.mark.parametrize(
    "lines",
    [
        (b"Content-Length: 3",),
        (b"Host: desk",),
        (*PLAIN, b"Host: other"),
        (*PLAIN, b"Content-Length: 3"),
        (*PLAIN, b"content-length: 4"),
        (b"Host: desk", b"Content-Length: 3, 3"),
        (b"Host: desk", b"Content-Length: +3"),
        (b"Host: desk", b"Content-Length: 0x3"),
        (b"Host: desk", b"Content-Length: -3"),
        (b"Host: desk", b"Content-Length: 3_0"),
        (b"Host: desk", b"Content-Length: \xb2"),
        (b"Host: desk", b"Content-Length:"),
        (b"Host: desk", b"Content-Length: %d" % (SMALL_BODY + 1)),
        (b"Host: desk", b"Content-Length: " + b"0" * 6),
        (b"Host: desk", b"Content-Length : 3"),
        (*PLAIN, b"Transfer-Encoding: chunked"),
        (*PLAIN, b"Transfer-Encoding: identity"),
        (*PLAIN, b"Expect: 100-continue"),
        (*PLAIN, b"Upgrade: h2c"),
        (*PLAIN, b"Connection: upgrade"),
        (*PLAIN, b"Connection: keep-alive, close"),
        (*PLAIN, b"Connection: keep-alive", b"Connection: close"),
        (*PLAIN, b"X: 1", b"x: 2"),
        (*PLAIN, b"X: 1", b" folded"),
        (*PLAIN, b"X: 1", b"\tfolded"),
        (*PLAIN, b"no colon"),
        (*PLAIN, b": no name"),
        (*PLAIN, b" X: 1"),
        (*PLAIN, b"X Y: 1"),
        (*PLAIN, b"X\xe4: 1"),
        (*PLAIN, b"X: a\0b"),
        (*PLAIN, b"X: a\rb"),
        (*PLAIN, b"X: a\nTransfer-Encoding: chunked"),
        (*PLAIN, b"X: a\x0bb"),
        (*PLAIN, b"X: a\x7fb"),
    ],
)
def test_unusual_headers_are_hypercorns(lines):
    assert read_head(head(*lines)) is None


def test_a_head_without_headers_is_hypercorns():
    assert read_head(b"POST /webhook HTTP/1.1\r\n\r\n") is None


def test_the_largest_body_is_read_here():
    assert read_head(head(b"Host: desk", b"Content-Length: %d" % SMALL_BODY)).size == SMALL_BODY


@pytest.mark.parametrize("begun", [b"", b"P", b"POST /web", b"POST /webhook", b"POST /webhook/x"])
def test_what_may_become_a_webhook_is_waited_for(begun):
    assert may_be_webhook(begun)
    assert may_be_webhook(bytearray(begun))


@pytest.mark.parametrize("begun", [b"GET", b"PUT /webhook", b"POST /admin", b"\r\n", b"PRI * HTTP/2.0"])
def test_what_cannot_become_one_is_not(begun):
    assert not may_be_webhook(begun)


@pytest.mark.parametrize(
    ("received", "end"),
    [
        (b"a\r\n\r\nb", 5),
        (b"a\n\nb", 3),
        (b"a\n\r\nb", 4),
        (b"a\r\n\nb", 4),
        (b"a\r\nb\r\n", None),
        (b"", None),
    ],
)
def test_the_end_of_a_head_is_found(received, end):
    assert end_of_head(received) == end


NAMES = st.sampled_from(
    [
        *(b"Host", b"host", b"Content-Length", b"CONTENT-LENGTH", b"Connection", b"Transfer-Encoding"),
        *(b"Expect", b"Upgrade", b"X", b"X-Signature", b"!#$%&'*+-.^_`|~", b"", b" X", b"X ", b"\xe4"),
    ]
)
VALUES = st.sampled_from(
    [
        *(b"desk", b"3", b"03", b"3,3", b"4", b"close", b"Close", b"keep-alive", b"chunked", b"h2c"),
        *(b"100-continue", b"a b", b"a\tb", b"\xe4", b"", b"a\0b", b"a\x01b", b"a\x0bb", b"a\r", b"a\n b"),
    ]
)
AROUND = st.sampled_from([b"", b" ", b"\t", b"  "])
ENDS = st.sampled_from([b"\r\n"] * 8 + [b"\n", b"\r", b"\r\n "])
ODD = st.tuples(NAMES, st.just(b":"), AROUND, VALUES, AROUND, ENDS).map(b"".join)
USUAL = st.sampled_from([b"Accept: */*\r\n", b"CONNECTION: Close\r\n", b"x-forwarded-for:10.0.0.1 \r\n"])
LINES = st.lists(st.one_of(USUAL, USUAL, ODD), max_size=4, unique=True)
FIRSTS = st.sampled_from(
    [b"POST /webhook HTTP/1.1\r\n"] * 4
    + [b"POST /webhook/whatsapp?a=b HTTP/1.1\r\n", b"POST /webhook HTTP/1.0\r\n", b"POST /webhook HTTP/1.1\n"]
)
NEEDED = st.sampled_from([b"Host: desk\r\nContent-Length: 3\r\n"] * 6 + [b"Host: desk\r\n", b""])
HEADS = st.tuples(FIRSTS, NEEDED, LINES.map(b"".join)).map(b"".join)


@hypothesis_settings(max_examples=500)
@given(begun=HEADS)
@example(begun=head()[:-2])
@example(begun=head(*PLAIN, b"Connection: CLOSE", b"X: 1")[:-2])
def test_what_is_read_here_hypercorns_parser_understands_alike(begun):
    whole = begun + b"\r\n"
    read = read_head(whole)
    if read is None:
        return
    connection = h11.Connection(h11.SERVER)
    connection.receive_data(whole + b"x" * read.size + b"POST")
    request = connection.next_event()
    body = b"".join(bytes(event.data) for event in iter(connection.next_event, h11.EndOfMessage()))

    assert end_of_head(whole) == len(whole)
    assert request.method == b"POST"
    assert request.target.partition(b"?")[2] == read.query
    assert dict(request.headers) == {name.encode(): value for name, value in read.headers.items()}
    assert len(request.headers) == len(read.headers)
    assert body == b"x" * read.size
    assert connection.trailing_data == (b"POST", False)
    assert (connection.their_state is h11.DONE) is read.lasting
