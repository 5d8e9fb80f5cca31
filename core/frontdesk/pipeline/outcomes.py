"""Writing down how a send ended, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from frontdesk.channels import Fail, Hold, Outcome, Retry, Sent
from frontdesk.clock import Clock
from frontdesk.events import DeliveryFailed, DeliveryHeld, Event, MessageSent
from frontdesk.messages import Status
from frontdesk.pipeline.shipment import Shipment
from frontdesk.storage import Message, Prepared, Slot, Storage
from frontdesk.storage.models import OutboxEntry

__all__ = ["Outcomes", "Settled", "Unanswered", "Unreachable"]

_UNSENT = Prepared(
    OutboxEntry.select(OutboxEntry.id)
    .where((OutboxEntry.conversation == Slot(OutboxEntry.conversation)) & (OutboxEntry.state == "pending"))
    .limit(1)
)
#: Tries that a channel may answer with "later" before a reply is given up.
MOST_TRIES = 8
#: Tries that may end before anything has left; at the longest wait, about a day.
MOST_DIALS = 300
#: Seconds between tries at most.
LONGEST_WAIT = 300
#: Seconds after which an account that is in trouble is tried again.
HELD_FOR = 600


@dataclass(frozen=True, slots=True)
class Unreachable:
    """The request certainly did not leave."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """The request may have arrived, and nobody knows: a receipt may tell, else it is sent again."""

    reason: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows once it is written down.

    :ivar again: seconds until the conversation's delivery is to be tried again, or None.
    :ivar next: whether the conversation's next reply can go now.
    """

    again: float | None = None
    next: bool = False
    events: tuple[Event, ...] = ()


class Outcomes:
    """Writes down outcomes, inside the caller's write transaction."""

    def __init__(self, storage: Storage, clock: Clock, reconcile_after: float) -> None:
        self._storage = storage
        self._clock = clock
        self._reconcile_after = reconcile_after

    def record(self, shipment: Shipment, outcome: Outcome | Unreachable | Unanswered) -> Settled:
        """Write down how a send ended."""
        match outcome:
            case Sent(message_id):
                return self._sent(shipment, message_id)
            case Fail(reason, code):
                return self._failed(shipment, code or reason)
            case Hold(reason):
                return self._held(shipment, reason)
            case Unreachable(reason):
                return self._later(shipment, reason, 0.0, MOST_DIALS)
            case Unanswered(reason) | Retry(reason, ambiguous=True):
                return self._unanswered(shipment, reason)
            case Retry(reason, after):
                return self._later(shipment, reason, after, MOST_TRIES)

    def _sent(self, shipment: Shipment, message_id: str) -> Settled:
        scope = self._storage.scope(shipment.tenant_id)
        row = Message.id == shipment.message_id
        now = self._clock.now()
        # A receipt may have been faster than the answer; its word stands.
        if not scope.update(
            Message,
            row & (Message.status == Status.PENDING.value),
            status=Status.SENT.value,
            status_at=now,
            channel_message_id=message_id,
        ):
            scope.update(Message, row, channel_message_id=message_id)
        # Whoever claimed it meanwhile, the customer has it.
        scope.update(
            OutboxEntry, OutboxEntry.id == shipment.entry_id, state="sent", claimed_until=None, error=None
        )
        event = MessageSent(shipment.tenant_id, channel=shipment.channel)
        return Settled(next=self._more(shipment), events=(event,))

    def _failed(self, shipment: Shipment, code: str) -> Settled:
        if not self._entry(shipment, state="failed", claimed_until=None, error=code[:200]):
            return Settled()
        scope = self._storage.scope(shipment.tenant_id)
        scope.update(
            Message,
            (Message.id == shipment.message_id) & (Message.status == Status.PENDING.value),
            status=Status.FAILED.value,
            status_at=self._clock.now(),
            error=code[:200],
        )
        event = DeliveryFailed(shipment.tenant_id, channel=shipment.channel, code=code)
        return Settled(next=self._more(shipment), events=(event,))

    def _held(self, shipment: Shipment, reason: str) -> Settled:
        due = self._clock.now() + timedelta(seconds=HELD_FOR)
        if not self._entry(shipment, state="held", claimed_until=None, due_at=due, error=reason[:200]):
            return Settled()
        event = DeliveryHeld(shipment.tenant_id, channel=shipment.channel, reason=reason)
        return Settled(again=HELD_FOR, events=(event,))

    def _unanswered(self, shipment: Shipment, reason: str) -> Settled:
        """It stays claimed until the claim runs out; a receipt may come by then."""
        if shipment.attempts >= MOST_TRIES:
            return self._failed(shipment, reason)
        self._entry(shipment, error=reason[:200])
        return Settled(again=self._reconcile_after)

    def _later(self, shipment: Shipment, reason: str, after: float, most: int) -> Settled:
        if shipment.attempts >= most:
            return self._failed(shipment, reason)
        wait = max(after, float(min(2 ** (shipment.attempts - 1), LONGEST_WAIT)))
        due = self._clock.now() + timedelta(seconds=wait)
        self._entry(shipment, state="pending", claimed_until=None, due_at=due, error=reason[:200])
        return Settled(again=wait)

    def _entry(self, shipment: Shipment, **values: object) -> int:
        """Change the outbox row if it is still ours: a claim that ran out may be somebody else's by now."""
        mine = (OutboxEntry.id == shipment.entry_id) & (OutboxEntry.attempts == shipment.attempts)
        scope = self._storage.scope(shipment.tenant_id)
        return scope.update(OutboxEntry, mine & (OutboxEntry.state == "sending"), **values)

    def _more(self, shipment: Shipment) -> bool:
        scope = self._storage.scope(shipment.tenant_id)
        return scope.first(_UNSENT, conversation=shipment.conversation_id) is not None
