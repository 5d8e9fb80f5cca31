"""A disk that is full: nothing is acknowledged that is not on it, and all goes on once there is room."""

from __future__ import annotations

import resource

import pytest

AT = 1_795_687_200

pytestmark = pytest.mark.slow


def test_what_cannot_be_written_is_refused_and_taken_in_later(start, graph, customer):
    desk = start("run", "echo", "--port", "0")
    lena = customer("79161234567")
    assert desk.post("/webhook", *lena.webhook("before", at=AT)) == 200
    graph.await_messages(1)
    during = [lena.webhook(f"during {number}", at=AT) for number in range(3)]
    # The limit stands in for a full disk: nothing of any file can be written beyond its first byte.
    _, hard = resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE, (1, hard))
    assert [desk.post("/webhook", *webhook) for webhook in during] == [503] * 3
    resource.prlimit(desk.process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    assert [desk.post("/webhook", *webhook) for webhook in during] == [200] * 3
    assert desk.post("/webhook", *lena.webhook("after", at=AT)) == 200
    graph.await_messages(5)
    texts = [each["text"]["body"] for each in graph.sent]
    assert texts == ["before", "during 0", "during 1", "during 2", "after"]
    assert desk.stop() == 0
