"""Why bookings were cancelled, and how many wrong codes a customer has given in a row."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_TYPES = {
    "sqlite": {"id": "INTEGER NOT NULL PRIMARY KEY", "moment": "TEXT", "bytes": "BLOB"},
    "postgresql": {"id": "BIGSERIAL NOT NULL PRIMARY KEY", "moment": "TIMESTAMPTZ", "bytes": "BYTEA"},
}

_STATEMENTS = (
    "ALTER TABLE bookings ADD COLUMN cancel_reason {bytes}",
    """
    CREATE TABLE booking_code_tries (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        contact_id BIGINT NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        wrong INTEGER NOT NULL,
        last_at {moment} NOT NULL,
        UNIQUE (tenant_id, contact_id)
    )
    """,
)


def up(migrator: Any, db: Any) -> None:
    """Add the column and create the table."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    for statement in _STATEMENTS:
        db.execute_sql(statement.format(**_TYPES[dialect]))
