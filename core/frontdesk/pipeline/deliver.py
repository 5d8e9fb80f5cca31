"""Delivering replies: in order within a conversation, many conversations at once, no thread for each."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import Future
from functools import partial
from typing import TYPE_CHECKING

from frontdesk.channels import Fail, HttpRequest, HttpResponse, Outcome, Retry, Sent
from frontdesk.diagnosis import describe
from frontdesk.errors import TransportError
from frontdesk.messages import Outbound
from frontdesk.pipeline.group import GroupCommit
from frontdesk.pipeline.outcomes import Outcomes, Settled, Unanswered, Unreachable
from frontdesk.pipeline.shipment import Claims, Shipment
from frontdesk.pipeline.transport import Transport

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Delivery"]

log = logging.getLogger(__name__)

_Answer = tuple[Shipment, Future[HttpResponse]]


class Delivery:
    """Sends what lies in the outbox.

    :param most_in_flight: how many replies may be under way at once; further conversations wait for a free
        place before anything of theirs is claimed.
    :param reconcile_after: seconds that an ambiguous send waits for a receipt before it is sent again. Longer
        than the transport's time-out, so that nothing is sent again while it is still under way.
    """

    def __init__(
        self,
        desk: Desk,
        transport: Transport,
        *,
        most_in_flight: int = 256,
        reconcile_after: float = 20.0,
    ) -> None:
        self._desk = desk
        self._transport = transport
        self._claims = Claims(desk.storage, desk.clock, reconcile_after)
        self._outcomes = Outcomes(desk.storage, desk.clock, reconcile_after)
        self._writer = GroupCommit(
            desk.storage,
            "frontdesk-delivery",
            self._record,
            self._follow_up,
            self._not_written,
            most_waiting=2 * most_in_flight,
        )
        self._most = most_in_flight
        self._changed = threading.Condition()
        self._in_flight = 0
        self._waiting: dict[int, None] = {}

    def run(self, *conversation_ids: int) -> None:
        """Send what is due in these conversations. Returns while answers are still on their way."""
        for conversation in conversation_ids:
            if self._place_for(conversation):
                self._next(conversation)

    def settle(self, timeout: float | None = None) -> bool:
        """Wait until nothing is under way.

        :param timeout: seconds; None waits as long as it takes.
        :return: whether it is so.
        """
        with self._changed:
            return self._changed.wait_for(lambda: self._in_flight == 0, timeout)

    def close(self) -> None:
        """Wait for the answers that are on their way, and write them down."""
        self._transport.close()
        self._writer.close()

    def _place_for(self, conversation: int) -> bool:
        with self._changed:
            if self._in_flight >= self._most:
                self._waiting[conversation] = None
                return False
            self._in_flight += 1
            return True

    def _next(self, conversation: int) -> None:
        """Send the conversation's next reply, on a place that was taken for it."""
        try:
            while True:
                shipment = self._claims.claim(conversation)
                if shipment is None:
                    break
                step = self._request(shipment)
                if isinstance(step, HttpRequest):
                    sending = self._transport.send(step)
                    sending.add_done_callback(partial(self._answered, shipment))
                    return
                with self._desk.storage.write():
                    settled = self._outcomes.record(shipment, step)
                self._tell(shipment, settled)
                if not settled.next:
                    break
        except Exception:
            self._leave()
            raise
        self._leave()

    def _leave(self) -> None:
        with self._changed:
            self._in_flight -= 1
            following = next(iter(self._waiting), None)
            if following is not None:
                del self._waiting[following]
            self._changed.notify_all()
        if following is not None:
            self._desk.queue.enqueue("deliver", following, priority=10)

    def _request(self, shipment: Shipment) -> HttpRequest | Sent | Retry | Fail:
        try:
            tenant = self._desk.tenants.recall(shipment.tenant_id)
            if tenant is None:
                return Fail("the business is gone", "no_tenant")
            bot = self._desk.bots.for_tenant(tenant)
            token = self._desk.tenants.access_token(shipment.channel, shipment.account)
            outbound = Outbound(
                reference=shipment.reference,
                channel=shipment.channel,
                account=shipment.account,
                contact=shipment.contact,
                reply=shipment.reply,
                quote=shipment.quote,
                access_token=token,
            )
            return self._desk.channels[shipment.channel].request(outbound, bot)
        except Exception as error:  # noqa: BLE001 - a broken channel or bot must not stop the others' replies
            log.error("reply %s cannot be made into a request: %s", shipment.entry_id, describe(error))
            return Retry(describe(error))

    def _answered(self, shipment: Shipment, sending: Future[HttpResponse]) -> None:
        """In the transport's thread: hand over to the writer and go on."""
        self._writer.submit((shipment, sending))

    def _record(self, answers: list[_Answer]) -> list[Settled]:
        return [
            self._outcomes.record(shipment, self._outcome(shipment, sending)) for shipment, sending in answers
        ]

    def _outcome(
        self, shipment: Shipment, sending: Future[HttpResponse]
    ) -> Outcome | Unreachable | Unanswered:
        try:
            return self._desk.channels[shipment.channel].outcome(sending.result())
        except TransportError as error:
            log.warning("reply %s had no answer and will be tried again: %s", shipment.entry_id, error)
            return Unanswered(str(error)) if error.sent else Unreachable(str(error))
        except Exception as error:  # noqa: BLE001 - what cannot be read may mean that it arrived
            log.error("answer to reply %s cannot be read: %s", shipment.entry_id, describe(error))
            return Unanswered(describe(error))

    def _follow_up(self, written: list[tuple[_Answer, Settled]]) -> None:
        for (shipment, _), settled in written:
            self._tell(shipment, settled)
            if settled.next:
                self._desk.queue.enqueue("deliver", shipment.conversation_id, priority=10)
            self._leave()

    def _not_written(self, answers: list[_Answer], error: Exception) -> None:
        for shipment, _ in answers:
            # The row stays claimed and is taken up as an ambiguous one when the claim runs out.
            log.error("outcome of reply %s was not written: %s", shipment.entry_id, describe(error))
            self._leave()

    def _tell(self, shipment: Shipment, settled: Settled) -> None:
        self._desk.publish(settled.events)
        if settled.again is not None:
            self._desk.queue.enqueue("deliver", shipment.conversation_id, delay=settled.again, priority=10)
