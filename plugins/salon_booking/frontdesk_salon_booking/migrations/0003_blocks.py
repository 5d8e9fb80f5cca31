"""Time that staff takes out of the calendar: somebody is away, or the business is closed."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_TYPES = {
    "sqlite": {"id": "INTEGER NOT NULL PRIMARY KEY", "moment": "TEXT", "bytes": "BLOB"},
    "postgresql": {"id": "BIGSERIAL NOT NULL PRIMARY KEY", "moment": "TIMESTAMPTZ", "bytes": "BYTEA"},
}

_BLOCKS = (
    """
    CREATE TABLE calendar_blocks (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        staff VARCHAR(63),
        resource_id BIGINT NOT NULL REFERENCES resources (id),
        start_ts {moment} NOT NULL,
        end_ts {moment} NOT NULL,
        wall_start VARCHAR(16) NOT NULL,
        wall_end VARCHAR(16) NOT NULL,
        zone VARCHAR(64) NOT NULL,
        note {bytes},
        version INTEGER NOT NULL,
        created_at {moment} NOT NULL,
        updated_at {moment} NOT NULL,
        removed_at {moment},
        CHECK (start_ts < end_ts)
    )
    """,
    # Whoever looks for a free time reads those that are not over.
    "CREATE INDEX calendar_blocks_ahead ON calendar_blocks (tenant_id, end_ts) WHERE removed_at IS NULL",
    "CREATE INDEX calendar_blocks_resource ON calendar_blocks (resource_id, end_ts) WHERE removed_at IS NULL",
    "CREATE INDEX calendar_blocks_page ON calendar_blocks (tenant_id, id)",
)


def up(migrator: Any, db: Any) -> None:
    """Create the table."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    for statement in _BLOCKS:
        db.execute_sql(statement.format(**_TYPES[dialect]))
