"""The stand-in carries messages both ways, as WhatsApp does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest

from frontdesk import FrozenClock, Status, WebhookRequest
from frontdesk_whatsapp import WhatsAppChannel
from frontdesk_whatsapp.emulator.exchange import Exchange

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CHANNEL = WhatsAppChannel(graph_url="http://unused", graph_version="v26.0", app_secrets=("s",))


class Business:
    """Takes webhooks as the real channel does."""

    def __init__(self, status=200):
        self.status = status
        self.messages = []
        self.receipts = []

    async def post(self, body, headers):
        request = WebhookRequest(body, {name.lower(): value.encode() for name, value in headers.items()})
        CHANNEL.verify(request)
        envelope = CHANNEL.parse(request)
        assert envelope.unreadable == ()
        self.messages += envelope.messages
        self.receipts += envelope.receipts
        return self.status


@pytest.fixture
def business():
    return Business()


@pytest.fixture
def exchange(business):
    return Exchange(business.post, app_secret="s", clock=FrozenClock(NOW), pace=0)


def sent(handset, content, **fields):
    return (
        {"messaging_product": "whatsapp", "to": handset.wa_id, "biz_opaque_callback_data": "ref"}
        | content
        | fields
    )


TEXT = {"type": "text", "text": {"body": "Hello!"}}
BUTTONS = {
    "type": "interactive",
    "interactive": {
        "type": "button",
        "body": {"text": "Right?"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": "c1", "title": "Yes"}}]},
    },
}
LIST = {
    "type": "interactive",
    "interactive": {
        "type": "list",
        "body": {"text": "When?"},
        "action": {
            "button": "Times",
            "sections": [{"rows": [{"id": "c2", "title": "14:00", "description": "Ann"}]}],
        },
    },
}


def test_what_a_customer_writes_reaches_the_business_signed(exchange, business):
    _, handset = exchange.open("1000", "Alice")

    asyncio.run(exchange.write(handset, 'Привет / "hi" 😀'))

    [message] = business.messages
    assert (message.text, message.account, message.contact) == ('Привет / "hi" 😀', "1000", handset.wa_id)
    assert (message.profile_name, message.sent_at) == ("Alice", NOW)
    assert [bubble.ticks for bubble in handset.bubbles] == ["delivered"]


def test_what_the_business_does_not_take_is_shown_as_failed(exchange, business):
    business.status = 503
    _, handset = exchange.open("1000", "Alice")

    asyncio.run(exchange.write(handset, "Hi"))

    assert handset.bubbles[0].ticks == "failed"


def test_an_answer_is_shown_and_marks_what_was_read(exchange):
    _, handset = exchange.open("1000", "Alice")
    asyncio.run(exchange.write(handset, "Hi"))
    mine = handset.bubbles[0]

    exchange.accept("1000", sent(handset, TEXT, context={"message_id": mine.id}))

    assert mine.ticks == "read"
    answer = handset.bubbles[1]
    assert (answer.text, answer.mine, answer.quoted, answer.reference) == ("Hello!", False, "Hi", "ref")


@pytest.mark.parametrize(("content", "choice", "title"), [(BUTTONS, "c1", "Yes"), (LIST, "c2", "14:00")])
def test_a_tap_is_a_reply_to_what_was_offered(exchange, business, content, choice, title):
    _, handset = exchange.open("1000", "Alice")
    offer = handset.find(exchange.accept("1000", sent(handset, content)))

    asyncio.run(exchange.tap(handset, offer, offer.choice(choice)))

    [message] = business.messages
    assert (message.kind, message.choice, message.text, message.reply_to) == (
        "choice",
        choice,
        title,
        offer.id,
    )
    assert handset.bubbles[-1].quoted == offer.text


def test_the_business_hears_what_becomes_of_its_message(exchange, business):
    _, handset = exchange.open("1000", "Alice")
    message = sent(handset, TEXT)
    message_id = exchange.accept("1000", message)

    asyncio.run(exchange.report("1000", message_id, message))

    assert [receipt.status for receipt in business.receipts] == [Status.SENT, Status.DELIVERED, Status.READ]
    assert {(receipt.message_id, receipt.reference) for receipt in business.receipts} == {(message_id, "ref")}


def test_each_phone_sees_only_its_own_chat(exchange):
    (one, first), (_, second) = exchange.open("1000", "Alice"), exchange.open("1000", "Bob")

    exchange.accept("1000", sent(first, TEXT))
    exchange.accept("2000", sent(second, TEXT))

    assert exchange.handset(one) is first
    assert exchange.handset("made up") is None
    assert [len(first.bubbles), len(second.bubbles)] == [1, 0]


def test_only_so_many_phones_are_kept(exchange):
    first, _ = exchange.open("1000", "Alice")
    for _ in range(500):
        last, _ = exchange.open("1000", "Bob")

    assert exchange.handset(first) is None
    assert exchange.handset(last) is not None


def test_a_page_that_waits_is_told_at_once(exchange):
    _, handset = exchange.open("1000", "Alice")

    async def wait():
        waiting = asyncio.create_task(handset.changes(0, patience=60))
        await asyncio.sleep(0)
        exchange.accept("1000", sent(handset, TEXT))
        return await waiting

    assert asyncio.run(wait()) == 1
    assert asyncio.run(handset.changes(0, patience=60)) == 1
    assert asyncio.run(handset.changes(1, patience=0)) == 1
