"""The door: what is acknowledged is on disk, and what is not wanted does no harm."""

from __future__ import annotations

import threading

import pytest

from frontdesk import MessageReceived, Overloaded, SignatureInvalid, WebhookRequest
from frontdesk.pipeline.intake import Accepted, Intake
from frontdesk.storage import Contact, Conversation
from frontdesk.storage.models import InboxEntry, QuarantineEntry, ReceiptEntry


def test_a_webhook_is_on_disk_when_it_is_acknowledged(office):
    accepted = office.posts(
        messages=[{"id": "m1", "text": "hello"}, {"id": "m2", "text": "there"}],
        receipts=[{"id": "x", "status": "sent"}],
        unreadable=[["no text", '{"id": "m3"}']],
    ).result(10)
    assert accepted == Accepted(messages=2, receipts=1, unreadable=1)
    assert office.inbox() == ["pending", "pending"]
    assert len(office.rows(ReceiptEntry)) == len(office.rows(QuarantineEntry)) == 1
    assert MessageReceived("corner", channel="post", kind="text") in office.script.events


def test_the_acknowledged_message_is_answered(office, graph):
    office.posts(messages=[{"id": "m1", "text": "hello"}]).result(10)
    office.settle()
    assert graph.texts == ["hello"]


def test_a_webhook_from_somebody_else_leaves_no_trace(office):
    with pytest.raises(SignatureInvalid):
        office.posts(b"please", messages=[{"id": "m1", "text": "hello"}])
    assert office.rows(InboxEntry) == office.rows(QuarantineEntry) == []


def test_a_body_that_cannot_be_read_is_kept_in_quarantine(office):
    request = WebhookRequest(b"\xff{", {"x-secret": b"open sesame"})
    assert office.receives(request).result(10) == Accepted(unreadable=1)
    [entry] = office.rows(QuarantineEntry)
    assert (entry.channel, entry.reason) == ("post", "not JSON")
    assert office.desk.storage.house.reveal(entry, QuarantineEntry.body) == "\\xff{"


def test_an_unknown_account_is_kept_and_never_answered(office, message, graph, caplog):
    office.hears(message("m1", "hello", account="nobody's"), message("m2", "hello"))
    office.hears(message("m1", "hello", account="nobody's"))
    office.settle()
    assert office.inbox() == ["unrouted", "done"]
    assert office.rows(InboxEntry)[0].conversation_id is None
    assert graph.texts == ["hello"]
    assert "a message on post is for an account that no active business has; kept" in caplog.messages


def test_names_and_phones_follow_the_channel_and_conversations_stay_one(office, message):
    house = office.desk.storage.house
    office.hears(message("m1", "hello"), message("m2", "hello", contact="bob"))
    office.hears(message("m3", "hello", profile_name="Anna", phone="+79991234567"))
    office.hears(message("m4", "hello", profile_name=None))
    people = [
        (house.reveal(row, Contact.name), house.reveal(row, Contact.phone)) for row in office.rows(Contact)
    ]
    assert people == [("Anna", "+79991234567"), ("Ann", None)]
    assert len(office.rows(Conversation)) == 2


def test_one_address_at_two_businesses_is_two_contacts(office, message, graph):
    office.desk.tenants.save(id="other", name="Other", bot="scripted", channel="post", account="777")
    office.hears(message("m1", "to the corner"), message("m1", "to the other", account="777"))
    office.settle()
    assert sorted(row.tenant for row in office.rows(Contact)) == ["corner", "other"]
    assert sorted(graph.tokens) == ["", "token of corner"]


def test_webhooks_that_come_in_together_share_commits(office, monkeypatch):
    """While the first one is being written the others gather, and are written together."""
    commits = []
    write = office.desk.storage.write
    first, go_on = threading.Event(), threading.Event()

    def counted():
        commits.append(None)
        if len(commits) == 1:
            first.set()
            assert go_on.wait(10)
        return write()

    monkeypatch.setattr(office.desk.storage, "write", counted)
    waiting = [office.posts(messages=[{"id": "m0", "text": "0"}])]
    assert first.wait(10)
    waiting += [office.posts(messages=[{"id": f"m{number}", "text": "x"}]) for number in range(1, 20)]
    go_on.set()
    assert [future.result(10).messages for future in waiting] == [1] * 20
    assert len(commits) == 2
    assert len(office.inbox()) == 20


def test_one_webhook_that_cannot_be_written_does_not_take_its_neighbours_along(office):
    """A lone surrogate cannot be encoded, so this message can never be stored."""
    bad, good = [], []
    for number in range(6):
        text = "\ud800" if number == 3 else "fine"
        (bad if number == 3 else good).append(office.posts(messages=[{"id": f"m{number}", "text": text}]))
    for future in good:
        assert future.result(10).messages == 1
    with pytest.raises(UnicodeEncodeError):
        bad[0].result(10)
    assert len(office.inbox()) == 5


def test_when_the_writer_falls_behind_webhooks_are_refused(office, monkeypatch):
    intake = Intake(office.desk, most_waiting=3)
    office.intake.close()
    office.intake = intake
    write = office.desk.storage.write
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        begun.set()
        assert go_on.wait(10)
        return write()

    monkeypatch.setattr(office.desk.storage, "write", slow)
    accepted = [office.posts(messages=[{"id": "m0", "text": "x"}])]
    assert begun.wait(10)
    accepted += [office.posts(messages=[{"id": f"m{number}", "text": "x"}]) for number in (1, 2, 3)]
    with pytest.raises(Overloaded):
        office.posts(messages=[{"id": "m4", "text": "x"}])
    go_on.set()
    assert [future.result(10).messages for future in accepted] == [1, 1, 1, 1]
    assert len(office.inbox()) == 4


def test_closing_writes_what_was_taken_in_and_takes_in_no_more(office):
    futures = [office.posts(messages=[{"id": f"m{number}", "text": "x"}]) for number in range(10)]
    office.intake.close()
    assert [future.result(0).messages for future in futures] == [1] * 10
    with pytest.raises(Overloaded):
        office.posts(messages=[{"id": "late", "text": "x"}])
