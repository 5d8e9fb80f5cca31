"""Connections that webhooks come in by: what is answered here, what is Hypercorn's; nobody waits for ever."""

from __future__ import annotations

import asyncio
import contextlib
import queue
import socket
import threading
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from quart import Quart

from frontdesk.pipeline.intake import Accepted
from frontdesk.server import Connections, create_app
from frontdesk.server.bodies import SMALL_BODY
from frontdesk.server.connection import Connection
from frontdesk.server.heads import LARGEST_HEAD
from frontdesk.storage.models import InboxEntry, QuarantineEntry

LIVEZ = b"GET /livez HTTP/1.1\r\nHost: desk\r\n\r\n"
LAST = b"GET /nowhere HTTP/1.1\r\nHost: desk\r\nConnection: close\r\n\r\n"


class Keeper:
    """An intake that keeps webhooks until the test says what becomes of them."""

    def __init__(self):
        self._kept = queue.Queue()

    def receive(self, channel, request, settle, ticket):
        self._kept.put((request, settle, ticket))

    def settle(self, outcome=None):
        """Settle the next webhook, and tell what it was."""
        request, settle, ticket = self._kept.get(timeout=20)
        settle([(ticket, Accepted() if outcome is None else outcome)])
        return request

    def wait(self):
        """Wait for the next webhook; returns what settles it."""
        _, settle, ticket = self._kept.get(timeout=20)
        return lambda: settle([(ticket, Accepted())])


class Behind(Connections):
    """Without what is in front of Hypercorn."""

    def in_front_of(self, behind):
        return behind


def stored(desk, model=InboxEntry):
    return len(desk.storage.rows(desk.storage.house.select(model)))


@pytest.fixture
def nothing():
    """An application that tells what is handed to Hypercorn: with 404, and without our headers."""
    return Quart("nothing")


@pytest.fixture
def keeper():
    return Keeper()


# -- webhooks ------------------------------------------------------------------------------------------------


def test_webhooks_are_answered_one_after_the_other_on_one_connection(
    nothing, connections, desk, running, wire, posted
):
    client = wire(running(nothing, connections))
    answers = [client.send(posted(f"wamid.{number}")).answer() for number in range(3)]
    client.send(posted("wamid.3"), posted("wamid.4"), posted("wamid.5", headers=["Connection: close"]))

    answers += client.answers()

    assert {(answer.status, answer.body) for answer in answers} == {(200, b'{"status":"ok"}\n')}
    assert [answer["connection"] for answer in answers] == [None] * 5 + ["close"]
    assert stored(desk) == 6


def test_a_webhook_may_come_in_pieces_of_any_size(nothing, desk, intake, running, wire, posted):
    client = wire(running(nothing, Connections(desk, intake, slow=20)))
    client.send(*(bytes([byte]) for byte in posted("wamid.1") + posted("wamid.2") + LAST))
    assert [answer.status for answer in client.answers()] == [200, 200, 404]


def test_whoever_sends_no_more_is_answered_all_the_same(nothing, desk, intake, running, wire, posted):
    client = (
        wire(running(nothing, Connections(desk, intake, idle=60)))
        .send(posted("wamid.1"), posted("wamid.2"))
        .end()
    )
    assert [answer.status for answer in client.answers()] == [200, 200]
    assert stored(desk) == 2


def test_whoever_sends_no_more_is_answered_in_the_middle_of_refusals_as_well(
    nothing, connections, running, wire, posted
):
    """The end may be seen between an answer and the next request that is here already."""
    client = wire(running(nothing, connections))
    client.send(posted(secret="wrong") * 20).end()
    assert [answer.status for answer in client.answers()] == [401] * 20


@pytest.mark.parametrize("size", [1, 60, -1])
def test_whoever_stops_in_the_middle_is_hung_up_on(nothing, connections, running, wire, posted, size):
    client = wire(running(nothing, connections)).send(posted("wamid.1"), posted("wamid.2")[:size]).end()
    assert [answer.status for answer in client.answers()] == [200]


def test_a_connection_without_a_word_is_closed_as_soon_as_its_client_is_done(
    nothing, connections, running, wire
):
    assert wire(running(nothing, connections)).end().answer() is None


def test_unsigned_webhooks_are_refused_however_many_come_at_once(
    nothing, desk, intake, running, wire, posted
):
    client = wire(running(nothing, Connections(desk, intake, most=1_000_000)))
    client.send(posted(secret="wrong") * 1_100 + LAST)
    assert [answer.status for answer in client.answers()] == [401] * 1_100 + [404]
    assert stored(desk) == 0


def test_of_a_flood_of_unsigned_webhooks_the_log_tells_once(
    nothing, connections, running, wire, posted, caplog
):
    server = running(nothing, connections)
    client = wire(server)
    for number in range(20):
        assert client.send(posted(f"wamid.{number}", secret="wrong")).answer().status == 401
    assert caplog.messages == ["a webhook of whatsapp was refused: its signature is missing or wrong"]


def test_a_connection_ends_after_as_many_requests_as_one_of_hypercorns(
    nothing, desk, intake, running, wire, posted
):
    client = wire(running(nothing, Connections(desk, intake, most=2)))
    client.send(posted("wamid.1"), posted("wamid.2"), posted("wamid.3"))
    assert [answer["connection"] for answer in client.answers()] == [None, "close"]


def test_requests_are_counted_and_timed_like_all_others(client, connections, running, wire, posted):
    asking = wire(running(client.app, connections))
    asking.send(posted("wamid.1"), posted("wamid.2"), posted(path="/webhook/whatsapp", secret="wrong"))
    assert [asking.answer().status for _ in range(3)] == [200, 200, 401]

    lines = client.get("/metrics").body.decode().splitlines()
    for route, status, times in (("/webhook", 200, 2), ("/webhook/<channel>", 401, 1)):
        labels = f'{{method="POST",route="{route}",status_code="{status}"}}'
        assert f"http_requests_total{labels} {times}.0" in lines
        assert f"http_request_duration_seconds_count{labels} {times}.0" in lines


def test_a_query_is_read(nothing, desk, keeper, running, wire, posted):
    client = wire(running(nothing, Connections(desk, keeper)))
    client.send(posted(path="/webhook/whatsapp?a=b%20c&a=d&e="))
    assert keeper.settle().query == {"a": "b c", "e": ""}
    assert client.answer().status == 200


# -- handed to Hypercorn -------------------------------------------------------------------------------------


def test_a_connection_is_hypercorns_from_the_first_thing_that_is_no_webhook(
    client, connections, desk, running, wire, posted
):
    asking = wire(running(client.app, connections))
    asking.send(posted("wamid.1") + LIVEZ + posted("wamid.2") + LIVEZ[:9], LIVEZ[9:] + posted("wamid.3"))
    assert [asking.answer().status for _ in range(5)] == [200] * 5
    assert stored(desk) == 3


@pytest.mark.parametrize("path", ["/webhook/pigeon", "/webhook/", "/webhooks", "//webhook"])
def test_what_is_for_nobody_here_is_handed_on(nothing, connections, running, wire, posted, path):
    assert wire(running(nothing, connections)).send(posted(path=path)).answer().status == 404


def test_a_webhook_with_a_large_head_is_handed_on(nothing, connections, running, wire, posted):
    large = posted(headers=["X: " + "x" * LARGEST_HEAD])
    assert wire(running(nothing, connections)).send(large).answer().status == 404


def test_who_had_to_wait_is_listened_to_again_once_handed_on(client, desk, keeper, running, wire, posted):
    asking = wire(running(client.app, Connections(desk, keeper)))
    large = posted(body=b"x" * 10 * SMALL_BODY, secret="wrong")
    settle = threading.Thread(target=keeper.settle)
    sending = threading.Thread(target=asking.send, args=(posted(), large))
    sending.start()
    settle.start()
    assert [asking.answer().status for _ in range(2)] == [200, 401]
    settle.join(20)
    sending.join(20)


def test_hypercorn_hears_that_no_more_comes(client, desk, keeper, running, wire, posted):
    chunked = b"POST /webhook HTTP/1.1\r\nHost: desk\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"
    asking = wire(running(client.app, Connections(desk, keeper))).send(posted() + chunked).end()
    keeper.settle()
    assert [answer.status for answer in asking.answers()] == [200]


def test_what_is_sent_slowly_is_handed_on_and_waited_for(client, desk, intake, running, wire, posted):
    handed = threading.Event()

    class Watched(Connections):
        def left(self, connection):
            super().left(connection)
            handed.set()

    connections = Watched(desk, intake, slow=0.01, tick=0.01)
    asking = wire(running(client.app, connections)).send(posted()[:-5])
    assert handed.wait(20)
    assert asking.send(posted()[-5:]).answer().status == 200
    assert stored(desk) == 1


# -- nobody waits for ever -----------------------------------------------------------------------------------


def test_a_connection_on_which_nothing_comes_is_closed(nothing, desk, intake, running, wire, posted):
    server = running(nothing, Connections(desk, intake, idle=0.01, tick=0.01))
    assert wire(server).answer() is None
    assert [answer.status for answer in wire(server).send(posted()).answers()] == [200]


def test_a_writer_that_does_not_get_to_it_in_time_is_not_waited_for_any_longer(
    nothing, desk, keeper, running, wire, posted
):
    client = wire(running(nothing, Connections(desk, keeper, patience=0.01, tick=0.01)))
    client.send(posted("wamid.1"))
    late = client.answer()
    keeper.settle()
    client.send(posted("wamid.2"))
    second = client.answer()

    assert (late.status, late["retry-after"]) == (503, "5")
    assert second.status == 503
    keeper.settle()
    client.end()
    assert client.answers() == []


def test_an_answer_that_is_too_late_is_not_that_to_the_next_request(
    nothing, desk, keeper, running, wire, posted
):
    connections = Connections(desk, keeper, patience=0.5, tick=0.01)
    client = wire(running(nothing, connections)).send(posted("wamid.1"))
    first = keeper.wait()
    assert client.answer().status == 503
    client.send(posted("wamid.2"))
    second = keeper.wait()
    first()
    second()
    assert client.answer().status == 200
    assert client.end().answers() == []


class Quick:
    """An intake that has everything on disk at once."""

    def receive(self, channel, request, settle, ticket):
        settle([(ticket, Accepted())])


@pytest.fixture
def deaf(wire, monkeypatch):
    """Connects to a server, by a connection that does not hold much that was not read."""

    def narrow(made):
        for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            made.setsockopt(socket.SOL_SOCKET, option, 65_536)

    def connection_made(self, transport, make=Connection.connection_made):
        narrow(transport.get_extra_info("socket"))
        make(self, transport)

    def connect(server):
        client = wire(server)
        narrow(client.socket)
        return client

    monkeypatch.setattr(Connection, "connection_made", connection_made)
    return connect


def test_who_does_not_read_its_answers_is_not_listened_to_and_hung_up_on_at_last(
    nothing, desk, running, deaf, posted
):
    server = running(nothing, Connections(desk, Quick(), patience=0.2, tick=0.01, most=1_000_000))
    client, many = deaf(server), posted(body=b"{}") * 1_000
    with pytest.raises(ConnectionError):
        for _ in range(1_000):
            client.send(many)


def test_who_reads_its_answers_late_gets_them_all(nothing, desk, running, deaf, posted):
    client = deaf(running(nothing, Connections(desk, Quick(), slow=60, most=1_000_000)))
    client.socket.settimeout(0.3)
    request, sent = posted(body=b"{}"), 0
    with pytest.raises(TimeoutError):
        while sent < 1_000_000 * len(request):
            sent += client.socket.send((request * 1_000)[sent % len(request) :])
    client.socket.settimeout(20)
    client.end()
    answers = b"".join(iter(lambda: client.socket.recv(65_536), b""))
    assert answers.count(b"HTTP/1.1 200 OK") == sent // len(request)


# -- what goes wrong -----------------------------------------------------------------------------------------


def test_whatever_goes_wrong_is_a_503_and_nothing_private_is_logged(
    nothing, desk, keeper, running, wire, posted, caplog
):
    client = wire(running(nothing, Connections(desk, keeper))).send(posted("wamid.1"), posted("wamid.2"))
    keeper.settle(RuntimeError("Alice wrote from +79161234567"))
    keeper.settle()
    assert [client.answer().status for _ in range(2)] == [503, 200]
    assert "RuntimeError" in caplog.text
    assert "79161234567" not in caplog.text


def test_an_intake_that_breaks_is_a_503(nothing, desk, keeper, running, wire, posted, monkeypatch):
    monkeypatch.setattr(keeper, "receive", lambda *_: 1 / 0)
    assert wire(running(nothing, Connections(desk, keeper))).send(posted()).answer().status == 503


def test_a_connection_that_breaks_is_given_up_and_the_others_are_looked_after(
    nothing, desk, keeper, running, wire, posted, monkeypatch, caplog
):
    server = running(nothing, Connections(desk, keeper, slow=0.01, idle=0.01, tick=0.01))

    def stumble(*_):
        raise RuntimeError("Alice wrote from +79161234567")

    connection_of = "frontdesk.server.connection.Connection"
    monkeypatch.setattr(f"{connection_of}._pass_on", stumble)
    broken, idle = wire(server).send(posted()[:-1]), wire(server)
    assert broken.answer() is None
    assert idle.answer() is None
    assert "RuntimeError" in caplog.text
    assert "79161234567" not in caplog.text


def test_who_hangs_up_is_written_all_the_same(
    nothing, connections, desk, intake, running, wire, posted, slow_write
):
    server = running(nothing, connections)
    gone = wire(server).send(posted("wamid.1"))
    assert slow_write.begun.wait(20)
    gone.close()
    slow_write.go_on.set()
    assert wire(server).send(posted("wamid.2")).answer().status == 200
    assert stored(desk) == 2


# -- the end -------------------------------------------------------------------------------------------------


def test_what_was_taken_in_is_answered_before_the_server_ends(nothing, desk, keeper, running, wire, posted):
    server = running(nothing, Connections(desk, keeper))
    waiting, idle = wire(server).send(posted()), wire(server)
    settle = keeper.wait()
    server.stop.set()
    assert idle.answer() is None
    settle()
    [answer] = waiting.answers()
    assert (answer.status, answer["connection"]) == (200, "close")
    server.end()


def test_a_request_that_is_coming_in_is_finished_before_the_server_ends(
    client, desk, intake, keeper, running, wire, posted
):
    connections = Connections(desk, keeper, slow=20)
    server = running(client.app, connections)
    coming = wire(server).send(posted("wamid.1") + posted("wamid.2")[:-5])
    keeper.settle()
    assert coming.answer().status == 200
    idle = wire(server)
    server.stop.set()
    assert idle.answer() is None
    assert coming.send(posted("wamid.2")[-5:]).answer().status == 200
    server.end()
    assert stored(desk) == 1


def test_who_is_accepted_in_the_last_moment_is_not_left_waiting(connections):
    """The event loop asks for a protocol first, and tells it of its connection later."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(20)

    async def accept() -> None:
        loop = asyncio.get_running_loop()
        protocol = connections.in_front_of(asyncio.Protocol)()
        await connections.close(0.0)
        await loop.connect_accepted_socket(lambda: protocol, ours)
        assert await asyncio.to_thread(theirs.recv, 1) == b""

    with theirs, ours:
        asyncio.run(accept())


# -- like Hypercorn ------------------------------------------------------------------------------------------

PIECES = (
    ("webhook", 6),
    ("other channel", 1),
    ("unsigned", 2),
    ("garbage", 1),
    ("chunked", 1),
    ("continued", 1),
    ("elsewhere", 2),
    ("no such path", 1),
    ("short", 1),
    ("long", 1),
    ("twice", 1),
    ("bare", 1),
    ("folded", 1),
    ("broken", 1),
    ("large", 1),
)
PIECE = st.sampled_from([name for name, often in PIECES for _ in range(often)])
#: After these a connection is closed. What Hypercorn answers to who goes on all the same is a matter of luck.
ENDS = st.sampled_from(["last", "old", "last elsewhere"])
STREAMS = st.tuples(st.lists(PIECE, max_size=5), ENDS).map(lambda stream: [*stream[0], stream[1]])
CUTS = st.lists(st.integers(0, 3_000), max_size=4)


def written(name, message_id, posted):
    """A piece of what a client sends."""
    plain = posted(message_id)
    head, _, body = plain.partition(b"\r\n\r\n")
    return {
        "webhook": plain,
        "other channel": posted(message_id, path="/webhook/whatsapp?a=b"),
        "unsigned": posted(message_id, secret="wrong"),
        "garbage": posted(body=b"{" + message_id.encode()),
        "chunked": head.replace(b"Content-Length: %d" % len(body), b"Transfer-Encoding: chunked")
        + b"\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(body), body),
        "continued": posted(message_id, headers=["Expect: 100-continue"]),
        "elsewhere": LAST.replace(b"close", b"keep-alive"),
        "last elsewhere": LAST,
        "no such path": posted(path="/webhook/pigeon", body=b""),
        "short": posted(message_id, size=len(body) + 7),
        "long": posted(message_id, size=len(body) - 7),
        "twice": posted(message_id, headers=[f"Content-Length: {len(body)}"]),
        "bare": plain.replace(b"\r\n", b"\n"),
        "folded": posted(message_id, headers=["X: a", " b"]),
        "broken": posted(message_id, headers=["X : a"]),
        "large": posted(message_id, headers=["X: " + "x" * 9_000]),
        "old": plain.replace(b"HTTP/1.1", b"HTTP/1.0"),
        "last": posted(message_id, headers=["Connection: close"]),
    }[name]


def cut(stream, places):
    places = sorted({0, *(place % len(stream) for place in places), len(stream)})
    return [stream[start:end] for start, end in pairwise(places)]


def test_every_stream_of_requests_is_answered_as_hypercorn_answers_it(
    client, desk, intake, running, wire, posted
):
    servers = {
        "a": running(client.app, Connections(desk, intake, slow=0.1, tick=0.02)),
        "b": running(create_app(desk, intake), Behind(desk, intake)),
    }
    example = 0

    @hypothesis_settings(max_examples=60)
    @given(names=STREAMS, places=CUTS)
    def check(names, places):
        nonlocal example
        example += 1
        answers = {}
        for which, server in servers.items():
            ids = [f"wamid.{which}.{example:04}.{number}" for number in range(len(names))]
            stream = b"".join(written(*pair, posted) for pair in zip(names, ids, strict=True))
            before = stored(desk) + stored(desk, QuarantineEntry)
            asking = wire(server)
            # After something broken it is hung up on.
            with contextlib.suppress(ConnectionError):
                asking.send(*cut(stream, places))
            answers[which] = asking.answers()
            asking.close()
            acknowledged = [answer for answer in answers[which] if answer.body == b'{"status":"ok"}\n']
            kept = stored(desk) + stored(desk, QuarantineEntry)
            assert kept - before == len(acknowledged)
        assert seen(answers["a"]) == seen(answers["b"])

    check()


def seen(answers):
    """What a client can tell by."""
    return [
        (answer.status, sorted(pair for pair in answer.headers if pair[0] != "date"), answer.body)
        for answer in answers
    ]
