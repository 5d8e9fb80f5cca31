"""The phone numbers from which a business's own people write."""

from __future__ import annotations

from typing import Any

from peewee import SqliteDatabase


def up(migrator: Any, db: Any) -> None:
    """Add the column."""
    kind = "BLOB" if isinstance(db, SqliteDatabase) else "BYTEA"
    db.execute_sql(f"ALTER TABLE channel_accounts ADD COLUMN staff_numbers {kind}")
