"""Writing down what was said in many conversations, with a handful of statements for all of them."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from frontdesk.clock import Clock
from frontdesk.dialogue import State
from frontdesk.messages import Inbound, Reply, Status
from frontdesk.pipeline.bursts import Burst
from frontdesk.pipeline.lease import Lease, Standing
from frontdesk.pipeline.payloads import Parcel
from frontdesk.pipeline.places import Places
from frontdesk.pipeline.shipment import Shipment
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Conversation, Message, Prepared, Slot, Storage
from frontdesk.storage.models import InboxEntry, OutboxEntry

__all__ = ["Record"]

_SETTLED = Prepared(
    InboxEntry.update(state="done", error=None).where(InboxEntry.id.in_(Slot(InboxEntry.id, "ids"))),
    many=["ids"],
)
_LEFT = Prepared(
    Conversation.update(
        state=Slot(Conversation.state),
        language=Slot(Conversation.language),
        last_inbound_at=Slot(Conversation.last_inbound_at),
        lease_until=None,
    ).where(
        (Conversation.id == Slot(Conversation.id))
        & (Conversation.tenant == Slot(Conversation.tenant))
        & (Conversation.fence == Slot(Conversation.fence))
    )
)
_MORE = Prepared(
    InboxEntry.select(InboxEntry.conversation)
    .where(
        InboxEntry.conversation.in_(Slot(InboxEntry.conversation, "ids")) & (InboxEntry.state == "pending")
    )
    .distinct(),
    many=["ids"],
)


@dataclass(frozen=True, slots=True)
class _Said:
    """One reply, and whom it answers."""

    lease: Lease
    contact: str = field(repr=False)
    reply: Reply = field(repr=False)
    quote: str | None = field(repr=False)
    reference: str
    row: dict[str, Any] = field(repr=False)


class Record:
    """What one write transaction writes down, gathered first and then written together.

    :param places: where there is a free place, a reply is claimed for delivery in the same commit.
    :param reconcile_after: seconds for which such a claim holds.
    :ivar shipments: the replies that are claimed, to be sent once the transaction is kept.
    :ivar waiting: conversations with replies for somebody to claim.
    """

    def __init__(self, storage: Storage, clock: Clock, places: Places, reconcile_after: float) -> None:
        self.shipments: list[Shipment] = []
        self.waiting: list[int] = []
        self._storage = storage
        self._house = storage.house
        self._clock = clock
        self._now = clock.now()
        self._claim_lasts = timedelta(seconds=reconcile_after)
        self._places = places
        self._heard: list[dict[str, Any]] = []
        self._said: list[_Said] = []
        self._left: list[tuple[Lease, dict[str, Any]]] = []
        self._settled: list[int] = []
        self._claimed: dict[str, _Said] = {}
        self._more: list[tuple[int]] = []

    @property
    def more(self) -> list[Wake]:
        """Conversations in which further messages wait, once the transaction is kept."""
        tenants = {lease.conversation_id: lease.tenant_id for lease, _ in self._left}
        return [Wake(number, tenants[number]) for (number,) in self._more]

    def heard(self, lease: Lease, message: Inbound, why: Mapping[str, Any] | None = None) -> None:
        """What the customer said.

        Part of the turn's commit and not of the intake's, for which every webhook is kept waiting; nothing is
        lost, because the inbox has it.

        :param why: how it came that nothing is answered; the trace of an answer is kept with the answer.
        """
        self._heard.append(
            {
                "tenant": lease.tenant_id,
                "conversation": lease.conversation_id,
                "contact": lease.contact_id,
                "direction": "in",
                "type": message.kind,
                "content": message.text,
                "channel_message_id": message.message_id,
                "status": "received",
                "status_at": self._now,
                "why": why,
                "created_at": message.sent_at,
            }
        )

    def say(
        self, lease: Lease, reply: Reply, message: Inbound | None, why: Mapping[str, Any] | None = None
    ) -> None:
        """A reply of the bot: to read, and to deliver.

        :param message: what it answers, where that can be read; only then can it be claimed at once.
        :param why: how it came about.
        """
        reference = _new_reference(self._now, self._storage.keys.random())
        row = {
            "tenant": lease.tenant_id,
            "conversation": lease.conversation_id,
            "contact": lease.contact_id,
            "direction": "out",
            "type": "text",
            "content": reply.text,
            "status": Status.PENDING.value,
            "status_at": self._now,
            "why": why,
            "reference": reference,
            "created_at": self._now,
        }
        contact, quote = (message.contact, message.message_id) if message else ("", None)
        self._said.append(_Said(lease, contact, reply, quote, reference, row))

    def answered(self, lease: Lease, state: State, burst: Burst | None = None) -> None:
        """The lease's message had its turn: it is done, and the conversation is let go of.

        :param burst: what had its turn with it.
        """
        changes = {
            "id": lease.conversation_id,
            "tenant": lease.tenant_id,
            "fence": lease.fence,
            "state": state.to_json(),
            "language": state.language,
            "last_inbound_at": burst.received_at if burst else lease.received_at,
        }
        self._left.append((lease, changes))
        self._settled += burst.entries if burst else (lease.entry_id,)

    def write(self, held: Mapping[int, Standing]) -> None:
        """Write all of it, as the last thing in the write transaction.

        :param held: the conversations, as they stand in this transaction.
        """
        if len(self._settled) > len(self._left):
            # There are numbers for one message and its reply; these get theirs as they are inserted.
            held = {number: replace(standing, numbers=None) for number, standing in held.items()}
        self._house.insert_many(Message, self._numbered(held))
        if self._said:
            self._dispatch(held)
        if self._left:
            ids = [lease.conversation_id for lease, _ in self._left]
            self._house.run_many(_SETTLED, [{"ids": self._settled}])
            self._house.run_many(_LEFT, [changes for _, changes in self._left])
            self._more = self._storage.look_at_end(_MORE, ids=ids)

    def undo(self) -> None:
        """The transaction was rolled back: nothing of it is sent."""
        for said in self._claimed.values():
            self._places.leave(*_account(said))
        self._claimed.clear()

    def _numbered(self, held: Mapping[int, Standing]) -> list[dict[str, Any]]:
        """What was heard, with ids where they are known beforehand."""
        numbers = [held[row["conversation"]].numbers for row in self._heard]
        return [
            row if known is None else {"id": known.heard, **row}
            for known, row in zip(numbers, self._heard, strict=True)
        ]

    def _dispatch(self, held: Mapping[int, Standing]) -> None:
        """Put the replies into the outbox, claimed where nothing is before them and a place is free."""
        # Not when the transaction began, which may have waited long for its turn or for a lock.
        since, claimed_at = time.monotonic(), self._clock.now()
        numbers = self._write_messages(held)
        behind = {number for number, standing in held.items() if standing.behind}
        rows = []
        for said in self._said:
            conversation, (message, entry) = said.lease.conversation_id, numbers[said.reference]
            mine = conversation not in behind and bool(said.contact) and self._places.take(*_account(said))
            behind.add(conversation)
            if mine:
                self._claimed[said.reference] = said
            else:
                self.waiting.append(conversation)
            rows.append(self._row(said, message, entry, claimed_at if mine else None))
        entries = self._write_outbox(rows)
        self.shipments = [
            _shipment(entries[numbers[reference][0]], numbers[reference][0], said, since)
            for reference, said in self._claimed.items()
        ]

    def _write_messages(self, held: Mapping[int, Standing]) -> dict[str, tuple[int, int | None]]:
        """:return: by reference, the id of the message, and that in the outbox where it is known."""
        rows = [said.row for said in self._said]
        known = [held[said.lease.conversation_id].numbers for said in self._said]
        numbers = {
            said.reference: (each.said, each.entry)
            for said, each in zip(self._said, known, strict=True)
            if each is not None
        }
        if len(set(numbers.values())) == len(rows):
            self._house.insert_many(Message, [{"id": numbers[row["reference"]][0], **row} for row in rows])
            return dict(numbers)
        made = self._house.insert_many(
            Message, rows, returning=[Message.reference, Message.id], as_rows=False
        )
        return {reference: (number, None) for reference, number in made}

    def _write_outbox(self, rows: Sequence[dict[str, Any]]) -> dict[int, int]:
        """:return: the ids in the outbox, by those of the messages."""
        if "id" in rows[0]:
            self._house.insert_many(OutboxEntry, rows)
            return {row["message"]: row["id"] for row in rows}
        made = self._house.insert_many(
            OutboxEntry, rows, returning=[OutboxEntry.message, OutboxEntry.id], as_rows=False
        )
        return dict(made)

    def _row(
        self, said: _Said, message: int, entry: int | None, claimed_at: datetime | None
    ) -> dict[str, Any]:
        mine = claimed_at is not None
        return {
            **({} if entry is None else {"id": entry}),
            "tenant": said.lease.tenant_id,
            "conversation": said.lease.conversation_id,
            "message": message,
            "payload": Parcel(said.reply, said.quote).dump(),
            "state": "sending" if mine else "pending",
            "attempts": 1 if mine else 0,
            "due_at": self._now,
            "attempted_at": claimed_at,
            "claimed_until": claimed_at and claimed_at + self._claim_lasts,
        }


def _new_reference(now: datetime, chance: bytes) -> str:
    """Nobody can guess it, and it is next to the last one in the index, not anywhere."""
    return f"{int(now.timestamp() * 1000):012x}{chance[:10].hex()}"


def _account(said: _Said) -> tuple[str, str]:
    return said.lease.channel, said.lease.account


def _shipment(entry_id: int, message_id: int, said: _Said, since: float) -> Shipment:
    channel, account = _account(said)
    return Shipment(
        entry_id=entry_id,
        tenant_id=said.lease.tenant_id,
        conversation_id=said.lease.conversation_id,
        message_id=message_id,
        reference=said.reference,
        channel=channel,
        account=account,
        contact=said.contact,
        reply=said.reply,
        quote=said.quote,
        attempts=1,
        since=since,
    )
