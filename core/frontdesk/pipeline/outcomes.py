"""Writing down how sends ended, many at a time, and what follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from peewee import Case

from frontdesk.channels import Fail, Hold, Outcome, Retry, Sent
from frontdesk.clock import Clock
from frontdesk.events import DeliveryFailed, DeliveryHeld, Event, MessageSent
from frontdesk.messages import Status
from frontdesk.notices import Unsent
from frontdesk.pipeline.notices.judge import Never
from frontdesk.pipeline.notices.last_word import Dropped, TakenBack, drop, end, take_back
from frontdesk.pipeline.shipment import Shipment
from frontdesk.storage import Message, Prepared, Slot, Storage
from frontdesk.storage.models import OutboxEntry, ReceiptEntry

__all__ = ["Outcomes", "Result", "Settled", "Unanswered", "Unreachable", "storable"]

# A receipt may have been faster than the answer; its word stands.
_PENDING = Message.status == Status.PENDING.value
_ARRIVED = Prepared(
    Message.update(
        status=Case(None, [(_PENDING, Status.SENT.value)], Message.status),
        status_at=Case(None, [(_PENDING, Slot(Message.status_at, "now"))], Message.status_at),
        channel_message_id=Slot(Message.channel_message_id),
        channel_message_digest=Slot(Message.channel_message_digest),
    ).where((Message.id == Slot(Message.id)) & (Message.tenant == Slot(Message.tenant)))
)
# Whoever claimed it meanwhile, the customer has it.
_DONE = Prepared(
    OutboxEntry.update(state="sent", claimed_until=None, error=None).where(
        OutboxEntry.id.in_(Slot(OutboxEntry.id, "ids"))
    ),
    many=["ids"],
)
_EARLY = Prepared(
    ReceiptEntry.select(ReceiptEntry.id).where(
        ReceiptEntry.message_digest.in_(Slot(ReceiptEntry.message_digest, "digests"))
        & (ReceiptEntry.applied == False)  # noqa: E712 - a column, not a bool
    ),
    many=["digests"],
)
#: Tries that a channel may answer with "later" for this reply, or in doubt, before it is given up.
MOST_TRIES = 8
#: Tries that may end for reasons that have nothing to do with the reply; at the longest wait, about a day.
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


Ended = Outcome | Unreachable | Unanswered | Dropped | TakenBack


@dataclass(frozen=True, slots=True)
class Result:
    """How one send ended."""

    shipment: Shipment
    outcome: Ended


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows once it is written down.

    :ivar again: seconds until the conversation's delivery is to be tried again, or None.
    :ivar next: whether the conversation's next reply can go now.
    :ivar rest: seconds for which the whole account has to rest.
    :ivar early: ids of receipts that were faster than the answers, once the transaction is kept; the first of
        a transaction has those of all.
    """

    again: float | None = None
    next: bool = False
    events: tuple[Event, ...] = ()
    rest: float = 0.0
    early: Sequence[tuple[int]] = ()


class Outcomes:
    """Writes down outcomes, inside the caller's write transaction."""

    def __init__(self, storage: Storage, clock: Clock, reconcile_after: float) -> None:
        self._storage = storage
        self._clock = clock
        self._reconcile_after = reconcile_after

    def record(self, results: list[Result]) -> list[Settled]:
        """Write down how these sends ended; what follows from each, in their order."""
        digests = [self._digest(result.outcome) for result in results]
        self._arrived(results, digests)
        settled = [self._record(result.shipment, result.outcome) for result in results]
        arrived = [digest for digest in digests if digest is not None]
        if arrived:
            # A receipt that names our reference needs no answer, but not every channel echoes it. Whoever
            # writes one down later than this is asked sees the answer.
            settled[0] = replace(settled[0], early=self._storage.look_at_end(_EARLY, digests=arrived))
        return settled

    def _arrived(self, results: Sequence[Result], digests: Sequence[bytes | None]) -> None:
        now = self._clock.now()
        # In one order everywhere, so that two processes never wait for each other's rows.
        rows: list[dict[str, Any]] = [
            {
                "id": result.shipment.message_id,
                "tenant": result.shipment.tenant_id,
                "channel_message_id": result.outcome.message_id,
                "channel_message_digest": digest,
                "now": now,
            }
            for result, digest in sorted(zip(results, digests, strict=True), key=_message_id)
            if isinstance(result.outcome, Sent)
        ]
        if rows:
            self._storage.house.run_many(_ARRIVED, rows)
            entries = (result.shipment.entry_id for result in results if isinstance(result.outcome, Sent))
            self._storage.house.run_many(_DONE, [{"ids": sorted(entries)}])

    def _digest(self, outcome: object) -> bytes | None:
        if not isinstance(outcome, Sent):
            return None
        return self._storage.house.digest(Message.channel_message_digest, outcome.message_id)

    def _record(self, shipment: Shipment, outcome: Ended) -> Settled:
        match outcome:
            case Sent():
                event = MessageSent(shipment.tenant_id, channel=shipment.channel)
                return Settled(next=True, events=(event,))
            case Fail(reason, code, outside_window):
                return self._failed(shipment, code or reason, outside_window=outside_window)
            case Hold(reason):
                return self._held(shipment, reason)
            case Unreachable(reason):
                return self._blameless(shipment, reason)
            case Unanswered(reason) | Retry(reason, ambiguous=True):
                return self._unanswered(shipment, reason)
            case Retry(reason, after, "account"):
                return self._blameless(shipment, reason, after, rest=max(after, 1.0))
            case Retry(reason, after):
                return self._later(shipment, reason, after)
            case Dropped() | TakenBack():
                return self._unsent(shipment, outcome)

    def _failed(self, shipment: Shipment, code: str, *, outside_window: bool = False) -> Settled:
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
        if shipment.notice is not None:
            reason = Unsent.OUTSIDE_WINDOW if outside_window else Unsent.FAILED
            end(scope, shipment, Never(reason, code[:200]))
        event = DeliveryFailed(shipment.tenant_id, channel=shipment.channel, code=code)
        return Settled(next=True, events=(event,))

    def _unsent(self, shipment: Shipment, outcome: Dropped | TakenBack) -> Settled:
        """A notice that must not go, or not yet."""
        error = outcome.never.error if isinstance(outcome, Dropped) else None
        if not self._entry(shipment, state="failed", claimed_until=None, error=error):
            return Settled()
        scope, now = self._storage.scope(shipment.tenant_id), self._clock.now()
        if isinstance(outcome, Dropped):
            drop(scope, shipment, outcome.never, now)
        else:
            take_back(scope, shipment, now + timedelta(seconds=outcome.after))
        return Settled(next=True)

    def _held(self, shipment: Shipment, reason: str) -> Settled:
        due = self._clock.now() + timedelta(seconds=HELD_FOR)
        if not self._entry(shipment, state="held", claimed_until=None, due_at=due, error=reason[:200]):
            return Settled()
        event = DeliveryHeld(shipment.tenant_id, channel=shipment.channel, reason=reason)
        return Settled(again=HELD_FOR, events=(event,), rest=HELD_FOR)

    def _unanswered(self, shipment: Shipment, reason: str) -> Settled:
        """It stays claimed until the claim runs out; a receipt may come by then."""
        tries = shipment.tries + 1
        if tries >= MOST_TRIES:
            return self._failed(shipment, reason)
        self._entry(shipment, error=reason[:200], tries=tries)
        return Settled(again=self._reconcile_after)

    def _later(self, shipment: Shipment, reason: str, after: float) -> Settled:
        """The channel does not take this reply now."""
        tries = shipment.tries + 1
        if tries >= MOST_TRIES:
            return self._failed(shipment, reason)
        return self._put_off(shipment, reason, max(after, _growing(tries)), tries=tries)

    def _blameless(
        self, shipment: Shipment, reason: str, after: float = 0.0, *, rest: float = 0.0
    ) -> Settled:
        """Nothing leaves for this account, or for anybody, which says nothing of this reply.

        :param rest: seconds for which the whole account has to rest.
        """
        if shipment.attempts >= MOST_DIALS:
            return replace(self._failed(shipment, reason), rest=rest)
        wait = max(after, _growing(shipment.attempts))
        return replace(self._put_off(shipment, reason, wait), rest=rest)

    def _put_off(self, shipment: Shipment, reason: str, wait: float, **values: object) -> Settled:
        due = self._clock.now() + timedelta(seconds=wait)
        self._entry(shipment, state="pending", claimed_until=None, due_at=due, error=reason[:200], **values)
        return Settled(again=wait)

    def _entry(self, shipment: Shipment, **values: object) -> int:
        """Change the outbox row if it is still ours: a claim that ran out may be somebody else's by now."""
        mine = (OutboxEntry.id == shipment.entry_id) & (OutboxEntry.attempts == shipment.attempts)
        scope = self._storage.scope(shipment.tenant_id)
        return scope.update(OutboxEntry, mine & (OutboxEntry.state == "sending"), **values)


def _growing(times: int) -> float:
    """Seconds to wait before the next try, after so many."""
    return float(min(2 ** (min(times, 30) - 1), LONGEST_WAIT))


def _message_id(pair: tuple[Result, bytes | None]) -> int:
    return pair[0].shipment.message_id


def storable(outcome: Outcome) -> Outcome:
    """The outcome in words that every database takes.

    Who cannot write down that a reply was sent sends it again, and again: so numbers that a channel gives
    instead of texts, halves of characters and zero bytes are no reason to fail.
    """
    if isinstance(outcome, Sent):
        message_id = _text(outcome.message_id)
        return outcome if message_id is outcome.message_id else Sent(message_id)
    reason = _text(outcome.reason)
    if isinstance(outcome, Fail) and outcome.code is not None:
        return replace(outcome, reason=reason, code=_text(outcome.code))
    return outcome if reason is outcome.reason else replace(outcome, reason=reason)


def _text(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    if text.isascii() and "\0" not in text:
        return text
    return text.replace("\0", "").encode("utf-8", "replace").decode()
