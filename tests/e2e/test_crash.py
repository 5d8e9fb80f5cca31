"""kill -9: what was acknowledged is answered, once."""

from __future__ import annotations

import hashlib
import hmac
import json
import signal
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

AT = 1_795_687_200
SECRET = b"e2e-app-secret"

pytestmark = pytest.mark.slow


def text_of(sent: dict[str, Any]) -> str:
    return str(sent["text"]["body"])


def receipts_for(webhook: bytes, sent: list[dict[str, Any]]) -> tuple[bytes, dict[str, str]]:
    """What Meta posts about messages that it got from us.

    :param webhook: any webhook of the account, for its envelope.
    """
    envelope = json.loads(webhook)
    value = envelope["entry"][0]["changes"][0]["value"]
    del value["messages"]
    value["statuses"] = [
        {
            "id": f"wamid.receipt-{number}",
            "status": "sent",
            "timestamp": str(AT),
            "recipient_id": each["to"],
            "biz_opaque_callback_data": each["biz_opaque_callback_data"],
        }
        for number, each in enumerate(sent)
    ]
    body = json.dumps(envelope).encode()
    signature = hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return body, {"content-type": "application/json", "x-hub-signature-256": f"sha256={signature}"}


def test_what_nobody_worked_on_yet_is_answered_after_the_restart(start, graph, customer):
    """Only the server runs; it dies right after the 200."""
    start("migrate", FRONTDESK_BOTS="echo").process.wait(30)
    server = start("serve", "--port", "0", FRONTDESK_BOTS="echo")
    lena = customer("79161234567")
    webhook = lena.webhook("hello", at=AT)
    assert server.post("/webhook", *webhook) == 200
    server.stop(signal.SIGKILL)
    desk = start("run", "echo", "--port", "0")
    graph.await_messages(1)
    assert desk.post("/webhook", *webhook) == 200
    assert desk.post("/webhook", *lena.webhook("still there?", at=AT)) == 200
    graph.await_messages(2)
    assert [text_of(each) for each in graph.sent] == ["hello", "still there?"]


def test_a_reply_that_was_under_way_is_not_sent_twice(start, graph, customer, monkeypatch):
    """The process dies before it has read the answer; Meta's receipt tells that the reply arrived."""
    take, go_on = graph._take, threading.Event()

    def hold(body: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = take(body)
        go_on.wait(30)
        return answer

    monkeypatch.setattr(graph, "_take", hold)
    desk = start("run", "echo", "--port", "0")
    lena = customer("79161234567")
    webhook = lena.webhook("hello", at=AT)
    assert desk.post("/webhook", *webhook) == 200
    graph.await_messages(1)
    desk.stop(signal.SIGKILL)
    go_on.set()
    again = start("run", "echo", "--port", "0")
    assert again.post("/webhook", *receipts_for(webhook[0], graph.sent)) == 200
    assert again.post("/webhook", *lena.webhook("still there?", at=AT)) == 200
    graph.await_messages(2)
    assert [text_of(each) for each in graph.sent] == ["hello", "still there?"]


@pytest.mark.parametrize("after", [1, 12])
def test_killed_in_the_middle_of_the_work(start, graph, customer, after):
    """Some messages wait, some are being answered, some replies are under way: each is answered once."""
    desk = start("run", "echo", "--port", "0")
    people = [customer(f"7916000000{number}") for number in range(4)]
    webhook: Callable[..., Any] = people[0].webhook
    for number in range(after):
        assert desk.post("/webhook", *people[number % 4].webhook(f"message {number}", at=AT)) == 200
    desk.stop(signal.SIGKILL)
    again = start("run", "echo", "--port", "0")
    if graph.sent:
        assert again.post("/webhook", *receipts_for(webhook("x", at=AT)[0], list(graph.sent))) == 200
    for person in people:
        assert again.post("/webhook", *person.webhook(f"last of {person.number}", at=AT)) == 200
    # The last reply of a conversation goes out after all the others of it.
    graph.await_messages(after + 4, timeout=40)
    expected = [f"message {number}" for number in range(after)] + [
        f"last of {each.number}" for each in people
    ]
    assert Counter(map(text_of, graph.sent)) == Counter(expected)
    for person in people:
        heard = [text_of(each) for each in graph.sent if each["to"] == person.number]
        assert heard == sorted(heard, key=expected.index)
