"""Who closed the calendar, and what is left to be told about it."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase

_MOMENTS = {"sqlite": "TEXT", "postgresql": "TIMESTAMPTZ"}

_STATEMENTS = (
    "ALTER TABLE calendar_blocks ADD COLUMN made_by VARCHAR(16)",
    "ALTER TABLE calendar_blocks ADD COLUMN removed_by VARCHAR(16)",
    "ALTER TABLE calendar_blocks ADD COLUMN conversation_id BIGINT "
    "REFERENCES conversations (id) ON DELETE SET NULL",
    "ALTER TABLE calendar_blocks ADD COLUMN tell_at {moment}",
    "ALTER TABLE calendar_blocks ADD COLUMN report_at {moment}",
    # Of all that were ever made, few have anything left to be told.
    "CREATE INDEX calendar_blocks_telling ON calendar_blocks (id) "
    "WHERE tell_at IS NOT NULL OR report_at IS NOT NULL",
)


def up(migrator: Any, db: Any) -> None:
    """Add the columns."""
    dialect = "sqlite" if isinstance(db, SqliteDatabase) else "postgresql"
    for statement in _STATEMENTS:
        db.execute_sql(statement.format(moment=_MOMENTS[dialect]))
