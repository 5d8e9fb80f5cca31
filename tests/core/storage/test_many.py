"""Many rows at once."""

from __future__ import annotations

import pytest

from frontdesk.clock import FrozenClock
from frontdesk.errors import Conflict, OutsideTransaction, StorageError
from frontdesk.storage import Contact, Conversation, Prepared, Scope, Slot, Storage

_RENAME = Prepared(
    Contact.update(name=Slot(Contact.name)).where(
        (Contact.id == Slot(Contact.id)) & (Contact.tenant == Slot(Contact.tenant))
    )
)


def rows(clock: FrozenClock, *addresses: str, **values: object) -> list[dict[str, object]]:
    """Contacts to insert."""
    shared = {"channel": "whatsapp", "created_at": clock.now(), **values}
    return [{**shared, "address": address} for address in addresses]


def test_rows_are_inserted_sealed_and_found(storage: Storage, salon: Scope, clock: FrozenClock) -> None:
    with storage.write():
        inserted = salon.insert_many(
            Contact, rows(clock, "1", "2", "3"), returning=[Contact.id, Contact.address_digest]
        )

    ids = {row.address_digest: row.id for row in inserted}
    found = {row.id: salon.reveal(row, Contact.address) for row in salon.rows(salon.select(Contact))}
    assert found == {ids[salon.digest(Contact.address_digest, text)]: text for text in "123"}


def test_the_house_inserts_for_each_tenant_what_only_that_tenant_opens(
    storage: Storage, salon: Scope, clinic: Scope, clock: FrozenClock
) -> None:
    with storage.write():
        ours, theirs = rows(clock, "1", tenant="salon"), rows(clock, "2", tenant="clinic")
        assert storage.house.insert_many(Contact, ours + theirs) == []

    for scope, address in ((salon, "1"), (clinic, "2")):
        (row,) = scope.rows(scope.select(Contact))
        assert scope.reveal(row, Contact.address) == address


def test_rows_that_are_there_are_left_out(storage: Storage, salon: Scope, clock: FrozenClock) -> None:
    with storage.write():
        salon.insert_many(Contact, rows(clock, "1"))
        new = salon.insert_many(
            Contact, rows(clock, "1", "2", "2"), returning=[Contact.address_digest], or_nothing=True
        )
    assert [row.address_digest for row in new] == [salon.digest(Contact.address_digest, "2")]

    with pytest.raises(Conflict), storage.write():
        salon.insert_many(Contact, rows(clock, "3", "1"))
    assert len(salon.rows(salon.select(Contact))) == 2


def test_what_is_returned_is_what_was_stored(storage: Storage, salon: Scope, clock: FrozenClock) -> None:
    """Whether or not the database is asked for it: values given, defaults, numbers and moments."""
    asked = [Contact.created_at, Contact.address_digest, Contact.tenant, Contact.id]
    with storage.write():
        salon.insert_many(Contact, rows(clock, "1"))
        known = salon.insert_many(
            Contact, rows(clock, "1", "2", "1", "3"), returning=asked[1:], or_nothing=True, as_rows=False
        )
        full = salon.insert_many(Contact, rows(clock, "4"), returning=asked)
    found = salon.rows(salon.select(Contact).order_by(Contact.id))
    assert sorted((number, tenant, bytes(digest)) for digest, tenant, number in known) == [
        (row.id, "salon", row.address_digest) for row in found[1:3]
    ]
    assert [(row.id, row.tenant, row.created_at) for row in full] == [(found[3].id, "salon", clock.now())]
    with storage.write():
        (begun,) = salon.insert_many(
            Conversation,
            [{"channel": "whatsapp", "account": "1", "contact": found[0].id, "created_at": clock.now()}],
            returning=[Conversation.contact, Conversation.fence, Conversation.state, Conversation.id],
        )
    assert (begun.contact_id, begun.fence, begun.state) == (found[0].id, 0, None)
    assert salon.get(Conversation, Conversation.id == begun.id) is not None


def test_one_update_for_many_rows(storage: Storage, salon: Scope, clinic: Scope, clock: FrozenClock) -> None:
    with storage.write():
        ours = salon.insert_many(Contact, rows(clock, "1", "2"), returning=[Contact.id])
        theirs = clinic.insert_many(Contact, rows(clock, "1"), returning=[Contact.id])
        names = ["50% Анна", "Ольга; DROP"]
        storage.house.run_many(
            _RENAME,
            [{"id": row.id, "tenant": "salon", "name": name} for row, name in zip(ours, names, strict=True)]
            + [{"id": row.id, "tenant": "salon", "name": "changed"} for row in theirs],
        )
    found = salon.rows(salon.select(Contact).order_by(Contact.id))
    assert [salon.reveal(row, Contact.name) for row in found] == names
    (unchanged,) = clinic.rows(clinic.select(Contact))
    assert unchanged.name is None


def test_nothing_to_do(storage: Storage, salon: Scope) -> None:
    assert salon.insert_many(Contact, []) == []
    salon.run_many(_RENAME, [])


def test_refusals(storage: Storage, salon: Scope, clock: FrozenClock) -> None:
    with pytest.raises(OutsideTransaction):
        salon.insert_many(Contact, rows(clock, "1"))
    with storage.write():
        with pytest.raises(StorageError, match="another tenant"):
            salon.insert_many(Contact, rows(clock, "1") + rows(clock, "2", tenant="clinic"))
        with pytest.raises(StorageError, match="given twice"):
            salon.insert_many(Contact, rows(clock, "1", tenant_id="clinic"))
        with pytest.raises(TypeError, match="sealed"):
            storage.house.run_many(_RENAME, [{"id": 1, "name": "anna"}, {"id": 2, "name": "olga"}])
