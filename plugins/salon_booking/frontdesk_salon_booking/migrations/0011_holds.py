"""Bookings that are kept for a customer for some minutes only, and are in nobody's way after that."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_MOMENT = {"sqlite": "TEXT", "postgresql": "TIMESTAMPTZ"}

#: Nothing has ever held a time so far; should something have, it does so no longer.
_LET_GO = """
    UPDATE bookings SET status = 'cancelled', cancelled_at = updated_at, cancelled_by = 'business'
    WHERE status = 'held'
"""

_COLUMNS = (
    """
    ALTER TABLE bookings
        ADD COLUMN hold_until {moment} CHECK ((status = 'held') = (hold_until IS NOT NULL))
    """,
    "ALTER TABLE booking_segments ADD COLUMN held_until {moment}",
    # One hold a conversation, however many turns there are at once.
    "CREATE UNIQUE INDEX bookings_hold ON bookings (conversation_id) WHERE status = 'held'",
    # Still all that looking for a free time reads.
    "DROP INDEX booking_segments_busy",
    """
    CREATE INDEX booking_segments_busy
        ON booking_segments (tenant_id, busy_to, busy_from, staff, booking_id, live, held_until) WHERE live
    """,
)

_FOLLOW = """
    UPDATE booking_segments SET live = NEW.status IN ('held', 'confirmed'), held_until = NEW.hold_until
    WHERE booking_id = NEW.id;
"""

_FOLLOW_POSTGRESQL = (
    "DROP TRIGGER bookings_status_changed ON bookings",
    f"""
    CREATE OR REPLACE FUNCTION booking_segments_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        {_FOLLOW}
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER bookings_status_changed AFTER UPDATE OF status, hold_until ON bookings FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.hold_until IS DISTINCT FROM NEW.hold_until)
    EXECUTE FUNCTION booking_segments_follow()
    """,
)

_FOLLOW_SQLITE = (
    "DROP TRIGGER bookings_status_changed",
    f"""
    CREATE TRIGGER bookings_status_changed AFTER UPDATE OF status, hold_until ON bookings
    WHEN OLD.status <> NEW.status OR OLD.hold_until IS NOT NEW.hold_until
    BEGIN
        {_FOLLOW}
    END
    """,
)


def up(migrator: Any, db: Any) -> None:
    """Add the columns, and let segments follow them."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    db.execute_sql(_LET_GO)
    for statement in _COLUMNS:
        db.execute_sql(statement.format(moment=_MOMENT[dialect]))
    for statement in _FOLLOW_SQLITE if dialect == "sqlite" else _FOLLOW_POSTGRESQL:
        db.execute_sql(statement)
