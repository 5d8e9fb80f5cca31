"""Resources and bookings; the database itself refuses two live bookings of one resource that overlap."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_TYPES = {
    "sqlite": {"id": "INTEGER NOT NULL PRIMARY KEY", "moment": "TEXT", "bytes": "BLOB"},
    "postgresql": {"id": "BIGSERIAL NOT NULL PRIMARY KEY", "moment": "TIMESTAMPTZ", "bytes": "BYTEA"},
}

_TABLES = (
    """
    CREATE TABLE resources (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        staff VARCHAR(63) NOT NULL,
        UNIQUE (tenant_id, staff)
    )
    """,
    """
    CREATE TABLE bookings (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        booking_code VARCHAR(6) NOT NULL UNIQUE,
        contact_id BIGINT REFERENCES contacts (id) ON DELETE SET NULL,
        conversation_id BIGINT REFERENCES conversations (id) ON DELETE SET NULL,
        service VARCHAR(63) NOT NULL,
        service_name VARCHAR(200) NOT NULL,
        staff VARCHAR(63) NOT NULL,
        resource_id BIGINT NOT NULL REFERENCES resources (id),
        start_ts {moment} NOT NULL,
        end_ts {moment} NOT NULL,
        busy_from {moment} NOT NULL,
        busy_to {moment} NOT NULL,
        wall_start VARCHAR(16) NOT NULL,
        zone VARCHAR(64) NOT NULL,
        status VARCHAR(16) NOT NULL CHECK (status IN ('held', 'confirmed', 'cancelled', 'completed')),
        price NUMERIC(12, 2),
        currency VARCHAR(3),
        customer_name {bytes},
        customer_phone {bytes},
        customer_phone_digest {bytes},
        message_key BIGINT,
        version INTEGER NOT NULL,
        created_at {moment} NOT NULL,
        updated_at {moment} NOT NULL,
        cancelled_at {moment},
        cancelled_by VARCHAR(16),
        UNIQUE (tenant_id, message_key),
        CHECK (start_ts < end_ts),
        -- An empty range overlaps nothing and would slip past the constraint.
        CHECK (busy_from < busy_to)
    )
    """,
    "CREATE INDEX bookings_contact ON bookings (tenant_id, contact_id, start_ts)",
    "CREATE INDEX bookings_status ON bookings (status, end_ts)",
    "CREATE INDEX bookings_busy ON bookings (tenant_id, busy_to) WHERE status IN ('held', 'confirmed')",
    "CREATE INDEX bookings_resource ON bookings (resource_id, busy_to) WHERE status IN ('held', 'confirmed')",
)

# A range of one whole number stands in for "=", which GiST knows only with an extension (btree_gist).
_NO_OVERLAP_POSTGRESQL = (
    """
    ALTER TABLE bookings ADD CONSTRAINT bookings_no_overlap EXCLUDE USING gist (
        int8range(resource_id, resource_id, '[]') WITH &&,
        tstzrange(busy_from, busy_to, '[)') WITH &&
    ) WHERE (status IN ('held', 'confirmed'))
    """,
)

_NO_OVERLAP_SQLITE = tuple(
    f"""
    CREATE TRIGGER bookings_no_overlap_{event.lower()} BEFORE {event} ON bookings
    WHEN NEW.status IN ('held', 'confirmed') AND EXISTS (
        SELECT 1 FROM bookings
        WHERE resource_id = NEW.resource_id AND id IS NOT {itself}
            AND status IN ('held', 'confirmed')
            AND busy_from < NEW.busy_to AND busy_to > NEW.busy_from
    )
    BEGIN
        SELECT RAISE(ABORT, 'bookings_no_overlap');
    END
    """  # noqa: S608 - both parts stand right below
    for event, itself in (("INSERT", "NULL"), ("UPDATE", "OLD.id"))
)


def up(migrator: Any, db: Any) -> None:
    """Create the tables and what stands behind the calendar."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    for statement in _TABLES:
        db.execute_sql(statement.format(**_TYPES[dialect]))
    for statement in _NO_OVERLAP_SQLITE if dialect == "sqlite" else _NO_OVERLAP_POSTGRESQL:
        db.execute_sql(statement)
