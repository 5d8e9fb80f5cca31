"""Receipts: what channels say about messages of ours. They only move a message's status forward."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from frontdesk.events import DeliveryFailed, Event
from frontdesk.messages import Status
from frontdesk.notices import Unsent
from frontdesk.storage import Message, Prepared, Slot
from frontdesk.storage.models import NoticeEntry, OutboxEntry, ReceiptEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Receipts"]

#: How many receipts are applied in one transaction.
TOGETHER = 256
#: A receipt whose message is not known by then is of a message that somebody else sent.
KEPT_FOR = timedelta(hours=1)
LOOK_AGAIN_AFTER = timedelta(minutes=1)

_NOT_APPLIED = ReceiptEntry.applied == False  # noqa: E712 - a column, not a bool
_THESE = Prepared(
    ReceiptEntry.select()
    .where(ReceiptEntry.id.in_(Slot(ReceiptEntry.id, "ids")) & _NOT_APPLIED)
    .order_by(ReceiptEntry.id),
    many=["ids"],
)
_AFTER = Prepared(
    ReceiptEntry.select()
    .where((ReceiptEntry.id > Slot(ReceiptEntry.id)) & _NOT_APPLIED)
    .order_by(ReceiptEntry.id)
    .limit(TOGETHER)
)
_ABOUT = (
    Message.id,
    Message.tenant,
    Message.conversation,
    Message.status,
    Message.reference,
    Message.channel_message_digest,
)
_BY_REFERENCE = Prepared(
    Message.select(*_ABOUT).where(Message.reference.in_(Slot(Message.reference, "references"))),
    many=["references"],
)
_BY_DIGEST = Prepared(
    Message.select(*_ABOUT).where(
        Message.channel_message_digest.in_(Slot(Message.channel_message_digest, "digests"))
        # As the index has it, which knows of messages that we sent only.
        & Message.reference.is_null(False)
    ),
    many=["digests"],
)
_APPLIED = Prepared(
    ReceiptEntry.update(applied=True).where(ReceiptEntry.id.in_(Slot(ReceiptEntry.id, "ids"))),
    many=["ids"],
)


def _moving_to(status: Status) -> Prepared:
    """The update of a message to this status, from those that come before it only."""
    before = [each.value for each in Status if each.rank < status.rank]
    return Prepared(
        Message.update(
            status=status.value, status_at=Slot(Message.status_at), error=Slot(Message.error)
        ).where(
            (Message.id == Slot(Message.id))
            & (Message.tenant == Slot(Message.tenant))
            & Message.status.in_(before)
        )
    )


def _settling_as(state: str) -> Prepared:
    """The update of outbox rows whose messages the channel knows: they need not be sent again."""
    return Prepared(
        OutboxEntry.update(state=state, claimed_until=None)
        .where(OutboxEntry.message.in_(Slot(OutboxEntry.message, "ids")))
        .where(OutboxEntry.state.in_(("pending", "sending", "held")))
        .returning(OutboxEntry.conversation),
        many=["ids"],
    )


#: What was accepted, and then not delivered after all.
_UNSENT = Prepared(
    NoticeEntry.update(
        state="unsent", reason=Slot(NoticeEntry.reason), detail=Slot(NoticeEntry.detail)
    ).where(
        (NoticeEntry.message == Slot(NoticeEntry.message))
        & (NoticeEntry.tenant == Slot(NoticeEntry.tenant))
        & (NoticeEntry.state == "posted")
    )
)


@dataclass(frozen=True, slots=True)
class _Step:
    """A message that moves forward, and the receipt that says so."""

    message: Any
    receipt: Any

    @property
    def status(self) -> Status:
        return Status(self.receipt.status)

    @property
    def values(self) -> dict[str, Any]:
        return {
            "id": self.message.id,
            "tenant": self.message.tenant,
            "status_at": self.receipt.at,
            "error": self.receipt.error_code,
        }


Pair = tuple[Any, Any | None]

_MOVES = {status: _moving_to(status) for status in Status if status is not Status.PENDING}
_SENT, _FAILED = _settling_as("sent"), _settling_as("failed")


class Receipts:
    """Brings receipts and messages together, whichever came first."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._looked_at = 0
        self._began_at = desk.clock.now() - LOOK_AGAIN_AFTER

    def run(self, *receipt_ids: int) -> None:
        """Apply these receipts; without ids, those that nobody was woken for.

        What found no message is looked at again every minute only: whoever stores a message's id looks for
        its receipts, and there may be very many of messages that somebody else sent.
        """
        storage = self._desk.storage
        for start in range(0, len(receipt_ids), TOGETHER):
            self._apply(storage.rows(_THESE, ids=receipt_ids[start : start + TOGETHER]))
        if receipt_ids:
            return
        now = self._desk.clock.now()
        if abs(now - self._began_at) >= LOOK_AGAIN_AFTER:
            self._looked_at, self._began_at = 0, now
        while receipts := storage.rows(_AFTER, id=self._looked_at):
            self._apply(receipts)
            self._looked_at = receipts[-1].id

    def _apply(self, receipts: Sequence[Any]) -> None:
        pairs = self._with_messages(receipts)
        kept = self._desk.clock.now() - KEPT_FOR
        done = [receipt.id for receipt, message in pairs if message is not None or receipt.at <= kept]
        if not done:
            return
        steps = _steps(pairs)
        with self._desk.storage.write():
            self._desk.storage.run(_APPLIED, ids=done)
            self._move(steps)
            self._end_notices(steps)
            unblocked = self._settle(steps)
        if unblocked:
            self._desk.queue.enqueue("deliver", *unblocked)
        self._desk.publish(_events(steps))

    def _with_messages(self, receipts: Sequence[Any]) -> list[Pair]:
        """Each with the message it is about: by our reference or the channel's id, of the same business."""
        # Active or not: a reply that arrived before the business was switched off has arrived.
        owner = self._desk.tenants.owner
        owners = {(each.channel, each.account): owner(each.channel, each.account) for each in receipts}
        ours = [(receipt, owners[receipt.channel, receipt.account] or "") for receipt in receipts]
        named = self._named({receipt.reference for receipt, tenant_id in ours if tenant_id})
        pairs = [
            (receipt, tenant_id, named.get((tenant_id, receipt.reference))) for receipt, tenant_id in ours
        ]
        known = self._known(
            {bytes(receipt.message_digest) for receipt, tenant_id, found in pairs if tenant_id and not found}
        )
        return [
            (receipt, found or known.get((tenant_id, bytes(receipt.message_digest))))
            for receipt, tenant_id, found in pairs
        ]

    def _named(self, references: set[str | None]) -> dict[tuple[str, str | None], Any]:
        """Messages by tenant and reference of ours."""
        wanted = [reference for reference in references if reference is not None]
        rows = self._desk.storage.rows(_BY_REFERENCE, references=wanted) if wanted else []
        return {(row.tenant, row.reference): row for row in rows}

    def _known(self, digests: set[bytes]) -> dict[tuple[str, bytes], Any]:
        """Messages by tenant and the channel's id."""
        rows = self._desk.storage.rows(_BY_DIGEST, digests=list(digests)) if digests else []
        return {(row.tenant, bytes(row.channel_message_digest)): row for row in rows}

    def _move(self, steps: Sequence[_Step]) -> None:
        for status, together in groupby(steps, key=attrgetter("status")):
            self._desk.storage.house.run_many(_MOVES[status], [step.values for step in together])

    def _end_notices(self, steps: Sequence[_Step]) -> None:
        """Notices that were not delivered are unsent, whatever the channel said at first."""
        rows = []
        for step in steps:
            if step.status is Status.FAILED:
                code = step.receipt.error_code or "failed"
                outside = code in self._desk.channels[step.receipt.channel].outside_window_codes
                rows.append(
                    {
                        "message": step.message.id,
                        "tenant": step.message.tenant,
                        "reason": (Unsent.OUTSIDE_WINDOW if outside else Unsent.FAILED).value,
                        "detail": code,
                    }
                )
        if rows:
            self._desk.storage.house.run_many(_UNSENT, rows)

    def _settle(self, steps: Sequence[_Step]) -> list[int]:
        """Whatever became of the requests, the channel knows these messages.

        :return: the conversations whose next reply can go now.
        """
        unblocked: set[int] = set()
        for query, failed in ((_SENT, False), (_FAILED, True)):
            # A message that is past this has no reply waiting: both are written together.
            ids = [
                step.message.id
                for step in steps
                if step.message.status == Status.PENDING and (step.status == Status.FAILED) is failed
            ]
            if ids:
                rows = self._desk.storage.rows(query, ids=ids)
                unblocked.update(row.conversation_id for row in rows)
        return sorted(unblocked)


def _steps(pairs: Iterable[Pair]) -> list[_Step]:
    """How far each message moves: to the highest status that is told of it, and never back.

    In the order of the messages, so that two processes never wait for each other's rows.
    """
    steps: dict[int, _Step] = {}
    for receipt, message in pairs:
        if message is None:
            continue
        reached = steps[message.id].status if message.id in steps else Status(message.status)
        if Status(receipt.status).rank > reached.rank:
            steps[message.id] = _Step(message, receipt)
    return [steps[number] for number in sorted(steps)]


def _events(steps: Iterable[_Step]) -> list[Event]:
    return [
        DeliveryFailed(
            step.message.tenant, channel=step.receipt.channel, code=step.receipt.error_code or "failed"
        )
        for step in steps
        if step.status is Status.FAILED
    ]
