"""Arrivals: what came in, written down, with a handful of statements for however much it is."""

from __future__ import annotations

import logging
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from frontdesk.channels import Envelope
from frontdesk.events import MessageReceived
from frontdesk.messages import Inbound, Receipt
from frontdesk.outage import Repeats
from frontdesk.pipeline.patience import Patience
from frontdesk.pipeline.payloads import dump_inbound
from frontdesk.pipeline.senders import Senders
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Prepared, Slot
from frontdesk.storage.models import InboxEntry, QuarantineEntry, ReceiptEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Arrivals", "News"]

#: What a channel knows a message by.
_IDENTITY = (InboxEntry.channel, InboxEntry.account, InboxEntry.message_digest)

_Identity = tuple[str, str, bytes]
#: Who has tapped a choice waits for the answer, and for that to what they wrote before.
_HURRY = Prepared(
    InboxEntry.update(due_at=Slot(InboxEntry.due_at)).where(
        (InboxEntry.conversation == Slot(InboxEntry.conversation))
        & (InboxEntry.state == "pending")
        & (InboxEntry.attempts == 0)
        & (InboxEntry.due_at > Slot(InboxEntry.due_at, "now"))
    )
)


class _Row(NamedTuple):
    """A row of the inbox.

    :ivar kind: of the message.
    :ivar wait: seconds for which it waits for the next message.
    """

    values: dict[str, Any]
    kind: str
    wait: float = 0.0


log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """What there is that had not been there before.

    :ivar wakes: the conversations in which something is to be answered.
    :ivar later: those in which the customer may still be writing, by the seconds to wait for it.
    :ivar receipts: our ids of words on messages of ours.
    """

    wakes: Sequence[Wake]
    later: Mapping[float, Sequence[Wake]]
    receipts: Sequence[int]
    events: Sequence[MessageReceived]


class Arrivals:
    """Writes what came in, in the write transaction. What had been there before is left as it is."""

    def __init__(self, desk: Desk) -> None:
        self._house = desk.storage.house
        self._tenants = desk.tenants
        self._clock = desk.clock
        self._senders = Senders(desk.storage, desk.clock)
        self._patience = Patience(desk)
        self._repeats = Repeats(log)

    def write(self, envelopes: Sequence[tuple[str, Envelope]], *, last: bool = False) -> News:
        """Write down what envelopes hold.

        :param envelopes: each with the channel that brought it, in the order in which they came.
        :param last: nothing follows in the write transaction.
        """
        receipts = self._keep_receipts(
            [receipt for _, envelope in envelopes for receipt in envelope.receipts]
        )
        self._quarantine((channel, *part) for channel, envelope in envelopes for part in envelope.unreadable)
        rows = self._keep_messages(
            [message for _, envelope in envelopes for message in envelope.messages], last=last
        )
        wakes: dict[float, dict[Wake, None]] = {0.0: {}}
        for row in rows:
            wakes.setdefault(row.wait, {})[Wake(row.values["conversation"], row.values["tenant"])] = None
        events = [
            MessageReceived(row.values["tenant"], channel=row.values["channel"], kind=row.kind)
            for row in rows
        ]
        at_once = list(wakes.pop(0.0))
        return News(at_once, {wait: list(each) for wait, each in wakes.items()}, receipts, events)

    def _keep_messages(self, messages: Iterable[Inbound], *, last: bool) -> list[_Row]:
        """:return: those that are new, and for somebody."""
        rows = self._rows(messages)
        inserted = self._house.insert_many(
            InboxEntry,
            [row.values for row in rows],
            returning=_IDENTITY,
            or_nothing=True,
            as_rows=False,
            last=last,
        )
        if len(inserted) < len(rows):
            rows = _first_of(rows, {(*where, bytes(digest)) for *where, digest in inserted})
        return [row for row in rows if row.values["conversation"] is not None]

    def _rows(self, messages: Iterable[Inbound]) -> list[_Row]:
        now = self._clock.now()
        rows: list[_Row] = []
        routed, waits = [], []
        for message in messages:
            tenant = self._tenants.route(message.channel, message.account)
            if tenant is not None:
                routed.append((tenant.id, message))
                waits.append(self._patience.seconds(tenant, message))
                continue
            line = "a message on %s is for an account that no active business has; kept"
            self._repeats.tell(logging.WARNING, line, message.channel, kind=message.channel)
            rows.append(_Row(self._row(message, "", None, now), message.kind))
        conversations = self._senders.conversations(routed)
        hurry = self._hurry(conversations, waits, now)
        for (tenant_id, message), conversation, wait in zip(routed, conversations, waits, strict=True):
            patience = 0.0 if wait is None or conversation in hurry else wait
            due = now + timedelta(seconds=patience) if patience else now
            row = self._row(message, tenant_id, conversation, now, due)
            rows.append(_Row(row, message.kind, patience))
        # One order for all processes, since two may be sent the same again at once; within a conversation the
        # order in which the messages came.
        rows.sort(key=lambda row: row.values["conversation"] or 0)
        return rows

    def _hurry(
        self, conversations: Sequence[int], waits: Sequence[float | None], now: datetime
    ) -> frozenset[int]:
        """The conversations in which nobody waits any longer; what waits there is due now."""
        hurry = frozenset(
            conversation
            for conversation, wait in zip(conversations, waits, strict=True)
            if wait is not None and not wait
        )
        rows = [{"conversation": each, "due_at": now, "now": now} for each in sorted(hurry)]
        self._house.run_many(_HURRY, rows)
        return hurry

    def _row(
        self,
        message: Inbound,
        tenant_id: str,
        conversation: int | None,
        now: datetime,
        due: datetime | None = None,
    ) -> dict[str, Any]:
        return {
            "tenant": tenant_id,
            "channel": message.channel,
            "account": message.account,
            "message_digest": self._house.digest(InboxEntry.message_digest, message.message_id),
            "conversation": conversation,
            "payload": dump_inbound(message),
            "state": "unrouted" if conversation is None else "pending",
            "received_at": now,
            "due_at": due or now,
        }

    def _keep_receipts(self, receipts: Iterable[Receipt]) -> list[int]:
        """:return: our ids of those that are new."""
        rows = [
            {
                "channel": receipt.channel,
                "account": receipt.account,
                "message_digest": self._house.digest(ReceiptEntry.message_digest, receipt.message_id),
                "reference": receipt.reference,
                "status": receipt.status.value,
                "at": receipt.at,
                "error_code": receipt.error_code,
                "error": receipt.error,
            }
            for receipt in receipts
        ]
        rows.sort(key=lambda row: (_identity(row), row["status"]))
        new = self._house.insert_many(ReceiptEntry, rows, returning=(ReceiptEntry.id,), or_nothing=True)
        return [entry.id for entry in new]

    def _quarantine(self, parts: Iterable[tuple[str, str, str]]) -> None:
        """Keep what could not be read: channel, reason and body of each."""
        now = self._clock.now()
        self._house.insert_many(
            QuarantineEntry,
            [
                {"channel": channel, "body": body, "reason": reason, "received_at": now}
                for channel, reason, body in parts
            ],
        )


def _first_of(rows: Iterable[_Row], identities: Container[_Identity]) -> list[_Row]:
    """The rows that were inserted: of equal ones the first, whose kind of message is the one that is kept."""
    first: dict[_Identity, _Row] = {}
    for row in rows:
        first.setdefault(_identity(row.values), row)
    return [row for identity, row in first.items() if identity in identities]


def _identity(row: Mapping[str, Any]) -> _Identity:
    """What a channel knows a message by."""
    return row["channel"], row["account"], row["message_digest"]
