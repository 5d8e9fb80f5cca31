"""What can never be stored is kept in quarantine and acknowledged: else it would come again for a week."""

from __future__ import annotations

import json
import logging

import pytest

from frontdesk.errors import StorageError, ValueRefused
from frontdesk.pipeline.intake import Accepted
from frontdesk.storage import Contact, Conversation
from frontdesk.storage.models import InboxEntry, QuarantineEntry, ReceiptEntry

#: No database can write a lone surrogate.
BROKEN = {"id": "r1", "status": "failed", "error": "\ud800"}


def bodies(office) -> list[dict]:
    """What lies in quarantine."""
    house = office.desk.storage.house
    return [json.loads(house.reveal(row, QuarantineEntry.body)) for row in office.rows(QuarantineEntry)]


@pytest.mark.parametrize(
    "receipt",
    [
        {"id": "r1", "status": "failed", "error": "a\0b"},
        {"id": "r1", "status": "sent", "reference": "long" * 100},
        BROKEN,
    ],
    ids=["NUL", "too long", "surrogate"],
)
def test_a_webhook_that_the_database_refuses_is_put_into_quarantine(office, receipt, caplog):
    accepted = office.posts(receipts=[receipt]).result(10)
    if office.desk.storage.dialect == "sqlite" and receipt is not BROKEN:
        assert accepted == Accepted(receipts=1)  # SQLite takes it
        return
    assert accepted == Accepted(unreadable=1)
    assert bodies(office) == [{"receipts": [receipt]}]
    [entry] = office.rows(QuarantineEntry)
    assert (entry.channel, office.rows(ReceiptEntry)) == ("post", [])
    assert entry.reason.startswith("cannot be stored: ")
    [line] = [record.message for record in caplog.records if record.levelno == logging.ERROR]
    assert line == f"a webhook of post is in quarantine: it {entry.reason}"
    assert not {"long", "a\0b"} & set(line.split())


def test_its_other_parts_are_kept_and_answered_in_their_order(office, graph):
    messages = [{"id": f"m{number}", "text": str(number)} for number in range(5)]
    messages[2]["text"] = "\ud800"
    receipts = [{"id": "r0", "status": "sent"}, BROKEN]
    accepted = office.posts(messages=messages, receipts=receipts, unreadable=[["why", "{}"]]).result(10)
    assert accepted == Accepted(messages=4, receipts=1, unreadable=2)
    assert len(office.rows(ReceiptEntry)) == 1
    assert sorted(row.reason == "why" for row in office.rows(QuarantineEntry)) == [False, True]
    office.settle()
    assert graph.texts == ["0", "1", "3", "4"]


def test_coming_again_it_is_kept_again_and_its_parts_are_not_doubled(office, graph):
    messages = [{"id": "m0", "text": "fine"}, {"id": "m1", "text": "\ud800"}]
    for _ in range(2):
        assert office.posts(messages=messages).result(10) == Accepted(messages=1, unreadable=1)
    office.settle()
    assert graph.texts == ["fine"]


def test_where_not_even_the_quarantine_takes_it_nothing_is_acknowledged(office, monkeypatch):
    insert = office.desk.storage.house.insert_many

    def away(model, rows, **options):
        if model is QuarantineEntry and rows:
            raise StorageError("the database is away")
        return insert(model, rows, **options)

    with monkeypatch.context() as patch:
        patch.setattr(office.desk.storage.house, "insert_many", away)
        with pytest.raises(StorageError, match="away"):
            office.posts(messages=[{"id": "m0", "text": "\ud800"}]).result(10)
    assert office.rows(QuarantineEntry) == office.rows(InboxEntry) == []
    assert office.posts(messages=[{"id": "m0", "text": "\ud800"}]).result(10) == Accepted(unreadable=1)


def breaking(house, monkeypatch, trouble: Exception, text: str | None = None) -> None:
    """Have the inbox take no messages, or none with a text."""
    insert = house.insert_many

    def broken(model, rows, **options):
        if model is InboxEntry and any(text in (None, row["payload"]["text"]) for row in rows):
            raise trouble
        return insert(model, rows, **options)

    monkeypatch.setattr(house, "insert_many", broken)


@pytest.mark.parametrize(
    "trouble",
    [
        StorageError("the disk is full"),
        RuntimeError("a mistake of ours"),
        TypeError("a mistake of ours"),
        ValueError("a mistake of ours"),
        ValueRefused("a column of ours is too small"),
        OverflowError("ids of ours have run out"),
    ],
    ids=lambda trouble: type(trouble).__name__,
)
def test_what_may_go_well_the_next_time_is_not_put_aside(office, monkeypatch, trouble):
    """Whatever it is, when not even something harmless can be written the webhook is not to blame."""
    house = office.desk.storage.house
    with monkeypatch.context() as patch:
        breaking(house, patch, trouble)
        webhooks = [office.posts(messages=[{"id": f"m{number}", "text": "fine"}]) for number in range(5)]
        for webhook in webhooks:
            with pytest.raises(type(trouble), match=str(trouble)):
                webhook.result(10)
    assert office.rows(QuarantineEntry) == office.rows(Contact) == []
    assert office.posts(messages=[{"id": "m0", "text": "fine"}]).result(10) == Accepted(messages=1)


@pytest.mark.parametrize("mistake", [TypeError("in our code"), ValueError("in our code"), KeyError("ours")])
def test_a_mistake_of_ours_costs_other_parts_nothing_and_comes_again(office, graph, monkeypatch, mistake):
    messages = [{"id": f"m{number}", "text": str(number), "contact": f"c{number}"} for number in range(5)]
    with monkeypatch.context() as patch:
        breaking(office.desk.storage.house, patch, mistake, "2")
        with pytest.raises(type(mistake), match="our"):
            office.posts(messages=messages).result(10)
    assert office.rows(QuarantineEntry) == []
    office.settle()
    assert sorted(graph.texts) == ["0", "1", "3", "4"]
    assert office.posts(messages=messages).result(10) == Accepted(messages=5)
    office.settle()
    assert sorted(graph.texts) == ["0", "1", "2", "3", "4"]


def test_a_value_of_one_and_a_mistake_with_another_part_is_not_put_aside_yet(office, monkeypatch):
    messages = [{"id": "m0", "text": "odd"}, {"id": "m1", "text": "\ud800"}, {"id": "m2", "text": "fine"}]
    with monkeypatch.context() as patch:
        breaking(office.desk.storage.house, patch, TypeError("in our code"), "odd")
        with pytest.raises(TypeError):
            office.posts(messages=messages).result(10)
    assert (office.rows(QuarantineEntry), len(office.inbox())) == ([], 1)
    assert office.posts(messages=messages).result(10) == Accepted(messages=2, unreadable=1)


def test_the_proof_that_values_are_to_blame_leaves_nothing_behind(office, graph):
    office.posts(messages=[{"id": "m0", "text": "\ud800"}]).result(10)
    office.settle()
    for model in (InboxEntry, ReceiptEntry, Contact, Conversation):
        assert office.rows(model) == []
    assert (len(office.rows(QuarantineEntry)), office.script.events, graph.texts) == (1, [], [])
