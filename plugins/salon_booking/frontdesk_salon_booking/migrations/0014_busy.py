"""Time that is taken in other calendars: which are read, how that went, and what was found."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_TYPES = {
    "sqlite": {"id": "INTEGER NOT NULL PRIMARY KEY", "moment": "TEXT", "bytes": "BLOB"},
    "postgresql": {"id": "BIGSERIAL NOT NULL PRIMARY KEY", "moment": "TIMESTAMPTZ", "bytes": "BYTEA"},
}

_STATEMENTS = (
    """
    CREATE TABLE busy_readings (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        source VARCHAR(127) NOT NULL,
        calendar VARCHAR(64) NOT NULL,
        staff VARCHAR(63) NOT NULL,
        next_at {moment} NOT NULL,
        tried_at {moment},
        read_at {moment},
        failures INTEGER NOT NULL,
        problem VARCHAR(32),
        detail VARCHAR(500)
    )
    """,
    "CREATE UNIQUE INDEX busy_readings_calendar ON busy_readings (tenant_id, source, calendar)",
    "CREATE INDEX busy_readings_due ON busy_readings (next_at)",
    """
    CREATE TABLE busy_times (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        reading_id BIGINT NOT NULL REFERENCES busy_readings (id) ON DELETE CASCADE,
        staff VARCHAR(63) NOT NULL,
        resource_id BIGINT NOT NULL REFERENCES resources (id),
        start_ts {moment} NOT NULL,
        end_ts {moment} NOT NULL,
        CHECK (start_ts < end_ts)
    )
    """,
    "CREATE INDEX busy_times_reading ON busy_times (reading_id, end_ts)",
    "CREATE INDEX busy_times_staff ON busy_times (tenant_id, staff, end_ts)",
    "CREATE INDEX busy_times_resource ON busy_times (resource_id, end_ts)",
    """
    CREATE TABLE calendar_addresses (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        staff VARCHAR(63) NOT NULL,
        url {bytes} NOT NULL,
        url_digest {bytes} NOT NULL,
        etag VARCHAR(200),
        read_at {moment},
        created_at {moment} NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX calendar_addresses_url ON calendar_addresses (tenant_id, staff, url_digest)",
)


def up(migrator: Any, db: Any) -> None:
    """Create the tables."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    for statement in _STATEMENTS:
        db.execute_sql(statement.format(**_TYPES[dialect]))
