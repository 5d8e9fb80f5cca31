"""The end of a write transaction: its last statement, and what is asked together with the commit."""

from __future__ import annotations

import pytest

from frontdesk.errors import OutsideTransaction
from frontdesk.storage import Contact, Prepared, Storage

CHANNELS = Prepared(Contact.select(Contact.channel))


def row(clock: object) -> dict[str, object]:
    return {"tenant": "salon", "channel": "whatsapp", "address": "79991234567", "created_at": clock.now()}


def test_nothing_is_written_after_the_last_statement(storage: Storage, clock: object) -> None:
    with storage.write():
        assert storage.finish(CHANNELS) == []
        with pytest.raises(OutsideTransaction, match="last statement"):
            storage.house.insert_many(Contact, [row(clock)])
    with storage.write():
        storage.house.insert_many(Contact, [row(clock)])
    assert storage.tuples(CHANNELS) == [("whatsapp",)]


def test_the_last_statement_belongs_to_the_transaction(storage: Storage, clock: object) -> None:
    with storage.write():
        storage.house.insert_many(Contact, [row(clock)])
        assert storage.finish(CHANNELS) == [("whatsapp",)]
    assert storage.tuples(CHANNELS) == [("whatsapp",)]


def test_what_is_asked_at_the_end_sees_what_was_written(storage: Storage, clock: object) -> None:
    with storage.write():
        storage.house.insert_many(Contact, [row(clock)])
        asked = storage.look_at_end(CHANNELS)
    assert asked == [("whatsapp",)]


def test_it_is_answered_where_nothing_was_written(storage: Storage) -> None:
    with storage.write():
        asked = storage.look_at_end(CHANNELS)
    assert asked == []


def test_only_a_write_transaction_has_an_end(storage: Storage) -> None:
    with pytest.raises(OutsideTransaction):
        storage.look_at_end(CHANNELS)
    with pytest.raises(OutsideTransaction):
        storage.finish(CHANNELS)
    with pytest.raises(OutsideTransaction):
        storage.run_unanswered(CHANNELS)
