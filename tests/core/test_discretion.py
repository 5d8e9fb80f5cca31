"""What is personal stays out of the repr of every noun: a careless log line gives nobody away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from frontdesk import (
    Choice,
    Customer,
    Done,
    Envelope,
    HttpRequest,
    HttpResponse,
    Inbound,
    Outbound,
    Reading,
    Receipt,
    Reply,
    Sent,
    Status,
    Tenant,
    Topic,
    Utterance,
    WebhookRequest,
)
from frontdesk.dialogue import OpenForm, State

SECRET = "+79161234567"
VALUES = {"phone": SECRET}
NOW = datetime(2026, 11, 23, 7, tzinfo=UTC)
NOUNS = [
    Inbound(
        "post", "corner", SECRET, SECRET, NOW,
        text=SECRET, phone=SECRET, profile_name=SECRET, reply_to=SECRET, raw=VALUES,
    ),
    Outbound("r1", "post", "corner", SECRET, Reply(SECRET), quote=SECRET, access_token=SECRET),
    Reply(SECRET, choices=(Choice("Yes", values=VALUES),)),
    Receipt("post", "corner", SECRET, Status.SENT, NOW),
    WebhookRequest(SECRET.encode(), {"x-signature": SECRET.encode()}, {"hub.verify_token": SECRET}),
    Envelope(unreadable=(("no id", SECRET),)),
    HttpRequest("POST", "https://example.org", {"authorization": SECRET}, SECRET.encode()),
    HttpResponse(200, {"x-number": SECRET}, SECRET.encode()),
    Sent(SECRET),
    Tenant("corner", "Corner", "barber", settings={"token": SECRET}),
    Customer(1, "post", name=SECRET, phone=SECRET),
    Utterance(SECRET, NOW, bot=None, values=VALUES, about=VALUES),
    Reading(
        slots=VALUES, unclear={"phone": (SECRET,)}, also={"phone": (SECRET,)}, chosen=Choice("Yes", VALUES)
    ),
    Done(Reply(SECRET), topic=Topic(VALUES, VALUES), carry=VALUES),
    State(
        OpenForm("book", "book", VALUES, {"phone": (SECRET,)}, then=(VALUES,)),
        offered=(Choice("Yes", values=VALUES),), memory=VALUES, topic=Topic(VALUES, VALUES),
    ),
]  # fmt: skip


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: type(noun).__name__)
def test_a_repr_gives_nobody_away(noun):
    assert type(noun).__name__ in repr(noun)
    assert SECRET not in repr(noun)
