"""Why the bot said what it said: what the phone page shows beside the chat."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from frontdesk import explain
from frontdesk.storage import Message

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["Trace"]


class Trace:
    """Reads how replies came about, as the turn wrote it down."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def read(self, tenant_id: str, references: Collection[str]) -> dict[str, Any]:
        """How these replies came about, by reference: ``words``, by section, and ``raw``.

        Those that are not of this tenant are left out.

        :param references: as they were sent with the replies.
        """
        if not references:
            return {}
        scope = self._desk.storage.scope(tenant_id)
        rows = scope.rows(scope.select(Message).where(Message.reference.in_(list(references))))
        kept = {row.reference: scope.reveal(row, Message.why) for row in rows}
        return {reference: {"words": explain(why), "raw": why} for reference, why in kept.items()}
