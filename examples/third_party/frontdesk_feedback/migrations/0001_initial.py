"""The table of feedback."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_TYPES = {
    True: {"id": "INTEGER NOT NULL PRIMARY KEY", "moment": "TEXT", "bytes": "BLOB"},
    False: {"id": "BIGSERIAL NOT NULL PRIMARY KEY", "moment": "TIMESTAMPTZ", "bytes": "BYTEA"},
}

_TABLE = """
    CREATE TABLE feedback (
        id {id},
        tenant_id VARCHAR(255) NOT NULL,
        contact_id BIGINT NOT NULL,
        message_key BIGINT NOT NULL UNIQUE,
        stars INTEGER NOT NULL,
        comment {bytes},
        created_at {moment} NOT NULL
    )
"""


def up(migrator: Any, db: Any) -> None:
    """Make it."""
    db.execute_sql(_TABLE.format_map(_TYPES[isinstance(db, SqliteDatabase)]))
    db.execute_sql("CREATE INDEX feedback_tenant_id ON feedback (tenant_id)")
