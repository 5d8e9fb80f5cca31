"""When customers last gave a visit another time themselves: staff may do so without their knowing."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase


def up(migrator: Any, db: Any) -> None:
    """Add the column."""
    moment = "TEXT" if isinstance(db, SqliteDatabase) else "TIMESTAMPTZ"
    db.execute_sql(f"ALTER TABLE bookings ADD COLUMN agreed_at {moment}")
