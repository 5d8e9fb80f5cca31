"""The last look at a notice, right before a request leaves with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontdesk.messages import Status, Template
from frontdesk.notices import Unsent
from frontdesk.pipeline.notices.judge import Judge, Later, Never
from frontdesk.pipeline.notices.waits import put_off
from frontdesk.storage import Conversation, Message, Scope
from frontdesk.storage.models import NoticeEntry, OutboxEntry

if TYPE_CHECKING:
    from datetime import datetime

    from frontdesk.bots import Bot
    from frontdesk.desk import Desk
    from frontdesk.pipeline.shipment import Shipment

__all__ = ["Dropped", "LastWord", "TakenBack", "drop", "end", "take_back"]


@dataclass(frozen=True, slots=True)
class Dropped:
    """It is not sent any more."""

    never: Never


@dataclass(frozen=True, slots=True)
class TakenBack:
    """It waits again, as if it had not been a message yet.

    :ivar after: seconds for which it does.
    """

    after: float


class LastWord:
    """Looks at messages that notices have become. Outside any transaction."""

    def __init__(self, desk: Desk) -> None:
        self._storage = desk.storage
        self._judge = Judge(desk)

    def on(self, shipment: Shipment, bot: Bot) -> Dropped | TakenBack | Template | None:
        """Whether it may leave now.

        :param shipment: of a notice.
        :return: None to send it as it is, a template to send that.
        """
        scope = self._storage.scope(shipment.tenant_id)
        with self._storage.connection():
            notice = scope.get(NoticeEntry, NoticeEntry.id == shipment.notice)
            conversation = scope.get(Conversation, Conversation.id == shipment.conversation_id)
            if notice is None or conversation is None:
                return None
            verdict = self._judge.verdict(scope, notice, conversation, bot, behind=shipment.entry_id)
            if isinstance(verdict, Later) and not shipment.fresh:
                # It may have arrived, so it cannot wait for another time.
                if verdict.person:
                    return Dropped(Never(Unsent.HANDED_OVER))
                verdict = self._judge.verdict(scope, notice, conversation, bot, waits=False)
            template = None if verdict else self._judge.template(scope, notice, conversation, bot)
        match verdict:
            case Never():
                return Dropped(verdict)
            case Later(after):
                return TakenBack(after)
        return template


def drop(scope: Scope, shipment: Shipment, never: Never, now: datetime) -> None:
    """Write down that it is not sent. The caller has settled its row in the outbox."""
    scope.update(
        Message,
        (Message.id == shipment.message_id) & (Message.status == Status.PENDING.value),
        status=Status.FAILED.value,
        status_at=now,
        error=never.error,
    )
    end(scope, shipment, never)


def end(scope: Scope, shipment: Shipment, never: Never) -> None:
    """Write down with the notice why it was not sent."""
    scope.update(
        NoticeEntry,
        NoticeEntry.id == shipment.notice,
        state="unsent",
        reason=never.reason.value,
        detail=never.detail,
    )


def take_back(scope: Scope, shipment: Shipment, due_at: datetime) -> None:
    """Make a waiting notice of a message that never left."""
    scope.delete(OutboxEntry, OutboxEntry.id == shipment.entry_id)
    scope.delete(Message, Message.id == shipment.message_id)
    scope.update(NoticeEntry, NoticeEntry.id == shipment.notice, state="waiting", message=None)
    put_off(scope, shipment.conversation_id, due_at)
