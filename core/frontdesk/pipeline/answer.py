"""Answering one message: understand it outside any transaction, then act and reply in one commit."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue import State
from frontdesk.errors import Conflict
from frontdesk.events import TurnTaken
from frontdesk.messages import Inbound
from frontdesk.pipeline.lease import Lease, Leases
from frontdesk.pipeline.payloads import load_inbound
from frontdesk.pipeline.record import Record
from frontdesk.pipeline.turn import Taken, TurnTaker
from frontdesk.pipeline.understand import understand, utterance_of
from frontdesk.storage import Contact
from frontdesk.storage.models import InboxEntry
from frontdesk.tenants import Customer, Tenant
from frontdesk.turns import Turn

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk
    from frontdesk.readings import Reading

__all__ = ["Answered", "Answerer"]

#: How often a turn is run when constraints fire at the last moment.
RUNS = 3
#: A channel's word on when a message was written is believed for so long before it came in: a message that
#: was under way over midnight still means the right "tomorrow".
BELIEVED = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of it.

    :ivar state: where the conversation stands now.
    :ivar more: whether more messages wait and the lease is kept; otherwise it was given back with the commit.
    """

    state: State
    more: bool


@dataclass(frozen=True, slots=True)
class _Case:
    """One message with all that belongs to it."""

    lease: Lease
    entry: InboxEntry
    message: Inbound
    tenant: Tenant
    bot: Bot
    state: State
    reading: Reading


class Answerer:
    """Takes the turns of conversations that the caller holds a lease on."""

    def __init__(self, desk: Desk, leases: Leases) -> None:
        self._desk = desk
        self._leases = leases

    def answer(self, lease: Lease, entry: InboxEntry, state: State) -> Answered:
        """Take the turn of one message.

        :param state: where the conversation stands; nobody but the holder of the lease changes it.
        :raises LeaseLost: somebody else took the conversation over; nothing of the turn is kept.
        """
        tenant = self._desk.tenants.recall(lease.tenant_id)
        if tenant is None or not tenant.active:
            return Answered(state, self._set_aside(lease, entry))
        started = time.perf_counter()
        case = self._understood(lease, entry, tenant, state)
        turn, taken, more = self._run(case)
        if taken.replies:
            self._desk.queue.enqueue("deliver", lease.conversation_id, priority=10)
        for job in turn.jobs:
            self._desk.queue.enqueue(job.name, *job.ids, delay=job.delay)
        turn.emit(
            TurnTaken(
                tenant.id,
                channel=case.message.channel,
                intent=case.reading.intent,
                source=case.reading.source,
                decision=taken.decision,
                seconds=time.perf_counter() - started,
            )
        )
        self._desk.publish(turn.events)
        return Answered(taken.state, more)

    def _understood(self, lease: Lease, entry: InboxEntry, tenant: Tenant, state: State) -> _Case:
        payload = self._desk.storage.scope(tenant.id).reveal(entry, InboxEntry.payload)
        message = load_inbound(payload)
        bot = self._desk.bots.for_tenant(tenant)
        utterance = utterance_of(bot, state, message, _written_at(message, entry.received_at))
        reading = understand(bot, utterance, self._report, message.choice)
        return _Case(lease, entry, message, tenant, bot, state, reading)

    def _run(self, case: _Case) -> tuple[Turn, Taken, bool]:
        for _ in range(RUNS - 1):
            try:
                return self._commit(case)
            except Conflict:
                continue
        return self._commit(case)

    def _commit(self, case: _Case) -> tuple[Turn, Taken, bool]:
        with self._desk.storage.write():
            turn = self._turn(case)
            taken = TurnTaker(case.bot).take(turn, case.state)
            record = Record(turn.scope, case.lease.conversation, self._desk.clock)
            replies = [reply for reply in taken.replies if reply.text or reply.choices]
            record.heard(case.message, why=None if replies else taken.why)
            for reply in replies:
                record.say(reply, quote=case.message.message_id, why=taken.why)
            turn.scope.update(InboxEntry, InboxEntry.id == case.entry.id, state="done", error=None)
            more = self._leases.hand_over_after_turn(
                case.lease,
                state=taken.state.to_json(),
                language=taken.state.language,
                last_inbound_at=case.entry.received_at,
            )
            return turn, taken, more

    def _turn(self, case: _Case) -> Turn:
        scope = self._desk.storage.scope(case.tenant.id)
        conversation: Any = case.entry.conversation
        contact = conversation.contact
        language = case.state.language or case.bot.default_language
        return Turn(
            bot=case.bot,
            tenant=case.tenant,
            scope=scope,
            customer=Customer(
                id=contact.id,
                channel=contact.channel,
                name=scope.reveal(contact, Contact.name),
                phone=scope.reveal(contact, Contact.phone),
            ),
            conversation_id=case.lease.conversation_id,
            message=case.message,
            message_key=case.entry.id,
            reading=case.reading,
            now=self._desk.clock.now().astimezone(case.bot.zone),
            language=language,
            speech=case.bot.speech(language),
        )

    def _set_aside(self, lease: Lease, entry: InboxEntry) -> bool:
        """The business was switched off meanwhile: its customers are not answered."""
        with self._desk.storage.write():
            scope = self._desk.storage.scope(lease.tenant_id)
            scope.update(InboxEntry, InboxEntry.id == entry.id, state="unrouted")
            return self._leases.hand_over(lease)

    def _report(self, plugin: str, error: Exception) -> None:
        self._desk.metrics.inc("plugin_errors_total", plugin=plugin)


def _written_at(message: Inbound, received_at: datetime) -> datetime:
    believable = received_at - BELIEVED <= message.sent_at <= received_at
    return message.sent_at if believable else received_at
