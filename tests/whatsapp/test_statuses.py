"""Statuses become receipts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from frontdesk import Receipt, Status
from frontdesk_whatsapp.envelope import read_envelope


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("status_sent", Status.SENT),
        ("status_delivered", Status.DELIVERED),
        ("status_read", Status.READ),
        ("status_played", Status.READ),
        ("status_failed", Status.FAILED),
    ],
)
def test_each_status_is_read(payload, name, status):
    envelope = read_envelope(payload(name))

    [receipt] = envelope.receipts
    assert (receipt.status, receipt.message_id) == (status, "wamid.ours")
    assert (receipt.channel, receipt.account) == ("whatsapp", "204190000000001")
    assert envelope.messages == ()
    assert envelope.unreadable == ()


def test_our_reference_comes_back(payload):
    [receipt] = read_envelope(payload("status_sent")).receipts

    assert receipt.reference == "ref-1"


def test_a_failure_names_its_code_and_nobody(payload):
    [receipt] = read_envelope(payload("status_failed")).receipts

    assert receipt == Receipt(
        channel="whatsapp",
        account="204190000000001",
        message_id="wamid.ours",
        status=Status.FAILED,
        at=datetime(2026, 11, 26, 10, 1, 40, tzinfo=UTC),
        reference="ref-2",
        error_code="131026",
        error="Message undeliverable",
    )


@pytest.mark.parametrize(
    "status",
    [
        {"id": "w", "status": "beamed", "timestamp": "1"},
        {"id": "w", "status": None, "timestamp": "1"},
        {"status": "read", "timestamp": "1"},
        {"id": "w", "status": "read"},
        "read",
        None,
    ],
)
def test_what_cannot_be_a_status_is_put_aside(webhook, encode, status):
    good = {"id": "wamid.good", "status": "read", "timestamp": "1795687300"}

    envelope = read_envelope(encode(webhook(statuses=(status, good))))

    assert [receipt.message_id for receipt in envelope.receipts] == ["wamid.good"]
    assert len(envelope.unreadable) == 1


@pytest.mark.parametrize("errors", [None, [], "x", [5], [{}]])
def test_a_failure_without_a_readable_error_is_still_a_failure(webhook, encode, errors):
    status = {"id": "w", "status": "failed", "timestamp": "1795687300", "errors": errors}

    [receipt] = read_envelope(encode(webhook(statuses=(status,)))).receipts

    assert (receipt.status, receipt.error_code) == (Status.FAILED, None)
