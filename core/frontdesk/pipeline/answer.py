"""Answering one message: what it means, outside any transaction, and its turn, inside one."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frontdesk.dialogue import State
from frontdesk.events import TurnTaken
from frontdesk.messages import Inbound
from frontdesk.outage import Repeats
from frontdesk.pipeline.bursts import Burst
from frontdesk.pipeline.lease import Lease
from frontdesk.pipeline.payloads import load_inbound
from frontdesk.pipeline.record import Record
from frontdesk.pipeline.turn import TurnTaker
from frontdesk.pipeline.understand import understand, utterance_of
from frontdesk.storage import Contact, Conversation
from frontdesk.storage.models import InboxEntry
from frontdesk.tenants import Customer, Tenant
from frontdesk.turns import Turn

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk
    from frontdesk.readings import Reading

__all__ = ["Answerer", "Case"]

_log = logging.getLogger(__name__)

#: A channel's word on when a message was written is believed for so long before it came in: a message that
#: was under way over midnight still means the right "tomorrow".
BELIEVED = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Case:
    """One message that is understood, with all that belongs to it.

    :ivar message: what was written; all of a burst as one.
    :ivar burst: the messages that it is made of, where there are several.
    :ivar state: where the conversation stands; nobody but the holder of the lease changes it.
    :ivar seconds: how long understanding took.
    """

    lease: Lease
    message: Inbound
    tenant: Tenant
    bot: Bot
    state: State
    reading: Reading
    seconds: float
    burst: Burst | None = None


class Answerer:
    """Takes the turns of conversations that the caller holds a lease on."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._repeats = Repeats(_log)

    def understand(self, lease: Lease, burst: Burst | None = None) -> Case | None:
        """What the lease's message means. It may take seconds.

        :param burst: what it is read together with.
        :return: None when the business was switched off meanwhile: its customers are not answered.
        """
        tenant = self._desk.tenants.recall(lease.tenant_id)
        if tenant is None or not tenant.active:
            return None
        started = time.perf_counter()
        scope = self._desk.storage.scope(tenant.id)
        message = burst.message if burst else load_inbound(scope.open(InboxEntry.payload, lease.payload))
        received_at = burst.received_at if burst else lease.received_at
        state = State.from_json(scope.open(Conversation.state, lease.state))
        bot = self._desk.bots.for_tenant(tenant)
        utterance = utterance_of(bot, state, message, _written_at(message, received_at))
        reading = understand(bot, utterance, self._report, message.choice)
        return Case(lease, message, tenant, bot, state, reading, time.perf_counter() - started, burst)

    def take(self, case: Case, record: Record) -> Turn:
        """Take the turn of a message, inside the write transaction.

        :param record: what comes of it is noted there, and written with it.
        :return: the turn, with what follows once it is kept.
        """
        started = time.perf_counter()
        turn = self._turn(case)
        taken = TurnTaker(case.bot).take(turn, case.state)
        replies = [reply for reply in taken.replies if reply.text or reply.choices]
        entries = case.burst.entries if case.burst else (case.lease.entry_id,)
        why = taken.why | {"answers": list(entries)}
        record.answered(case.lease, taken.state, case.burst)
        heard = case.burst.messages if case.burst else (case.message,)
        for message in heard:
            silent = message is heard[-1] and not replies
            record.heard(case.lease, message, why=why if silent else None)
        for reply in replies:
            record.say(case.lease, reply, case.message, why=why)
        turn.emit(
            TurnTaken(
                case.tenant.id,
                channel=case.message.channel,
                intent=case.reading.intent,
                source=case.reading.source,
                decision=taken.decision,
                seconds=case.seconds + time.perf_counter() - started,
            )
        )
        return turn

    def _turn(self, case: Case) -> Turn:
        scope = self._desk.storage.scope(case.tenant.id)
        lease = case.lease
        language = case.state.language or case.bot.default_language
        return Turn(
            bot=case.bot,
            tenant=case.tenant,
            scope=scope,
            customer=Customer(
                id=lease.contact_id,
                channel=lease.channel,
                name=scope.open(Contact.name, lease.name),
                phone=scope.open(Contact.phone, lease.phone),
            ),
            conversation_id=lease.conversation_id,
            message=case.message,
            message_key=lease.entry_id,
            reading=case.reading,
            now=self._desk.clock.now().astimezone(case.bot.zone),
            language=language,
            speech=case.bot.speech(language),
        )

    def _report(self, plugin: str, error: Exception) -> None:
        what = type(error).__name__
        self._repeats.tell(logging.ERROR, "understander %s failed: %s", plugin, what, kind=(plugin, what))
        self._desk.metrics.inc("plugin_errors_total", plugin=plugin)


def _written_at(message: Inbound, received_at: datetime) -> datetime:
    believable = received_at - BELIEVED <= message.sent_at <= received_at
    return message.sent_at if believable else received_at
