"""When a visit is looked at next for its reminders, and since when the customer says that they are coming."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_MOMENTS = {"sqlite": "TEXT", "postgresql": "TIMESTAMPTZ"}

_STATEMENTS = (
    "ALTER TABLE bookings ADD COLUMN confirmed_at {moment}",
    "ALTER TABLE bookings ADD COLUMN remind_at {moment}",
    """
    CREATE INDEX bookings_to_remind ON bookings (remind_at)
        WHERE status = 'confirmed' AND conversation_id IS NOT NULL
    """,
)


def up(migrator: Any, db: Any) -> None:
    """Add the columns and the index."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    for statement in _STATEMENTS:
        db.execute_sql(statement.format(moment=_MOMENTS[dialect]))
