"""Answering one message: what it means, outside any transaction, and its turn, inside one."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frontdesk.dialogue import State
from frontdesk.events import HandedOver, TurnTaken
from frontdesk.messages import STAFF, Inbound
from frontdesk.outage import Repeats
from frontdesk.pipeline.bursts import Burst
from frontdesk.pipeline.lease import Lease
from frontdesk.pipeline.notices.taps import seen, tapped
from frontdesk.pipeline.payloads import load_inbound
from frontdesk.pipeline.person import hand_over, is_a_persons, keep_silent, note_staff
from frontdesk.pipeline.record import Record
from frontdesk.pipeline.staff import comes_from_staff
from frontdesk.pipeline.turn import TurnTaker
from frontdesk.pipeline.understand import understand, utterance_of
from frontdesk.readings import Occasion, Reading
from frontdesk.storage import Contact, Conversation
from frontdesk.storage.models import InboxEntry
from frontdesk.tenants import Customer, Tenant
from frontdesk.turns import Turn

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk

__all__ = ["Answerer", "Case"]

_log = logging.getLogger(__name__)

#: A channel's word on when a message was written is believed for so long before it came in: a message that
#: was under way over midnight still means the right "tomorrow".
BELIEVED = timedelta(hours=12)
#: Who reads what customers write while a person has the conversation.
_PLAIN = ("rules",)


@dataclass(frozen=True, slots=True)
class Case:
    """One message that is understood, with all that belongs to it.

    :ivar message: what was written; all of a burst as one.
    :ivar burst: the messages that it is made of, where there are several.
    :ivar state: where the conversation stands; nobody but the holder of the lease changes it.
    :ivar seconds: how long understanding took.
    :ivar conflict: what its turn ran into each time it was run, after which the customer is told that it is
        busy; empty as long as it is to be run.
    :ivar staff: it comes from one of the business's own people; ``bot`` is as they have it.
    """

    lease: Lease
    message: Inbound
    tenant: Tenant
    bot: Bot
    state: State
    reading: Reading
    seconds: float
    burst: Burst | None = None
    conflict: str = ""
    staff: bool = False


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
        state = seen(scope, State.from_json(scope.open(Conversation.state, lease.state)))
        staff = comes_from_staff(self._desk.tenants, tenant, message)
        bot = self._desk.bots.for_tenant(tenant)
        bot = bot.for_staff if staff else bot
        reading = Reading()
        if message.kind != STAFF:
            occasion = Occasion(self._desk, tenant, lease.conversation_id, lease.contact_id)
            utterance = utterance_of(bot, state, message, _written_at(message, received_at), occasion)
            # While a person has it, all that matters is whether the bot is wanted back: no model is asked.
            readers = _PLAIN if lease.handover and lease.handover.holds(self._desk.clock.now()) else None
            chosen = tapped(scope, lease.conversation_id, message)
            if chosen is not None:
                reading = Reading(chosen=chosen, source="tap", reasons=(f"tap on choice {chosen.id}",))
            else:
                reading = understand(bot, utterance, self._report, message.choice, readers=readers)
        seconds = time.perf_counter() - started
        return Case(lease, message, tenant, bot, state, reading, seconds, burst, staff=staff)

    def take(self, case: Case, record: Record) -> Turn:
        """Take the turn of a message, inside the write transaction.

        :param record: what comes of it is noted there, and written with it.
        :return: the turn, with what follows once it is kept.
        """
        started = time.perf_counter()
        now = self._desk.clock.now()
        turn = self._turn(case)
        if case.message.kind == STAFF:
            decision = note_staff(case, record, turn.scope, now)
        elif is_a_persons(case, now):
            decision = keep_silent(case, record, now)
        else:
            decision = self._answer(case, turn, record, now)
        turn.emit(
            TurnTaken(
                case.tenant.id,
                channel=case.message.channel,
                intent=case.reading.intent,
                source=case.reading.source,
                decision=decision,
                seconds=case.seconds + time.perf_counter() - started,
            )
        )
        return turn

    def _answer(self, case: Case, turn: Turn, record: Record, now: datetime) -> str:
        """Answer the customer.

        :return: what was decided, in a word or two.
        """
        before = case.lease.handover
        turn.returned = before is not None
        taker = TurnTaker(case.bot)
        taken = (
            taker.excuse(turn, case.state, case.conflict) if case.conflict else taker.take(turn, case.state)
        )
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
        if turn.handed_over is not None:
            hand_over(case.bot, case, record, turn.handed_over, now)
            turn.emit(HandedOver(case.tenant.id, turn.conversation_id, "person", turn.handed_over))
        elif before is not None:
            record.handing.give(case.lease, None)
            reason = "wanted" if before.holds(now) else "silence"
            turn.emit(HandedOver(case.tenant.id, turn.conversation_id, "bot", reason))
        return taken.decision

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
                staff=case.staff,
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
