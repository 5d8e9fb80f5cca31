"""Delivering replies: in order within a conversation, many conversations at once, no thread for each."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from frontdesk.channels import HttpRequest
from frontdesk.diagnosis import describe
from frontdesk.errors import StorageError
from frontdesk.outage import Repeats
from frontdesk.pipeline.group import GroupCommit
from frontdesk.pipeline.outcomes import Outcomes, Result, Settled
from frontdesk.pipeline.places import Account, Places
from frontdesk.pipeline.requests import Requests, Senders
from frontdesk.pipeline.shipment import Claims, Shipment
from frontdesk.pipeline.transport import Exchange, Transport
from frontdesk.pipeline.waiting import Waiting

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Delivery"]

log = logging.getLogger(__name__)

#: How many conversations are looked at, or wait for an account together.
_TOGETHER = 256
#: How many conversations may wait for a free place.
_MOST_WAITING = 20_000
#: Seconds of an account's rest up to which a job waits for its end; after a longer one comes the sweep.
_SHORT_REST = 10.0
#: Seconds between tries to write down what is known, while the database is away.
_WRITE_EVERY = 0.5
#: Lines of one kind in the log, a minute: enough to see which replies are hit.
_MOST_LINES = 10


class Delivery:
    """Sends what lies in the outbox.

    :param most_in_flight: how many replies may be under way at once; further conversations wait for a free
        place before anything of theirs is claimed.
    :param most_per_account: how many of them for one account.
    :param reconcile_after: seconds that an ambiguous send waits for a receipt before it is sent again. Longer
        than the transport's time-out, so that nothing is sent again while it is still under way.
    :ivar places: who may send now.
    """

    def __init__(
        self,
        desk: Desk,
        transport: Transport,
        *,
        most_in_flight: int = 512,
        most_per_account: int = 128,
        reconcile_after: float = 20.0,
    ) -> None:
        self.reconcile_after = reconcile_after
        self.places = Places(
            desk.cache, desk.clock, most=most_in_flight, most_per_account=most_per_account, proof=self._proof
        )
        self._desk = desk
        self._transport = transport
        self._waiting = Waiting(_MOST_WAITING)
        self._claims = Claims(desk.storage, desk.clock, reconcile_after)
        self._outcomes = Outcomes(desk.storage, desk.clock, reconcile_after)
        self._closing = threading.Event()
        self._guard = threading.Lock()
        #: What is sent from here, by ids in the outbox, until its outcome is written down or lost.
        self._under_way: set[int] = set()
        self._repeats = Repeats(log, most=_MOST_LINES)
        self._requests = Requests(desk, self._repeats)
        self._writer: GroupCommit[Result, Settled] = GroupCommit(
            desk.storage,
            "frontdesk-delivery",
            self._outcomes.record,
            self._written,
            self._unwritten,
            most_waiting=2 * most_in_flight,
        )

    def resume(self) -> None:
        """Begin where a process that died left off: first its ambiguous sends wait for their receipts."""
        self._claims.resume()

    def run(self, *conversation_ids: int) -> None:
        """Send what is due in these conversations. Returns while answers are still on their way."""
        self.places.look()
        for start in range(0, len(conversation_ids), _TOGETHER):
            self._go_on(dict.fromkeys(conversation_ids[start : start + _TOGETHER]))
        self._admit()

    def send(self, shipments: Sequence[Shipment]) -> None:
        """Send replies that are claimed already, on places that were taken for them."""
        exchanges: list[Exchange] = []
        senders: Senders = {}
        with self._guard:
            self._under_way.update(shipment.entry_id for shipment in shipments)
        for shipment in shipments:
            step = self._requests.make(shipment, senders)
            if isinstance(step, HttpRequest):
                exchanges.append(Exchange(step, shipment, shipment.since))
            else:
                self._writer.submit(Result(shipment, step))
        if exchanges:
            self._transport.exchange(exchanges, self._answered)

    def settle(self, timeout: float | None = None) -> bool:
        """Wait until nothing is under way.

        :param timeout: seconds; None waits as long as it takes.
        :return: whether it is so.
        """
        return self.places.settle(timeout)

    def close(self) -> None:
        """Wait for the answers that are on their way, and write them down."""
        self._closing.set()
        self._transport.close()
        self._writer.close()

    # -- claiming --------------------------------------------------------------------------------------------

    def _go_on(self, conversations: Mapping[int, Account | None]) -> None:
        """Send the next replies of conversations, each with the account for which it has a place already.

        Asked after the commit that settled the last one: inside it, PostgreSQL would not show a reply that is
        committed at the same time.
        """
        held = dict(conversations)
        shipments: list[Shipment] = []
        try:
            if conversations and not self._closing.is_set():
                rows = self._claims.due(list(conversations))
                # While the database was away, a claim may have run out whose outcome is known here.
                rows = [row for row in rows if row.id not in self._under_way]
                rows = [row for row in rows if self._has_place(row.conversation, held)]
                shipments = self._claims.claim(rows)
        finally:
            for shipment in shipments:
                del held[shipment.conversation_id]
            self.places.leave_all([account for account in held.values() if account is not None])
        self.send(shipments)

    def _has_place(self, conversation: object, held: dict[int, Account | None]) -> bool:
        number: int = conversation.id  # type: ignore[attr-defined]
        account: Account = (conversation.channel, conversation.account)  # type: ignore[attr-defined]
        has = held[number]
        if has == account and not self.places.resting(*account):
            return True
        if has is not None:
            self.places.leave(*has)
            held[number] = None
        if self.places.take(*account):
            held[number] = account
            return True
        self._put_off(account, [number])
        return False

    def _put_off(self, account: Account, conversations: Sequence[int]) -> None:
        """Until there is a place, or until the account has rested; the sweep finds those that rest long."""
        rest = self.places.resting(*account)
        if not rest:
            for conversation in conversations:
                self._waiting.add(account, conversation)
        elif rest <= _SHORT_REST:
            for start in range(0, len(conversations), _TOGETHER):
                chunk = conversations[start : start + _TOGETHER]
                self._desk.queue.enqueue("deliver", *chunk, delay=rest)

    def _admit(self) -> None:
        """Let in who waits, as far as there are places."""
        for account in self._waiting.accounts():
            if self.places.resting(*account):
                self._put_off(account, self._waiting.drop(account))
        while admitted := self._waiting.admit(self.places.take, _TOGETHER):
            self._go_on({conversation: account for account, conversation in admitted})

    # -- sending ---------------------------------------------------------------------------------------------

    def _answered(self, exchanges: Sequence[Exchange]) -> None:
        """In the transport's thread: hand over to the writer."""
        self._writer.submit_all(
            [Result(exchange.about, self._requests.outcome(exchange)) for exchange in exchanges]
        )

    # -- once it is written down -----------------------------------------------------------------------------

    def _written(self, batch: Sequence[tuple[Result, Settled]]) -> None:
        """In the writer's thread, after the commit."""
        with self.places.changing():
            try:
                self._forget(result for result, _ in batch)
                self.places.look()
                self._follow(batch)
            finally:
                self._hand_on(batch)
            self._admit()

    def _forget(self, results: Iterable[Result]) -> None:
        with self._guard:
            self._under_way.difference_update(result.shipment.entry_id for result in results)

    def _hand_on(self, batch: Sequence[tuple[Result, Settled]]) -> None:
        """Keep the places of conversations whose next reply can go now."""
        kept: dict[int, Account | None] = {}
        left: list[Account] = []
        for result, settled in batch:
            shipment = result.shipment
            if settled.next and shipment.conversation_id not in kept:
                kept[shipment.conversation_id] = shipment.place
            else:
                left.append(shipment.place)
        self.places.leave_all(left)
        self._go_on(kept)

    def _follow(self, batch: Sequence[tuple[Result, Settled]]) -> None:
        self._desk.publish(event for _, settled in batch for event in settled.events)
        for result, settled in batch:
            shipment = result.shipment
            if settled.rest:
                tied = settled.rest == settled.again
                self.places.pause(*shipment.place, settled.rest, tied=tied)
            if settled.again is not None:
                self._desk.queue.enqueue("deliver", shipment.conversation_id, delay=settled.again)
        early = [number for _, settled in batch for (number,) in settled.early]
        if early:
            self._desk.queue.enqueue("receipts", *early)

    def _unwritten(self, results: Sequence[Result], error: Exception) -> None:
        """In the writer's thread: what is known is kept while the database is away."""
        # None of its more telling kinds: those are about what was to be written, and would be so again.
        away = type(error) is StorageError
        if away and not self._closing.wait(_WRITE_EVERY):
            self._writer.submit_all(results)
            return
        # The rows stay claimed and are taken up as ambiguous ones when the claims run out.
        self._forget(results)
        line = "outcomes of %d replies were not written: %s"
        self._repeats.tell(logging.ERROR, line, len(results), describe(error))
        self.places.leave_all([result.shipment.place for result in results])

    def _proof(self, channel: str, account: str) -> str:
        token = self._desk.tenants.access_token(channel, account)
        return self._desk.keys.digest(token, "delivery.proof").hex()[:16]
