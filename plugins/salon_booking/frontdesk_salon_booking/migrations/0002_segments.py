"""A booking becomes a run of segments, each one service by somebody; what may not overlap are these."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_TYPES = {
    "sqlite": {
        "id": "INTEGER NOT NULL PRIMARY KEY",
        "moment": "TEXT",
        "bytes": "BLOB",
        "boolean": "INTEGER",
    },
    "postgresql": {
        "id": "BIGSERIAL NOT NULL PRIMARY KEY",
        "moment": "TIMESTAMPTZ",
        "bytes": "BYTEA",
        "boolean": "BOOLEAN",
    },
}

_KEPT = (
    "id, tenant_id, booking_code, contact_id, conversation_id, start_ts, end_ts, wall_start, zone, status, "
    "price, currency, customer_name, customer_phone, customer_phone_digest, message_key, version, "
    "created_at, updated_at, cancelled_at, cancelled_by"
)
_MOVED = "service, service_name, staff, resource_id, start_ts, end_ts, busy_from, busy_to, price"

_SEGMENTS = (
    """
    CREATE TABLE booking_segments (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        booking_id BIGINT NOT NULL REFERENCES bookings (id) ON DELETE CASCADE,
        position SMALLINT NOT NULL,
        service VARCHAR(63) NOT NULL,
        service_name VARCHAR(200) NOT NULL,
        staff VARCHAR(63) NOT NULL,
        resource_id BIGINT NOT NULL REFERENCES resources (id),
        start_ts {moment} NOT NULL,
        end_ts {moment} NOT NULL,
        busy_from {moment} NOT NULL,
        busy_to {moment} NOT NULL,
        price NUMERIC(12, 2),
        live {boolean} NOT NULL,
        UNIQUE (booking_id, position),
        CHECK (start_ts < end_ts),
        -- An empty range overlaps nothing and would slip past the constraint.
        CHECK (busy_from < busy_to)
    )
    """,
    f"""
    INSERT INTO booking_segments (tenant_id, booking_id, position, {_MOVED}, live)
    SELECT tenant_id, id, 0, {_MOVED}, status IN ('held', 'confirmed') FROM {{old}}
    """,  # noqa: S608 - the columns stand above
    # All that looking for a free time reads, so that it is read from the index alone.
    """
    CREATE INDEX booking_segments_busy
        ON booking_segments (tenant_id, busy_to, busy_from, staff, booking_id, live) WHERE live
    """,
    "CREATE INDEX booking_segments_resource ON booking_segments (resource_id, busy_to) WHERE live",
)

_STATUS = "status IN ('held', 'confirmed', 'cancelled', 'completed', 'no_show')"

_SLIM_POSTGRESQL = (
    "ALTER TABLE bookings DROP CONSTRAINT bookings_no_overlap",
    "ALTER TABLE bookings DROP CONSTRAINT bookings_status_check",
    f"ALTER TABLE bookings ADD CONSTRAINT bookings_status_check CHECK ({_STATUS})",
    *(
        f"ALTER TABLE bookings DROP COLUMN {column}"
        for column in ("service", "service_name", "staff", "resource_id", "busy_from", "busy_to")
    ),
    "ALTER TABLE bookings ADD COLUMN note BYTEA",
)

# SQLite cannot drop columns that stand in a CHECK.
_ASIDE_SQLITE = (
    "DROP TRIGGER bookings_no_overlap_insert",
    "DROP TRIGGER bookings_no_overlap_update",
    *(f"DROP INDEX bookings_{name}" for name in ("contact", "status", "busy", "resource")),
    "ALTER TABLE bookings RENAME TO bookings_before",
    f"""
    CREATE TABLE bookings (
        id {{id}},
        tenant_id VARCHAR(255) NOT NULL,
        booking_code VARCHAR(6) NOT NULL UNIQUE,
        contact_id BIGINT REFERENCES contacts (id) ON DELETE SET NULL,
        conversation_id BIGINT REFERENCES conversations (id) ON DELETE SET NULL,
        start_ts {{moment}} NOT NULL,
        end_ts {{moment}} NOT NULL,
        wall_start VARCHAR(16) NOT NULL,
        zone VARCHAR(64) NOT NULL,
        status VARCHAR(16) NOT NULL CHECK ({_STATUS}),
        price NUMERIC(12, 2),
        currency VARCHAR(3),
        customer_name {{bytes}},
        customer_phone {{bytes}},
        customer_phone_digest {{bytes}},
        note {{bytes}},
        message_key BIGINT,
        version INTEGER NOT NULL,
        created_at {{moment}} NOT NULL,
        updated_at {{moment}} NOT NULL,
        cancelled_at {{moment}},
        cancelled_by VARCHAR(16),
        UNIQUE (tenant_id, message_key),
        CHECK (start_ts < end_ts)
    )
    """,
    f"INSERT INTO bookings ({_KEPT}) SELECT {_KEPT} FROM bookings_before",  # noqa: S608 - as above
    "CREATE INDEX bookings_contact ON bookings (tenant_id, contact_id, start_ts)",
    "CREATE INDEX bookings_status ON bookings (status, end_ts)",
)

# A range of one whole number stands in for "=", which GiST knows only with an extension (btree_gist).
_GUARDS_POSTGRESQL = (
    """
    ALTER TABLE booking_segments ADD CONSTRAINT booking_segments_no_overlap EXCLUDE USING gist (
        int8range(resource_id, resource_id, '[]') WITH &&,
        tstzrange(busy_from, busy_to, '[)') WITH &&
    ) WHERE (live)
    """,
    """
    CREATE FUNCTION booking_segments_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        UPDATE booking_segments SET live = NEW.status IN ('held', 'confirmed') WHERE booking_id = NEW.id;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER bookings_status_changed AFTER UPDATE OF status ON bookings
    FOR EACH ROW WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION booking_segments_follow()
    """,
)

_GUARDS_SQLITE = (
    *(
        f"""
        CREATE TRIGGER booking_segments_no_overlap_{event.lower()} BEFORE {event} ON booking_segments
        WHEN NEW.live AND EXISTS (
            SELECT 1 FROM booking_segments
            WHERE resource_id = NEW.resource_id AND id IS NOT {itself} AND live
                AND busy_from < NEW.busy_to AND busy_to > NEW.busy_from
        )
        BEGIN
            SELECT RAISE(ABORT, 'booking_segments_no_overlap');
        END
        """  # noqa: S608 - both parts stand right below
        for event, itself in (("INSERT", "NULL"), ("UPDATE", "OLD.id"))
    ),
    """
    CREATE TRIGGER bookings_status_changed AFTER UPDATE OF status ON bookings WHEN OLD.status <> NEW.status
    BEGIN
        UPDATE booking_segments SET live = NEW.status IN ('held', 'confirmed') WHERE booking_id = NEW.id;
    END
    """,
)


def up(migrator: Any, db: Any) -> None:
    """Move what a booking says of its service into a segment, with the guards against overlaps."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    types, old = _TYPES[dialect], "bookings_before" if dialect == "sqlite" else "bookings"
    before, after, guards = (
        (_ASIDE_SQLITE, ("DROP TABLE bookings_before",), _GUARDS_SQLITE)
        if dialect == "sqlite"
        else ((), _SLIM_POSTGRESQL, _GUARDS_POSTGRESQL)
    )
    for statement in before:
        db.execute_sql(statement.format(**types))
    for statement in _SEGMENTS:
        db.execute_sql(statement.format(**types, old=old))
    for statement in (*after, *guards):
        db.execute_sql(statement)
