"""Field types: what they store, what they refuse."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.clock import FrozenClock
from frontdesk.storage import Contact, Message, Moment, Scope, SealedJSON, Storage
from frontdesk.storage.models import TenantEntry

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
# A day from either end, so that every zone has a UTC moment for it.
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=ZONES)


@given(first=MOMENTS, second=MOMENTS)
def test_the_order_of_texts_is_the_order_of_time(first: datetime, second: datetime) -> None:
    field = Moment()
    texts = field.db_value(first), field.db_value(second)

    assert (texts[0] < texts[1], texts[0] == texts[1]) == (first < second, first == second)
    assert len(texts[0]) == len("2026-11-23T07:00:00.000000+00:00")


@given(moment=MOMENTS)
def test_a_moment_comes_back_in_utc(moment: datetime) -> None:
    field = Moment()
    back = field.python_value(field.db_value(moment))

    assert back == moment
    assert back.tzinfo is UTC


def test_moments_are_stored_and_compared_in_the_database(storage: Storage, salon: Scope, add_contact) -> None:
    early = datetime(2026, 11, 23, 7, 0, 0, 5, tzinfo=UTC)
    with storage.write():
        add_contact(salon, "a", created_at=early + timedelta(hours=1))
        add_contact(salon, "b", created_at=early.astimezone(timezone(timedelta(hours=11))))
    until = early.astimezone(timezone(timedelta(hours=-7)))

    rows = salon.rows(salon.select(Contact).where(Contact.created_at <= until))

    assert [salon.reveal(row, Contact.address) for row in rows] == ["b"]
    assert rows[0].created_at == early
    assert rows[0].created_at.utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("value", "error"), [(datetime(2026, 11, 23), ValueError), ("2026-11-23T00:00:00+00:00", TypeError)]
)
def test_a_moment_that_is_not_one_is_refused(storage: Storage, value: object, error: type[Exception]) -> None:
    with pytest.raises(error, match=r"Contact\.created_at"):
        storage.rows(Contact.select().where(Contact.created_at < value))


@pytest.mark.parametrize("value", ["+79991234567", b"+79991234567", 7])
def test_a_sealed_field_refuses_the_clear_value(storage: Storage, value: object) -> None:
    with storage.write(), pytest.raises(TypeError, match=r"Contact\.phone is sealed"):
        storage.run(Contact.update(phone=value))
    with pytest.raises(TypeError, match=r"Contact\.phone is sealed"):
        storage.rows(Contact.select().where(Contact.phone == value))


def test_a_digest_refuses_the_clear_value(storage: Storage) -> None:
    with pytest.raises(TypeError, match=r"Contact\.phone_digest is a digest"):
        storage.rows(Contact.select().where(Contact.phone_digest == "+79991234567"))


def test_a_sealed_text_holds_text_only(storage: Storage, salon: Scope, add_contact) -> None:
    with storage.write(), pytest.raises(TypeError, match=r"Contact\.phone holds text, not int"):
        add_contact(salon, phone=79991234567)


def test_digests_of_channel_messages_match_across_tables(salon: Scope) -> None:
    assert Message.channel_message_digest.context == "channel_message"
    assert Contact.phone_digest.context == "contacts.phone_digest"
    assert salon.digest(Contact.phone_digest, "x") != salon.digest(Contact.address_digest, "x")


def test_plain_json_comes_back_as_it_was(storage: Storage, clock: FrozenClock) -> None:
    settings = {"texts": {"ru": {"greeting": "Здравствуйте"}}, "list": [1, None, True], "empty": {}}
    now = clock.now()
    with storage.write():
        storage.house.insert(
            TenantEntry, id="t", name="T", bot="b", settings=settings, created_at=now, updated_at=now
        )
        storage.house.update(TenantEntry, TenantEntry.id == "t", settings=[settings])

    row = storage.house.get(TenantEntry, TenantEntry.id == "t")

    assert row.settings == [settings]


@pytest.mark.parametrize(
    "value",
    [
        {"text": "Анна", "list": [1, 2.5, True, None]},
        {1: "a key that is no text"},
        {"large": 2**80},
        Counter(a=2),
        [],
        None,
    ],
)
def test_sealed_json_comes_back_as_json_has_it(value: object) -> None:
    field = SealedJSON()
    assert field.decode(field.encode(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize("value", [{1, 2}, object(), datetime.now(UTC)])
def test_sealed_json_refuses_what_is_not_json(value: object) -> None:
    with pytest.raises(TypeError):
        SealedJSON().encode(value)
