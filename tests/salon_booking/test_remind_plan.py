"""However many visits there have been, those to be reminded of are found by an index."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from frontdesk.testing import Conversation, open_desk
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.remind import REMIND

MONDAY = datetime(2026, 11, 23, 10)
_MANY = 3000


@pytest.fixture
def desk(database_url):
    """A salon with a long past, and a visit ahead."""
    settings = {"salon_booking": {"reminders": [{"before": "24h"}]}}
    with open_desk("salon", clock=MONDAY, settings=settings, database_url=database_url) as desk:
        customer = Conversation(desk, name="Ann")
        customer.say("A manicure on Wednesday at 3 pm, please")
        [found] = desk.storage.rows(Booking.select())
        with desk.storage.write():
            for number in range(_MANY):
                start = found.start_ts - timedelta(days=1 + number)
                desk.storage.scope(found.tenant).insert(
                    Booking,
                    booking_code=f"{number:06}",
                    conversation=found.conversation_id,
                    start_ts=start,
                    end_ts=start + timedelta(hours=1),
                    wall_start="2026-11-24T12:00",
                    zone="Europe/Moscow",
                    status="completed",
                    created_at=start,
                    updated_at=start,
                )
        with desk.storage.connection():
            desk.storage.database.execute_sql("ANALYZE")
        yield desk


def plans(desk, monkeypatch):
    """How the database finds what the job asks it for."""
    asked = []
    fetch = desk.storage._fetch

    def note(statement, values):
        if "remind_at" in statement.sql and not statement.writes:
            asked.append((statement.sql, statement.parameters(values)))
        return fetch(statement, values)

    with monkeypatch.context() as patch:
        patch.setattr(desk.storage, "_fetch", note)
        REMIND.run(desk)
    how = "EXPLAIN QUERY PLAN" if desk.storage.dialect == "sqlite" else "EXPLAIN"
    found = []
    with desk.storage.connection():
        for sql, parameters in asked:
            cursor = desk.storage.database.execute_sql(f"{how} {sql}", parameters)
            found.append(" ".join(str(row) for row in cursor.fetchall()))
    return found


def test_what_is_to_be_looked_at_is_found_by_its_index(desk, monkeypatch):
    found = [plan for plan in plans(desk, monkeypatch) if "booking" in plan]
    assert len(found) >= 2
    assert all("bookings_to_remind" in plan or "PRIMARY KEY" in plan or "pkey" in plan for plan in found), (
        found
    )
    assert sum("bookings_to_remind" in plan for plan in found) == 2
