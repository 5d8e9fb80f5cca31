"""Requests that send replies, and what their answers mean: where the channels are asked."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from frontdesk.channels import Fail, HttpRequest, Outcome, Retry, Sent
from frontdesk.diagnosis import describe
from frontdesk.errors import TransportError
from frontdesk.messages import Outbound
from frontdesk.outage import Repeats
from frontdesk.pipeline.notices.last_word import Dropped, LastWord, TakenBack
from frontdesk.pipeline.outcomes import Unanswered, Unreachable, storable
from frontdesk.pipeline.shipment import Shipment
from frontdesk.pipeline.transport import Exchange

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk

__all__ = ["Requests", "Sender", "Senders"]


@dataclass(frozen=True, slots=True)
class Sender:
    """In whose name a reply goes out."""

    bot: Bot
    token: str = field(repr=False)


#: How a reply ends for which nothing has to be sent, or nothing can.
Made = Sent | Retry | Fail | Unreachable | Dropped | TakenBack
#: By tenant, channel and account.
Senders = dict[tuple[str, str, str], Sender]


class Requests:
    """Asks channels. Whatever one of them raises costs only the reply that it is about.

    :param repeats: where trouble is told.
    """

    def __init__(self, desk: Desk, repeats: Repeats) -> None:
        self._desk = desk
        self._repeats = repeats
        self._last_word = LastWord(desk)

    def make(self, shipment: Shipment, senders: Senders) -> HttpRequest | Made:
        """The request that sends a reply, or how it ends without one.

        :param senders: those that are known already; others are added.
        """
        if shipment.fault is not None:
            self._repeats.tell(logging.ERROR, "reply %s %s", shipment.entry_id, shipment.fault)
            return Unreachable(shipment.fault)
        try:
            key = (shipment.tenant_id, shipment.channel, shipment.account)
            sender = senders.get(key)
            if sender is None:
                tenant = self._desk.tenants.recall(shipment.tenant_id)
                if tenant is None:
                    return Fail("the business is gone", "no_tenant")
                token = self._desk.tenants.access_token(shipment.channel, shipment.account)
                sender = senders[key] = Sender(self._desk.bots.for_tenant(tenant), token)
            word = None if shipment.notice is None else self._last_word.on(shipment, sender.bot)
            if isinstance(word, Dropped | TakenBack):
                return word
            outbound = Outbound(
                reference=shipment.reference,
                channel=shipment.channel,
                account=shipment.account,
                contact=shipment.contact,
                reply=shipment.reply,
                quote=shipment.quote,
                access_token=sender.token,
                template=word,
            )
            return self._desk.channels[shipment.channel].request(outbound, sender.bot)
        except Exception as error:  # noqa: BLE001 - a broken channel or bot must not stop the others' replies
            what = describe(error)
            line = "reply %s cannot be made into a request: %s"
            self._repeats.tell(logging.ERROR, line, shipment.entry_id, what)
            return Retry(what)

    def outcome(self, exchange: Exchange) -> Outcome | Unreachable | Unanswered:
        """What the answer to a request means, or its absence."""
        shipment: Shipment = exchange.about
        answer = exchange.answer
        if isinstance(answer, TransportError):
            line = "reply %s had no answer and will be tried again: %s"
            self._repeats.tell(logging.WARNING, line, shipment.entry_id, answer)
            return Unanswered(str(answer)) if answer.sent else Unreachable(str(answer))
        try:
            return storable(self._desk.channels[shipment.channel].outcome(answer))
        except Exception as error:  # noqa: BLE001 - what cannot be read may mean that it arrived
            what = describe(error)
            self._repeats.tell(
                logging.ERROR, "answer to reply %s cannot be read: %s", shipment.entry_id, what
            )
            return Unanswered(what)
