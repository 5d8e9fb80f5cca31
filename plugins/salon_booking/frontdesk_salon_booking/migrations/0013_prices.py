"""Prices "from" so much, and the kinds of services, as they were when a visit was booked."""

from __future__ import annotations

from typing import Any

_STATEMENTS = (
    "ALTER TABLE bookings ADD COLUMN price_from BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE booking_segments ADD COLUMN price_from BOOLEAN NOT NULL DEFAULT FALSE",
    "ALTER TABLE booking_segments ADD COLUMN category VARCHAR(63)",
)


def up(migrator: Any, db: Any) -> None:
    """Add the columns; what is booked was agreed at exactly its price."""
    for statement in _STATEMENTS:
        db.execute_sql(statement)
