"""Group classes: several bookings share one time of one chair, each on a seat of its own."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_COLUMNS = (
    "ALTER TABLE booking_segments ADD COLUMN class_key BIGINT",
    "ALTER TABLE booking_segments ADD COLUMN places SMALLINT",
    "ALTER TABLE booking_segments ADD COLUMN seat SMALLINT CHECK (seat IS NULL OR seat BETWEEN 1 AND places)",
)

# A visit that is no class has no seat, and so a range without bounds, which overlaps every seat. Seats of two
# classes do not overlap, so there is a second constraint, whose index holds classes only. GiST knows "<>" of
# numbers only with an extension (btree_gist), but that of addresses without.
_GUARDS_POSTGRESQL = (
    "ALTER TABLE booking_segments ADD CONSTRAINT booking_segments_class_check "
    "CHECK ((seat IS NULL) = (class_key IS NULL) AND (seat IS NULL) = (places IS NULL) AND class_key >= 0)",
    "ALTER TABLE booking_segments DROP CONSTRAINT booking_segments_no_overlap",
    """
    ALTER TABLE booking_segments ADD CONSTRAINT booking_segments_no_overlap EXCLUDE USING gist (
        int8range(resource_id, resource_id, '[]') WITH &&,
        tstzrange(busy_from, busy_to, '[)') WITH &&,
        int4range(seat, seat, '[]') WITH &&
    ) WHERE (live)
    """,
    """
    ALTER TABLE booking_segments ADD CONSTRAINT booking_segments_one_class EXCLUDE USING gist (
        int8range(resource_id, resource_id, '[]') WITH &&,
        tstzrange(busy_from, busy_to, '[)') WITH &&,
        ('::'::inet + class_key) inet_ops WITH <>
    ) WHERE (live AND seat IS NOT NULL)
    """,
)

_GUARDS_SQLITE = tuple(
    statement
    for event, itself in (("INSERT", "NULL"), ("UPDATE", "OLD.id"))
    for statement in (
        f"DROP TRIGGER booking_segments_no_overlap_{event.lower()}",
        f"""
        CREATE TRIGGER booking_segments_no_overlap_{event.lower()} BEFORE {event} ON booking_segments
        WHEN NEW.live AND EXISTS (
            SELECT 1 FROM booking_segments
            WHERE resource_id = NEW.resource_id AND id IS NOT {itself} AND live
                AND busy_from < NEW.busy_to AND busy_to > NEW.busy_from
                AND (NEW.seat IS NULL OR seat IS NULL OR seat = NEW.seat OR class_key <> NEW.class_key)
        )
        BEGIN
            SELECT RAISE(ABORT, 'booking_segments_no_overlap');
        END
        """,  # noqa: S608 - both parts stand right above
    )
)


def up(migrator: Any, db: Any) -> None:
    """Add the columns and the guards; what is booked has its time alone, as before."""
    for statement in _COLUMNS:
        db.execute_sql(statement)
    for statement in _GUARDS_SQLITE if isinstance(db, SqliteDatabase) else _GUARDS_POSTGRESQL:
        db.execute_sql(statement)
