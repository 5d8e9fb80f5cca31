"""Many rows at once."""

from __future__ import annotations

import pytest

from frontdesk.clock import FrozenClock
from frontdesk.errors import Conflict, OutsideTransaction, StorageError
from frontdesk.storage import Contact, Prepared, Scope, Slot, Storage

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
