"""The sweep: finds what nobody was woken for, at start and every few seconds."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from peewee import fn

from frontdesk.pipeline.dues import SKEW, outside, untimely
from frontdesk.pipeline.places import Places
from frontdesk.pipeline.suspects import Suspects
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Conversation
from frontdesk.storage.models import (
    AlertEntry,
    InboxEntry,
    NoticeEntry,
    OutboxEntry,
    ReceiptEntry,
    TenantEntry,
)

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Sweep"]

#: How many conversations are woken at once; the next sweep goes on.
MOST_AT_ONCE = 1_000
#: How many of them share a job.
TOGETHER = 100
#: How many accounts a query leaves out because they rest: databases take so many values at once and no more.
MOST_RESTING = 5_000

_UNSENT = ("pending", "sending", "held")
_Earlier = OutboxEntry.alias()


class Sweep:
    """Wakes whatever is stranded: a wake-up was lost, a worker died, a delay was forgotten.

    It does no work itself, but notes whose worker was lost. It may wake what is being worked on; whoever is
    woken looks again.

    :param places: tells which accounts rest. What waits for them is left alone, so that it never keeps the
        sweep from finding what can go.
    """

    def __init__(self, desk: Desk, places: Places) -> None:
        self._desk = desk
        self._places = places
        self._suspects = Suspects(desk.storage, desk.clock)

    def run(self) -> None:
        """Look once.

        :raises Exception: the first that one of its parts raised; the others were carried out all the same.
        """
        errors = []
        parts = (
            self._suspects.note,
            self._wake_unanswered,
            self._wake_undelivered,
            self._wake_receipts,
            self._wake_returns,
            self._wake_alerts,
            self._wake_notices,
        )
        for part in parts:
            try:
                part()
            except Exception as error:  # noqa: BLE001 - what is wrong with one part must not strand the rest
                errors.append(error)
        if errors:
            raise errors[0]

    def _wake_unanswered(self) -> None:
        self._wake("drain", self._unanswered())

    def _wake_undelivered(self) -> None:
        self._wake("deliver", self._undelivered())

    def _wake_receipts(self) -> None:
        receipts = ReceiptEntry.select(ReceiptEntry.id).where(
            ReceiptEntry.applied == False  # noqa: E712 - a column, not a bool
        )
        if self._desk.storage.first(receipts):
            self._desk.queue.enqueue("receipts")

    def _wake_returns(self) -> None:
        """The bot comes back to those whom nobody has answered."""
        over = (Conversation.unread > 0) & (Conversation.paused_until <= self._desk.clock.now())
        # A business that is switched off keeps silent, and must not fill the list.
        active = TenantEntry.select(TenantEntry.id).where(TenantEntry.active == True)  # noqa: E712 - a column
        query = Conversation.select(Conversation.id).where(over & Conversation.tenant.in_(active))
        query = query.order_by(Conversation.paused_until.desc()).limit(MOST_AT_ONCE)
        self._wake("return", [row.id for row in self._desk.storage.rows(query)])

    def _wake_alerts(self) -> None:
        due = (AlertEntry.state == "pending") & (AlertEntry.due_at <= self._desk.clock.now())
        query = AlertEntry.select(AlertEntry.id).where(due).limit(MOST_AT_ONCE)
        self._wake("alert", [row.id for row in self._desk.storage.rows(query)])

    def _wake_notices(self) -> None:
        due = (NoticeEntry.state == "waiting") & (NoticeEntry.due_at <= self._desk.clock.now())
        query = NoticeEntry.select(NoticeEntry.id).where(due).order_by(NoticeEntry.due_at, NoticeEntry.id)
        self._wake("notices", [row.id for row in self._desk.storage.rows(query.limit(MOST_AT_ONCE))])

    def _wake(self, job: str, ids: Sequence[int | str]) -> None:
        for start in range(0, len(ids), TOGETHER):
            self._desk.queue.enqueue(job, *ids[start : start + TOGETHER])

    def _unanswered(self) -> list[str]:
        now = self._desk.clock.now()
        due = (InboxEntry.state == "pending") & outside(InboxEntry.due_at, now, now + SKEW)
        free = Conversation.lease_until.is_null() | outside(Conversation.lease_until, now, now + SKEW)
        query = (
            InboxEntry.select(InboxEntry.conversation, InboxEntry.tenant)
            .join(Conversation)
            .where(due & free)
            .distinct()
            .limit(MOST_AT_ONCE)
        )
        return [Wake(row.conversation_id, row.tenant).id for row in self._desk.storage.rows(query)]

    def _undelivered(self) -> list[int]:
        now = self._desk.clock.now()
        unsent = OutboxEntry.state.in_(_UNSENT)
        due = (OutboxEntry.state != "sending") & (OutboxEntry.due_at <= now)
        stuck = (OutboxEntry.state == "sending") & (OutboxEntry.claimed_until <= now)
        odd = untimely(OutboxEntry.attempted_at, OutboxEntry.due_at, now + SKEW)
        # The first of each conversation only: those behind it can be due as long as they like.
        earlier = _Earlier.select(_Earlier.id).where(
            (_Earlier.conversation == OutboxEntry.conversation)
            & _Earlier.state.in_(_UNSENT)
            & (_Earlier.id < OutboxEntry.id)
        )
        query: Any = OutboxEntry.select(OutboxEntry.conversation).where(unsent & (due | stuck | odd))
        query = query.where(~fn.EXISTS(earlier))
        resting = sorted(self._places.paused())[:MOST_RESTING]
        if resting:
            query = query.join(Conversation)
        for channel, accounts in groupby(resting, key=itemgetter(0)):
            rests = Conversation.account.in_([account for _, account in accounts])
            query = query.where(~((Conversation.channel == channel) & rests))
        return [row.conversation_id for row in self._desk.storage.rows(query.limit(MOST_AT_ONCE))]
