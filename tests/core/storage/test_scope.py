"""A scope: one tenant's rows, sealed for it."""

from __future__ import annotations

from pathlib import Path

import peewee
import pytest

from frontdesk.clock import FrozenClock
from frontdesk.crypto import KeyRing
from frontdesk.errors import Conflict, OutsideTransaction, StorageError, Undecryptable
from frontdesk.storage import Contact, Conversation, Model, Prepared, Scope, Storage
from frontdesk.storage.models import ChannelAccount, InboxEntry, QuarantineEntry


def test_a_tenant_sees_and_changes_its_own_rows_only(
    storage: Storage, salon: Scope, clinic: Scope, add_contact
) -> None:
    with storage.write():
        ours, theirs = add_contact(salon), add_contact(clinic)
        assert salon.update(Contact, Contact.id == theirs, name="changed") == 0
        assert salon.delete(Contact, Contact.id == theirs) == 0
        assert salon.update(Contact, channel="telegram") == 1

    assert [row.id for row in salon.rows(salon.select(Contact))] == [ours]
    assert salon.get(Contact, Contact.id == theirs) is None
    assert clinic.get(Contact, Contact.id == theirs).channel == "whatsapp"
    assert len(storage.house.rows(storage.house.select(Contact))) == 2


def test_conditions_joined_by_or_do_not_reach_another_tenant(
    storage: Storage, salon: Scope, clinic: Scope, add_contact
) -> None:
    with storage.write():
        theirs = add_contact(clinic)
        wide = (Contact.id == theirs) | (Contact.channel == "whatsapp")
        assert salon.delete(Contact, wide) == 0

    assert salon.rows(salon.select(Contact).where(wide)) == []
    assert salon.rows(salon.select(Contact).orwhere(Contact.id == theirs)) == []


def test_a_union_cannot_be_kept_to_a_tenant(storage: Storage, salon: Scope) -> None:
    for query in (
        salon.select(Contact) | Contact.select(),
        Prepared(Contact.select() | Contact.select()),
    ):
        with pytest.raises(StorageError, match="union"):
            salon.rows(query)


def test_a_row_for_another_tenant_is_refused(storage: Storage, salon: Scope, add_contact) -> None:
    with storage.write():
        with pytest.raises(StorageError, match="another tenant"):
            add_contact(salon, tenant="clinic")
        row = add_contact(salon)
        with pytest.raises(StorageError, match="another tenant"):
            salon.update(Contact, Contact.id == row, tenant="clinic")
        with pytest.raises(StorageError, match="another tenant"):
            salon.update(Contact, Contact.id == row, tenant_id="clinic")


def test_another_tenants_row_cannot_be_revealed(
    storage: Storage, salon: Scope, clinic: Scope, add_contact
) -> None:
    with storage.write():
        theirs = add_contact(clinic, name="Анна")
    row = clinic.get(Contact, Contact.id == theirs)

    assert clinic.reveal(row, Contact.name) == "Анна"
    assert storage.house.reveal(row, Contact.name) == "Анна"
    with pytest.raises(Undecryptable):
        salon.reveal(row, Contact.name)


def test_a_value_moved_to_another_column_or_tenant_does_not_open(
    storage: Storage, salon: Scope, clinic: Scope, add_contact
) -> None:
    with storage.write():
        source = salon.get(Contact, Contact.id == add_contact(salon, phone="+79991234567"))
        target = add_contact(clinic)
        storage.run(Contact.update(phone=source.phone).where(Contact.id == target))
        storage.run(Contact.update(name=source.phone).where(Contact.id == source.id))

    with pytest.raises(Undecryptable):
        clinic.reveal(clinic.get(Contact, Contact.id == target), Contact.phone)
    with pytest.raises(Undecryptable):
        salon.reveal(salon.get(Contact, Contact.id == source.id), Contact.name)


def test_personal_data_is_nowhere_in_the_clear_and_can_be_found(
    tmp_path: Path, keys: KeyRing, clock: FrozenClock, add_contact
) -> None:
    storage = Storage.open(f"sqlite:///{tmp_path / 'frontdesk.db'}", keys, clock)
    storage.migrate()
    salon = storage.scope("salon")
    with storage.write():
        add_contact(salon, "address-79991234567", phone="+79991234567", name="Анна Ахматова")
        salon.insert(ChannelAccount, channel="whatsapp", account="1", access_token="EAAG-secret")
        storage.house.insert(
            QuarantineEntry,
            channel="whatsapp",
            body='{"text": "стрижка"}',
            reason="r",
            received_at=clock.now(),
        )
    found = salon.get(Contact, Contact.phone_digest == salon.digest(Contact.phone_digest, "+79991234567"))
    quarantined = storage.house.get(QuarantineEntry)
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())

    assert salon.reveal(found, Contact.name) == "Анна Ахматова"
    assert storage.house.reveal(quarantined, QuarantineEntry.body) == '{"text": "стрижка"}'
    for secret in ("79991234567", "Анна", "Ахматова", "EAAG-secret", "стрижка"):
        assert secret.encode() not in kept
    storage.close()


def test_digests_follow_the_value(storage: Storage, salon: Scope, add_contact) -> None:
    def by_phone(phone: str) -> list[int]:
        digest = salon.digest(Contact.phone_digest, phone)
        return [row.id for row in salon.rows(salon.select(Contact).where(Contact.phone_digest == digest))]

    with storage.write():
        contact = add_contact(salon, phone="+71")
    assert (by_phone("+71"), by_phone("+72")) == ([contact], [])
    with storage.write():
        salon.update(Contact, Contact.id == contact, phone="+72")
    assert (by_phone("+71"), by_phone("+72")) == ([], [contact])
    with storage.write():
        salon.update(Contact, Contact.id == contact, phone=None)
    assert by_phone("+72") == []
    assert salon.reveal(salon.get(Contact), Contact.phone) is None


def test_insert_new_inserts_once(storage: Storage, salon: Scope, clinic: Scope, clock: FrozenClock) -> None:
    row = {"channel": "whatsapp", "address": "7", "created_at": clock.now()}
    with storage.write():
        first = salon.insert_new(Contact, **row)
        assert salon.insert_new(Contact, **row) is None
        assert clinic.insert_new(Contact, **row) not in (None, first)
        # The id of an earlier row must not be mistaken for one of a row that was not inserted.
        assert salon.insert_new(Contact, **row) is None

    assert len(salon.rows(salon.select(Contact))) == 1


def test_sealed_json_and_foreign_keys(
    storage: Storage, salon: Scope, clock: FrozenClock, add_contact
) -> None:
    state = {"form": {"day": "2026-11-23"}, "text": "Привет", "n": [1, 2.5, None]}
    with storage.write():
        contact = add_contact(salon)
        values = {"channel": "whatsapp", "account": "1", "state": state, "created_at": clock.now()}
        salon.insert(Conversation, contact_id=contact, **values)
    with pytest.raises(Conflict, match=r"(?i)foreign key"), storage.write():
        salon.insert(Conversation, contact_id=contact + 1, **values)

    row = salon.get(Conversation)

    assert (row.contact_id, row.fence) == (contact, 0)
    assert salon.reveal(row, Conversation.state) == state


def test_a_text_given_for_a_digest_without_a_field_is_hashed(
    storage: Storage, salon: Scope, clock: FrozenClock
) -> None:
    now = clock.now()
    with storage.write():
        salon.insert(
            InboxEntry,
            channel="whatsapp",
            account="1",
            message_digest="wamid.1",
            payload={"text": "hi"},
            received_at=now,
            due_at=now,
        )

    digest = salon.digest(InboxEntry.message_digest, "wamid.1")

    assert salon.get(InboxEntry, InboxEntry.message_digest == digest) is not None


def test_expressions_can_be_stored(storage: Storage, salon: Scope, clock: FrozenClock, add_contact) -> None:
    with storage.write():
        contact = add_contact(salon)
        salon.insert(
            Conversation, contact_id=contact, channel="whatsapp", account="1", created_at=clock.now()
        )
        assert salon.update(Conversation, fence=Conversation.fence + 1) == 1

    assert salon.get(Conversation).fence == 1


def test_nothing_is_written_outside_the_write_transaction(
    storage: Storage, salon: Scope, add_contact
) -> None:
    for attempt in (
        lambda: add_contact(salon),
        lambda: salon.update(Contact, name="x"),
        lambda: salon.delete(Contact),
        lambda: salon.lock("chair"),
        salon.require_write,
    ):
        with pytest.raises(OutsideTransaction):
            attempt()
    assert salon.get(Contact) is None


def test_a_tenant_does_not_reach_tables_without_tenants(storage: Storage, salon: Scope) -> None:
    with storage.write():
        for attempt in (
            lambda: salon.select(QuarantineEntry),
            lambda: salon.insert(QuarantineEntry, channel="w"),
            lambda: salon.update(QuarantineEntry, channel="w"),
            lambda: salon.delete(QuarantineEntry),
        ):
            with pytest.raises(StorageError, match=r"QuarantineEntry has no tenant.*storage\.house"):
                attempt()


def test_the_house_does_not_seal_for_a_tenant_it_does_not_know(storage: Storage, add_contact) -> None:
    with storage.write():
        add_contact(storage.house, tenant="salon")
        with pytest.raises(StorageError, match=r"update them in storage\.scope"):
            storage.house.update(Contact, name="Анна")
        assert storage.house.update(Contact, tenant="salon", name="Анна") == 1
        assert storage.house.update(Contact, channel="telegram") == 1

    row = storage.scope("salon").get(Contact)

    assert storage.scope("salon").reveal(row, Contact.name) == "Анна"


def test_a_tenants_id_is_not_empty(storage: Storage) -> None:
    with pytest.raises(StorageError, match=r"storage\.house"):
        storage.scope("")


def test_mistakes_are_named(storage: Storage, salon: Scope, add_contact) -> None:
    class Other(Model):
        name = peewee.TextField()

    with storage.write():
        with pytest.raises(StorageError, match=r"Contact has no field 'fone'.*phone"):
            add_contact(salon, fone="+71")
        add_contact(salon, name="Анна")
    row = salon.rows(salon.select(Contact, Contact.id))[0]
    with pytest.raises(StorageError, match=r"Contact\.name was not selected"):
        salon.reveal(row, Contact.name)
    with pytest.raises(StorageError, match="not sealed"):
        salon.reveal(row, Contact.channel)
    with pytest.raises(StorageError, match="not a Digest"):
        salon.digest(Contact.phone, "+71")
    with pytest.raises(Undecryptable, match="not a row of Contact"):
        salon.reveal(Other(name="x"), Contact.name)
