"""Receipts: forward only, whichever comes first, and nobody else's."""

from __future__ import annotations

from datetime import timedelta

import pytest

from frontdesk import DeliveryFailed
from frontdesk.storage import Message
from frontdesk.storage.models import ReceiptEntry


def applied(office) -> list[bool]:
    return [row.applied for row in office.rows(ReceiptEntry)]


def test_a_receipt_moves_the_status_forward(office, message, receipt, graph):
    office.hears(message("m1", "hello"))
    office.settle()
    for status in ("delivered", "read"):
        office.hears(receipts=(receipt("sent-1", status),))
        office.settle()
        assert office.statuses() == [status]


@pytest.mark.parametrize(
    "order", [("read", "delivered", "sent"), ("delivered", "failed"), ("delivered", "sent")]
)
def test_a_status_never_moves_back(office, message, receipt, graph, order):
    office.hears(message("m1", "hello"))
    office.settle()
    for status in order:
        office.hears(receipts=(receipt("sent-1", status),))
        office.settle()
    assert office.statuses() == [order[0]]
    assert applied(office) == [True] * len(order)


def test_a_failure_told_later_is_told_on(office, message, receipt, graph):
    office.hears(message("m1", "hello"))
    office.settle()
    office.hears(receipts=(receipt("sent-1", "failed", error_code="131026"),))
    office.settle()
    assert office.statuses() == ["failed"]
    [row] = [row for row in office.rows(Message) if row.direction == "out"]
    assert row.error == "131026"
    assert DeliveryFailed("corner", channel="post", code="131026") in office.script.events


def test_a_receipt_that_is_faster_than_the_answer_waits_for_it(office, message, receipt, graph):
    office.hears(receipts=(receipt("sent-1", "delivered"),))
    office.settle()
    assert applied(office) == [False]
    office.hears(message("m1", "hello"))
    office.settle()
    office.settle()
    assert office.statuses() == ["delivered"]
    assert applied(office) == [True]


def test_the_same_receipt_again_changes_nothing(office, message, receipt, graph):
    office.hears(message("m1", "hello"))
    office.settle()
    for _ in range(3):
        office.hears(receipts=(receipt("sent-1", "delivered"),))
        office.settle()
    assert len(office.rows(ReceiptEntry)) == 1


def test_receipts_of_strangers_are_given_up_after_an_hour(office, receipt, clock):
    office.hears(receipts=(receipt("not ours", "delivered", at=clock.now()),))
    office.settle()
    assert applied(office) == [False]
    clock.advance(timedelta(hours=1, seconds=1))
    office.settle()
    assert applied(office) == [True]


def test_another_business_cannot_touch_our_message(office, message, receipt, graph):
    """Neither by our reference nor by the channel's id of the message."""
    office.desk.tenants.save(id="other", name="Other", bot="scripted", channel="post", account="777")
    office.hears(message("m1", "hello"))
    office.settle()
    reference = graph.requests[0]["reference"]
    office.hears(receipts=(receipt("sent-1", "read", account="777"),))
    office.hears(receipts=(receipt("made up", "failed", account="777", reference=reference),))
    office.settle()
    assert office.statuses() == ["sent"]


def test_a_receipt_is_not_about_a_message_of_the_customer(office, message, receipt, graph):
    office.hears(message("m1", "hello"))
    office.settle()
    office.hears(receipts=(receipt("m1", "read"),))
    office.settle()
    assert office.statuses() == ["sent"]
    assert [row.status for row in office.rows(Message) if row.direction == "in"] == ["received"]
