"""The webhooks of the benchmarks are what Meta posts: the channel verifies and reads them."""

from __future__ import annotations

import random
import re

import pytest

from frontdesk import SignatureInvalid, Status, WebhookRequest
from frontdesk_whatsapp import WhatsAppChannel
from harness.graph import Graph
from harness.http import message_end, wants_close
from harness.webhooks import ACCOUNT, APP_SECRET, Customers, salon, status


def channel(secret):
    return WhatsAppChannel(graph_url="https://graph.test", graph_version="v26.0", app_secrets=[secret])


def received(request):
    """The request as the server hands it to the channel."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")[1:]
    headers = {name.lower(): value.encode() for name, value in (line.split(": ", 1) for line in lines)}
    assert int(headers["content-length"]) == len(body)
    return WebhookRequest(body=body, headers=headers)


def test_a_message_is_verified_and_read():
    [webhook] = Customers(lambda chance: "Привет", seed=1).take(1)
    request = received(webhook.request)
    channel(APP_SECRET).verify(request)
    [message] = channel(APP_SECRET).parse(request).messages
    assert message.message_id == webhook.message_id
    assert message.account == str(ACCOUNT + webhook.tenant)
    assert message.text == "Привет"
    with pytest.raises(SignatureInvalid):
        channel("another").verify(request)


def test_a_receipt_is_read():
    request = received(status(str(ACCOUNT), "wamid.out", "79160000000", "mark", "delivered"))
    channel(APP_SECRET).verify(request)
    [receipt] = channel(APP_SECRET).parse(request).receipts
    assert (receipt.message_id, receipt.status, receipt.reference) == ("wamid.out", Status.DELIVERED, "mark")


def test_everybody_writes_to_one_business_and_messages_have_ids_of_their_own():
    webhooks = Customers(salon, seed=1, tenants=5, conversations=20).take(200)
    assert len({webhook.message_id for webhook in webhooks}) == 200
    assert {webhook.conversation % 5 for webhook in webhooks} == set(range(5))
    assert all(webhook.tenant == webhook.conversation % 5 for webhook in webhooks)


def test_a_noisy_business_gets_so_many_times_its_share():
    webhooks = Customers(salon, seed=1, noisy=50).take(4_000)
    share = sum(webhook.tenant == 0 for webhook in webhooks) / len(webhooks)
    assert share == pytest.approx(50 / 99, abs=0.03)


def test_two_in_three_want_an_appointment():
    chance = random.Random(1)
    texts = [salon(chance) for _ in range(1_000)]
    assert sum(bool(re.search(r"\d:\d\d", text)) for text in texts) == pytest.approx(650, abs=40)


def test_the_stand_in_remembers_what_is_answered():
    graph = Graph()
    try:
        body = (
            b'{"to": "79160000000", "context": {"message_id": "wamid.in"}, '
            b'"biz_opaque_callback_data": "mark"}'
        )
        answer = graph.take(b"POST /v26.0/106540000000000/messages HTTP/1.1\r\n\r\n" + body)
    finally:
        graph.close()
    [sent] = graph.sent
    assert (sent.account, sent.to, sent.answers, sent.reference) == (
        "106540000000000", "79160000000", "wamid.in", "mark",
    )  # fmt: skip
    assert message_end(answer) == len(answer)
    assert sent.message_id.encode() in answer


@pytest.mark.parametrize(
    ("data", "end"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 40),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no", 0),
        (b"HTTP/1.1 200 OK\r\ncontent-le", 0),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 59),
        (b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n", 0),
        (b"HTTP/1.1 204 No Content\r\n\r\nHTTP", 27),
    ],
)
def test_whole_messages_out_of_a_stream(data, end):
    assert message_end(data) == end


def test_a_server_that_is_going_to_close():
    assert wants_close(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    assert not wants_close(b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\nconnection: close")
