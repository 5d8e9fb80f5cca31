"""How often PostgreSQL is asked for one message: each time takes longer than most of what it is asked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from peewee import OperationalError

from frontdesk.errors import StorageError
from frontdesk.storage.engines import courier


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[object]]:
    """What the server is told, by whichever thread."""
    told: list[object] = []
    say = courier._Cursor._say

    def listen(cursor: courier._Cursor, query: object, vars: object) -> None:
        told.append(query)
        say(cursor, query, vars)

    monkeypatch.setattr(courier._Cursor, "_say", listen)
    return told


def test_somebody_new_costs_no_more_questions(make_office, postgres_url, message, asked):
    office = make_office(postgres_url)
    office.hears(message("m1", "hello"))
    asked.clear()
    office.hears(message("m2", "hello", contact="bob"))
    assert len(asked) == 2, "who is it from; a contact, a conversation and a row in the inbox"


def test_nor_later_once_a_transaction_with_somebody_new_has_failed(
    make_office, postgres_url, message, asked, monkeypatch
):
    office = make_office(postgres_url)
    commit = office.desk.storage.database.commit

    def fail() -> None:
        monkeypatch.setattr(office.desk.storage.database, "commit", commit)
        raise OperationalError("no")

    monkeypatch.setattr(office.desk.storage.database, "commit", fail)
    with pytest.raises(StorageError):
        office.hears(message("m1", "hello"))
    office.hears(message("m2", "hello", contact="bob"))
    asked.clear()
    office.hears(message("m3", "hello", contact="cid"))
    assert len(asked) == 2


def test_a_message_of_somebody_known_is_worked_off_with_few_questions(
    make_office, postgres_url, message, graph, asked
):
    office = make_office(postgres_url)
    office.script.channel.url = graph.url
    office.hears(message("m1", "hello"))
    office.settle()
    asked.clear()

    office.hears(message("m2", "hello"))
    assert len(asked) == 2, "who is it from, and a row in the inbox"
    asked.clear()
    office.desk.queue.run_pending()
    office.jobs.delivery.settle()
    assert graph.texts == ["hello", "hello"]
    assert len(asked) == 5, "a lease; holding it, all of the turn; what became of the reply, and the next one"
