"""Finding notices that were not sent, and the one that a message was made of."""

from __future__ import annotations

from typing import Any


def up(migrator: Any, db: Any) -> None:
    """Add the indexes."""
    db.execute_sql("CREATE INDEX notices_unsent ON notices (tenant_id, id) WHERE state = 'unsent'")
    db.execute_sql("CREATE INDEX notices_message ON notices (message_id) WHERE message_id IS NOT NULL")
