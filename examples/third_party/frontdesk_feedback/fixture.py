"""Feedback in conversation scripts: given before, looked at afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from frontdesk import Fixture
from frontdesk.storage import Scope
from frontdesk_feedback.model import Feedback

if TYPE_CHECKING:
    from datetime import datetime

    from frontdesk import Bot

__all__ = ["FeedbackRows"]


class FeedbackRows(Fixture):
    """``expect: {feedback: [{stars: 5}]}``."""

    name = "feedback"

    def put(self, scope: Scope, bot: Bot, contact: int | None, row: Mapping[str, Any], now: datetime) -> None:
        """Enter feedback."""
        scope.insert(
            Feedback,
            contact_id=contact or 0,
            message_key=row["message_key"],
            stars=row["stars"],
            comment=row.get("comment"),
            created_at=now,
        )

    def look(self, scope: Scope, bot: Bot) -> Sequence[Mapping[str, Any]]:
        """All feedback, oldest first."""
        return [
            {
                "contact": row.contact_id,
                "stars": row.stars,
                "comment": scope.reveal(row, Feedback.comment),
            }
            for row in scope.rows(scope.select(Feedback).order_by(Feedback.id))
        ]
