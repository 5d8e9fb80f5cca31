"""Calendar feeds; indexes for what is read by days (feeds, lists, views) and by a customer's phone number."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_TYPES = {
    "sqlite": {"id": "INTEGER NOT NULL PRIMARY KEY", "moment": "TEXT", "bytes": "BLOB"},
    "postgresql": {"id": "BIGSERIAL NOT NULL PRIMARY KEY", "moment": "TIMESTAMPTZ", "bytes": "BYTEA"},
}

_STATEMENTS = (
    """
    CREATE TABLE booking_feeds (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        staff VARCHAR(63),
        token_digest {bytes} NOT NULL,
        created_at {moment} NOT NULL,
        UNIQUE (tenant_id, token_digest)
    )
    """,
    "CREATE INDEX bookings_start ON bookings (tenant_id, start_ts)",
    """
    CREATE INDEX bookings_phone ON bookings (tenant_id, customer_phone_digest)
        WHERE customer_phone_digest IS NOT NULL
    """,
)


def up(migrator: Any, db: Any) -> None:
    """Create the table and the indexes."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    for statement in _STATEMENTS:
        db.execute_sql(statement.format(**_TYPES[dialect]))
