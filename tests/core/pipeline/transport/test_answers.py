"""Reading answers, however they are framed and cut into pieces."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk import HttpResponse
from frontdesk.pipeline.transport.answers import LARGEST_ANSWER, AnswerReader


def reader(*, bare: bool = False) -> AnswerReader:
    reader = AnswerReader()
    reader.expect(bare=bare)
    return reader


def sized(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nX-Y: Z\r\ncontent-length: %d\r\n\r\n%b" % (len(body), body)


def chunked(body: bytes) -> bytes:
    chunks = [body[at : at + 7] for at in range(0, len(body), 7)]
    data = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    head = b"HTTP/1.1 200 OK\r\nX-Y: Z\r\ntransfer-encoding: chunked\r\n\r\n"
    return head + data + b"0\r\nx-y: trailer\r\n\r\n"


def unframed(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nX-Y: Z\r\n\r\n" + body


@given(
    st.binary(max_size=60),
    st.sampled_from([sized, chunked, unframed]),
    st.lists(st.integers(min_value=1, max_value=40)),
    st.sampled_from([b"", b"HTTP/1.1 100 Continue\r\n\r\n"]),
)
def test_however_it_is_framed_and_cut_it_is_the_same_answer(body, framed, cuts, before):
    data, answer, subject = before + framed(body), None, reader()
    for length in [*cuts, len(data)]:
        piece, data = data[:length], data[length:]
        if piece:
            assert answer is None
            answer = subject.feed(memoryview(piece))
    if framed is unframed:
        assert answer is None
        answer = subject.end()
    assert isinstance(answer, HttpResponse)
    assert (answer.status, answer.headers["x-y"], answer.body) == (200, "Z", body)
    assert subject.reusable is (framed is not unframed)


@given(st.binary(max_size=40), st.sampled_from([sized, chunked]), st.data())
def test_half_of_it_is_none(body, framed, data):
    whole = framed(body)
    subject = reader()
    half = whole[: data.draw(st.integers(min_value=0, max_value=len(whole) - 1))]
    assert subject.feed(half) is None
    with pytest.raises(EOFError):
        subject.end()


def test_one_after_the_other():
    subject = reader()
    for body in (b"a", b"bc", b""):
        subject.expect(bare=False)
        answer = subject.feed(sized(body))
        assert answer is not None
        assert answer.body == body
        assert subject.reusable


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\ncontent-length: 0\r\n\r\n",
        sized(b"ok") + b"H",
        sized(b"ok") + sized(b"another"),
        sized(b"ok") + b"\0 what is this",
    ],
)
def test_what_spoils_the_connection_leaves_the_answer_as_it_is(answer):
    subject = reader()
    found = subject.feed(answer)
    assert found is not None
    assert found.status == 200
    assert not subject.reusable


def test_a_bare_answer_ends_with_its_headers():
    subject = reader(bare=True)
    for _ in range(2):
        subject.expect(bare=True)
        answer = subject.feed(sized(b"12345").removesuffix(b"12345"))
        assert answer is not None
        assert (answer.body, subject.reusable) == (b"", True)
    subject.expect(bare=True)
    answer = subject.feed(sized(b"12345"))
    assert answer is not None
    assert (answer.body, subject.reusable) == (b"", False)


@pytest.mark.parametrize("status", [204, 304])
def test_answers_that_never_have_a_body(status):
    answer = reader().feed(b"HTTP/1.1 %d X\r\nx: y\r\n\r\n" % status)
    assert answer is not None
    assert (answer.status, answer.body) == (status, b"")


@pytest.mark.parametrize(
    ("begin", "piece"),
    [
        (b"HTTP/1.1 200 OK\r\n", b"x: " + b"y" * 1000 + b"\r\n"),
        (b"HTTP/1.1 200 OK\r\nx: ", b"y" * 1000),
        (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", b"1;" + b"x" * 60_000 + b"\r\ny\r\n"),
    ],
    ids=["headers", "a header", "interim answers", "frames"],
)
def test_what_has_no_end_is_given_one(begin, piece):
    subject = reader()
    subject.feed(begin)
    with pytest.raises(ValueError, match="without end"):
        for _ in range(1_000):
            assert subject.feed(piece) is None


def test_the_beginning_of_a_long_answer_is_enough():
    subject = reader()
    answer = subject.feed(unframed(b"x" * 400_000))
    while answer is None:
        answer = subject.feed(b"x" * 400_000)
    assert answer.body == b"x" * LARGEST_ANSWER
    assert not subject.reusable


@pytest.mark.parametrize("answer", [b"SSH-2.0\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n x\r\n"])
def test_what_is_no_answer_is_refused(answer):
    with pytest.raises(Exception, match=r"."):
        reader().feed(answer)


def test_another_protocol_is_refused():
    with pytest.raises(Exception, match=r"."):
        reader().feed(b"HTTP/1.1 101 X\r\nconnection: upgrade\r\nupgrade: x\r\n\r\n\0")
