"""Statements that are written once: the same rows as when Peewee writes them anew, and the same refusals."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from frontdesk.clock import FrozenClock
from frontdesk.errors import OutsideTransaction, StorageError
from frontdesk.storage import Contact, Conversation, Prepared, Scope, Slot, Storage
from frontdesk.storage.models import QuarantineEntry

BY_CHANNEL = Prepared(Contact.select().where(Contact.channel == Slot(Contact.channel)).order_by(Contact.id))
WIDE = Prepared(
    Contact.select().where((Contact.channel == Slot(Contact.channel)) | (Contact.id == Slot(Contact.id)))
)
SOME = Prepared(Contact.select().where(Contact.id.in_(Slot(Contact.id, "ids"))), many=["ids"])
WITH_CONTACT = Prepared(
    Conversation.select(Conversation.id, Conversation.account, Contact.id, Contact.tenant, Contact.address)
    .join(Contact)
    .where(Conversation.id == Slot(Conversation.id))
)
CLAIM = Prepared(
    Conversation.update(fence=Conversation.fence + 1, lease_until=Slot(Conversation.lease_until, "until"))
    .where(Conversation.id == Slot(Conversation.id))
    .returning(Conversation)
)
RENAME = Prepared(Contact.update(channel=Slot(Contact.channel)).where(Contact.id == Slot(Contact.id)))
RENAME_ONE = Prepared(RENAME.query.returning(Contact.id))


class _Texts(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


@pytest.fixture
def written(storage: Storage) -> Iterator[list[str]]:
    """The text of each statement that runs, as it is logged."""
    log, texts = logging.getLogger("peewee"), _Texts()
    log.addHandler(texts)
    log.setLevel(logging.DEBUG)
    yield texts.texts
    log.setLevel(logging.NOTSET)
    log.removeHandler(texts)


def test_a_prepared_query_keeps_to_the_tenant(
    storage: Storage, salon: Scope, clinic: Scope, add_contact: Any
) -> None:
    with storage.write():
        ours, theirs = add_contact(salon), add_contact(clinic)
        assert salon.rows(RENAME_ONE, id=theirs, channel="telegram") == []
        assert storage.run(RENAME, id=theirs, channel="web") == 1

    assert [row.id for row in salon.rows(BY_CHANNEL, channel="whatsapp")] == [ours]
    assert clinic.rows(BY_CHANNEL, channel="telegram") == []
    assert [row.id for row in salon.rows(WIDE, channel="whatsapp", id=theirs)] == [ours]
    assert salon.first(SOME, ids=[theirs]) is None
    assert [row.id for row in salon.rows(SOME, ids=[ours, theirs])] == [ours]
    assert {row.id for row in storage.rows(SOME, ids=[ours, theirs])} == {ours, theirs}
    assert [row.id for row in clinic.rows(BY_CHANNEL, channel="web")] == [theirs]


def test_a_tenant_reaches_no_table_without_tenants(salon: Scope) -> None:
    with pytest.raises(StorageError, match="has no tenant"):
        salon.rows(
            Prepared(QuarantineEntry.select().where(QuarantineEntry.id == Slot(QuarantineEntry.id))), id=1
        )


def test_rows_come_as_the_fields_read_them(
    storage: Storage, salon: Scope, add_contact: Any, clock: FrozenClock
) -> None:
    until = clock.now() + timedelta(seconds=10)
    with storage.write():
        contact = add_contact(salon, address="79991234567")
        made = salon.insert(
            Conversation, channel="whatsapp", account="1", contact=contact, created_at=clock.now()
        )
        claimed = storage.first(CLAIM, id=made, until=until)
    row = storage.first(WITH_CONTACT, id=made)

    assert (claimed.fence, claimed.lease_until, claimed.state, claimed.tenant) == (1, until, None, "salon")
    assert claimed.contact_id == contact
    assert (row.id, row.account, row.contact.id, row.contact.tenant) == (made, "1", contact, "salon")
    assert salon.reveal(row.contact, Contact.address) == "79991234567"
    assert [vars(each)["__data__"] for each in salon.rows(BY_CHANNEL, channel="whatsapp")] == [
        vars(each)["__data__"] for each in salon.rows(salon.select(Contact))
    ]


def test_nothing_prepared_is_written_outside_the_write_transaction(
    storage: Storage, clock: FrozenClock
) -> None:
    with pytest.raises(OutsideTransaction):
        storage.rows(CLAIM, id=1, until=clock.now())
    with pytest.raises(OutsideTransaction):
        storage.run(RENAME, id=1, channel="web")


def test_a_condition_is_written_once_whatever_its_values(
    storage: Storage, salon: Scope, clinic: Scope, add_contact: Any, written: list[str]
) -> None:
    with storage.write():
        ids = [add_contact(scope, address=address) for scope in (salon, clinic) for address in "12"]
    for number in ids:
        salon.get(Contact, Contact.id == number, Contact.channel == "whatsapp")
        clinic.get(Contact, Contact.id == number, Contact.channel == "web")
    reads = [text for text in written if text.startswith("SELECT") and "contacts" in text]

    assert len(reads) == 2 * len(ids)
    assert len(set(reads)) == 1


def test_conditions_that_look_alike_are_told_apart(storage: Storage, salon: Scope, add_contact: Any) -> None:
    with storage.write():
        named, nameless = add_contact(salon, name="Анна"), add_contact(salon, "2", channel="web")

    assert salon.get(Contact, Contact.id == nameless).id == nameless
    assert salon.get(Contact, Contact.id != nameless).id == named
    assert salon.get(Contact, Contact.id > named).id == nameless
    assert salon.get(Contact, Contact.name.is_null()).id == nameless
    assert salon.get(Contact, Contact.name.is_null(False)).id == named
    both = (Contact.id == named) & (Contact.channel == "web")
    either = (Contact.id == named) | (Contact.channel == "web")
    assert salon.get(Contact, both) is None
    assert salon.get(Contact, either, Contact.id == nameless).id == nameless
    assert salon.get(Contact, Contact.id == named, either).id == named
    assert salon.get(Contact, Contact.id.in_([nameless])).id == nameless


def test_what_is_sealed_is_not_looked_for_in_the_clear(salon: Scope) -> None:
    for condition in (Contact.phone == "+79991234567", Contact.phone_digest == "+79991234567"):
        with pytest.raises(TypeError):
            salon.get(Contact, condition)


def test_a_default_is_made_for_each_row(storage: Storage, clock: FrozenClock) -> None:
    with storage.write():
        first = storage.house.insert(
            QuarantineEntry, channel="a", body="x", reason="r", received_at=clock.now()
        )
        second = storage.house.insert(
            QuarantineEntry, channel="b", body="x", reason="r", received_at=clock.now()
        )
    assert first != second
    rows = storage.rows(QuarantineEntry.select().order_by(QuarantineEntry.id))
    assert [(row.channel, storage.house.reveal(row, QuarantineEntry.body)) for row in rows] == [
        ("a", "x"),
        ("b", "x"),
    ]
    assert rows[0].body != rows[1].body


def test_what_a_prepared_update_writes_is_sealed_for_the_tenant(
    storage: Storage, salon: Scope, add_contact: Any, clock: FrozenClock
) -> None:
    think = Prepared(
        Conversation.update(state=Slot(Conversation.state))
        .where(Conversation.id == Slot(Conversation.id))
        .returning(Conversation)
    )
    with storage.write():
        contact = add_contact(salon)
        made = salon.insert(Conversation, channel="w", account="1", contact=contact, created_at=clock.now())
        row = salon.first(think, id=made, state={"misses": 1})
        with pytest.raises(TypeError, match="is sealed"):
            storage.first(think, id=made, state={"misses": 1})
        with pytest.raises(TypeError, match="is sealed"):
            storage.house.first(think, id=made, state={"misses": 1})

    assert salon.reveal(row, Conversation.state) == {"misses": 1}
    assert b"misses" not in row.state


@pytest.mark.parametrize("table", ["inbox", "outbox"])
def test_what_waits_is_found_without_reading_what_is_done(sqlite: Storage, table: str) -> None:
    waiting = f"SELECT * FROM {table} WHERE conversation_id = 1 AND state = 'pending' ORDER BY id LIMIT 1"
    with sqlite.connection():
        plan = sqlite.database.execute_sql(f"EXPLAIN QUERY PLAN {waiting}").fetchall()

    assert [step[-1] for step in plan] == [
        f"SEARCH {table} USING INDEX {table}_conversation_id_state_id (conversation_id=? AND state=?)"
    ]
