"""The connection dies while a commit is under way: nobody knows whether the database has kept it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from peewee import OperationalError

from frontdesk.storage import Conversation


@pytest.fixture(params=[True, False], ids=["kept", "not kept"])
def kept(request) -> bool:
    """Whether the database keeps what it was asked to commit before the connection dies."""
    return bool(request.param)


@pytest.fixture
def break_commit(office, kept, monkeypatch):
    """Lets the next commit end with an error."""
    database = office.desk.storage.database
    commit = database.commit

    def broken() -> None:
        monkeypatch.setattr(database, "commit", commit)
        if kept:
            commit()
        raise OperationalError("server closed the connection unexpectedly")

    return lambda: monkeypatch.setattr(database, "commit", broken)


@pytest.mark.parametrize("contacts", [["ann"], ["ann", "bob", "cat"]], ids=["alone", "shared"])
def test_a_turn_is_taken_once(office, message, graph, clock, break_commit, contacts):
    office.hears(*(message(f"m-{each}", f"hello from {each}", contact=each) for each in contacts))
    read: list[str] = []

    def listen(utterance) -> None:
        read.append(utterance.text)
        if len(read) == len(contacts):
            break_commit()

    office.script.reads = listen
    office.settle()
    # Enough for a failed turn to be tried again, and for a reply that was claimed and not sent.
    for _ in range(4):
        clock.advance(timedelta(seconds=21))
        office.settle()
    texts = sorted(f"hello from {each}" for each in contacts)
    assert sorted(office.said("in")) == sorted(office.said("out")) == texts
    assert sorted(graph.texts) == texts
    assert set(office.inbox()) == {"done"}
    assert [row.lease_until for row in office.rows(Conversation)] == [None] * len(contacts)


def test_a_message_is_taken_in_once_and_answered(office, message, graph, break_commit):
    body = {"messages": [{"id": "m1", "text": "hello"}]}
    break_commit()
    with pytest.raises(Exception, match="closed the connection"):
        office.posts(**body).result(10)
    office.settle()
    office.posts(**body).result(10)
    office.settle()
    assert graph.texts == office.said("in") == ["hello"]


def test_an_outcome_that_was_not_written_for_sure_is_made_up_for(office, message, graph, clock, break_commit):
    office.hears(message("m1", "hello"))
    graph.on_request = break_commit
    office.settle()
    graph.on_request = lambda: None
    for _ in range(3):
        clock.advance(timedelta(seconds=21))
        office.settle()
    assert office.outbox() == ["sent"]
    assert set(graph.texts) == {"hello"}
    assert len(graph.texts) <= 2
