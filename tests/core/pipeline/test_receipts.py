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


def test_it_is_applied_at_once_when_the_answer_comes_and_not_by_the_sweep(office, message, receipt, graph):
    office.hears(receipts=(receipt("sent-1", "delivered"), receipt("sent-1", "read")))
    office.settle()
    office.hears(message("m1", "hello"))
    office.desk.queue.run_pending()
    office.jobs.delivery.settle()
    office.desk.queue.run_pending()
    assert office.statuses() == ["read"]
    assert applied(office) == [True, True]


def test_a_receipt_that_found_no_message_is_looked_at_again_every_minute(office, message, receipt, graph):
    """Whoever stored the message's id died before it could look for receipts."""
    office.hears(receipts=(receipt("sent-1", "delivered"),))
    office.settle()
    office.hears(message("m1", "hello"))
    office.desk.queue.run_pending()
    office.jobs.delivery.settle()
    office.desk.queue.flush()
    office.settle()
    office.desk.clock.advance(timedelta(minutes=1))
    office.settle()
    assert office.statuses() == ["delivered"]


def test_many_receipts_are_applied_with_few_statements(office, message, receipt, graph):
    office.hears(*(message(f"m{number}", "hello", contact=f"c{number}") for number in range(60)))
    office.settle()
    told = [receipt(f"sent-{number + 1}", status) for number in range(60) for status in ("delivered", "read")]
    office.hears(receipts=(*told, receipt("sent-1", "sent"), receipt("strange", "read")))
    statements: list[str] = []
    office.desk.storage.on_query(lambda operation, seconds: statements.append(operation))
    office.desk.queue.run_pending()
    assert len(statements) < 15
    assert office.statuses() == ["read"] * 60
    assert (applied(office).count(True), applied(office).count(False)) == (121, 1)


def test_messages_move_in_one_order_for_all_processes(office, message, receipt, graph, monkeypatch):
    """Whatever each moves to: else two processes wait for each other."""
    office.hears(*(message(f"m{number}", "hello", contact=f"c{number}") for number in range(4)))
    office.settle()
    moved = []
    run_many = office.desk.storage.house.run_many

    def note(query, rows):
        moved.extend(row["id"] for row in rows)
        run_many(query, rows)

    monkeypatch.setattr(office.desk.storage.house, "run_many", note)
    statuses = ["read", "delivered", "read", "delivered"]
    told = [receipt(f"sent-{number}", status) for number, status in enumerate(statuses, 1)]
    office.hears(receipts=tuple(reversed(told)))
    office.settle()
    assert sorted(office.statuses()) == sorted(statuses)
    assert moved == [row.id for row in office.rows(Message) if row.direction == "out"]


def test_of_receipts_that_come_together_the_furthest_counts(office, message, receipt, graph):
    office.hears(message("m1", "hello"))
    office.settle()
    office.hears(receipts=tuple(receipt("sent-1", status) for status in ("read", "failed", "delivered")))
    office.settle()
    assert office.statuses() == ["read"]
    assert not [event for event in office.script.events if isinstance(event, DeliveryFailed)]


@pytest.mark.parametrize("written", ["delivered", "read", "failed"])
def test_a_status_that_somebody_else_wrote_since_the_look_is_not_moved_back(
    office, message, receipt, graph, monkeypatch, written
):
    office.hears(message("m1", "hello"))
    office.settle()
    receipts = office.jobs.receipts
    look = receipts._with_messages

    def then_written(found):
        pairs = look(found)
        with office.desk.storage.write() as storage:
            storage.house.update(Message, Message.direction == "out", status=written)
        return pairs

    monkeypatch.setattr(receipts, "_with_messages", then_written)
    office.hears(receipts=(receipt("sent-1", "failed" if written != "failed" else "sent"),))
    office.settle()
    assert office.statuses() == [written]


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
