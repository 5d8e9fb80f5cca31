"""Handovers from outside a turn: staff takes a conversation, writes in it, and gives it back."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from frontdesk.dialogue import State, menu
from frontdesk.errors import BotInvalid, FrontdeskError
from frontdesk.events import HandedOver
from frontdesk.handover import Handover, Reason
from frontdesk.messages import Reply
from frontdesk.pipeline.handing import columns
from frontdesk.pipeline.holding import handover_of, held
from frontdesk.pipeline.posting import post
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage import Contact, Conversation, Scope
from frontdesk.storage.models import InboxEntry

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk

__all__ = ["HandoverRefused", "Handovers", "NoConversation", "Waiting"]


log = logging.getLogger(__name__)


class HandoverRefused(FrontdeskError):
    """What was asked for cannot be done with this conversation; nothing of it was.

    :ivar status: what HTTP calls it; ``title`` in words.
    """

    status, title = 409, "Conflict"


class NoConversation(HandoverRefused):
    """There is no such conversation at this business."""

    status, title = 404, "Not Found"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A conversation that a person has.

    :ivar customer: what the customer goes by, or None. Personal.
    """

    tenant_id: str
    conversation_id: int
    channel: str
    customer: str | None = field(repr=False)
    handover: Handover


class Handovers:
    """What staff does about conversations.

    Each change takes the conversation away from whoever works on it: a turn that is under way has either been
    committed before, with its reply, or is taken again, and then finds out who has the conversation.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def waiting(self, tenant_id: str | None = None, limit: int = 100) -> list[Waiting]:
        """The conversations that a person has: who waits for an answer first, the longest of all.

        :param tenant_id: of one business, or of all.
        """
        house = self._desk.storage.house
        query = Conversation.select(Conversation, Contact.id, Contact.tenant, Contact.name).join(Contact)
        query = query.where(Conversation.paused_until > self._desk.clock.now())
        if tenant_id is not None:
            query = query.where(Conversation.tenant == tenant_id)
        query = query.order_by(Conversation.unread == 0, Conversation.person_since, Conversation.id)
        return [
            Waiting(row.tenant, row.id, row.channel, house.reveal(row.contact, Contact.name), handover)
            for row in house.rows(query.limit(limit))
            if (handover := handover_of(row)) is not None
        ]

    def take(self, tenant_id: str, conversation_id: int, minutes: int | None = None) -> Handover:
        """Let a person have a conversation, or keep it for longer.

        :param minutes: for so long; without it, until the silence that the bot definition names.
        :raises HandoverRefused: there is no such conversation.
        """
        now = self._desk.clock.now()
        until = now + (self._quiet(tenant_id) if minutes is None else timedelta(minutes=minutes))
        with self._desk.storage.write():
            scope, row = self._hold(tenant_id, conversation_id)
            before = handover_of(row)
            if before is not None and before.holds(now):
                after = Handover(before.reason, before.since, until, before.unread)
            else:
                after = Handover(Reason.TAKEN, now, until)
            self._change(scope, row, after, self._state(scope, row).let_go())
        self._tell(tenant_id, conversation_id, "person", after.reason.value)
        return after

    def write(self, tenant_id: str, conversation_id: int, text: str) -> int:
        """Send the customer what a person has written; from now on the conversation is theirs.

        :return: our id of the message.
        :raises HandoverRefused: there is no such conversation.
        """
        now = self._desk.clock.now()
        quiet = self._quiet(tenant_id)
        with self._desk.storage.write():
            scope, row = self._hold(tenant_id, conversation_id)
            before = handover_of(row)
            if before is None or not before.holds(now):
                before = Handover(Reason.STAFF, since=now, until=now)
            message = post(scope, row, Reply(text), {"by": "staff"}, now)
            self._change(scope, row, before.answered(now, quiet), self._state(scope, row).let_go())
        self._desk.queue.enqueue("deliver", conversation_id)
        self._tell(tenant_id, conversation_id, "person", before.reason.value)
        return message

    def give_back(self, tenant_id: str, conversation_id: int) -> None:
        """Give a conversation back to the bot. It says so where the customer waits for an answer; else with
        its next answer.

        :raises HandoverRefused: there is no such conversation, or the bot has it.
        """
        with self._desk.storage.write():
            scope, row = self._hold(tenant_id, conversation_id)
            handover = handover_of(row)
            if handover is None or not handover.holds(self._desk.clock.now()):
                raise HandoverRefused(f"The bot has conversation {conversation_id} already.")
            self._return(scope, row, handover, "wanted")
        self._follow(tenant_id, conversation_id, "wanted")

    def return_overdue(self, *conversation_ids: int) -> None:
        """Come back to customers who wrote, and whom nobody has answered for too long.

        Conversations in which nothing is unanswered stay as they are: the bot's next answer begins with it.
        """
        for conversation_id in conversation_ids:
            row = self._desk.storage.house.get(Conversation, Conversation.id == conversation_id)
            if row is None:
                continue
            try:
                returned = self._return_overdue(row.tenant, conversation_id)
            except HandoverRefused as refused:
                # The others' customers wait, too.
                log.error("the bot of %s cannot come back: %s", row.tenant, type(refused).__name__)
                continue
            if returned:
                self._follow(row.tenant, conversation_id, "silence")

    def _return_overdue(self, tenant_id: str, conversation_id: int) -> bool:
        tenant = self._desk.tenants.recall(tenant_id)
        if tenant is None or not tenant.active:
            return False
        with self._desk.storage.write():
            scope, row = self._hold(tenant_id, conversation_id)
            handover = handover_of(row)
            if handover is None or not handover.unread or handover.holds(self._desk.clock.now()):
                return False
            if self._has_more(scope, conversation_id):
                # Its turn is to come, and comes back with an answer to what is said there.
                return False
            self._return(scope, row, handover, "silence")
        return True

    def _return(self, scope: Scope, row: Any, handover: Handover, reason: str) -> None:
        now = self._desk.clock.now()
        if not handover.unread:
            self._change(scope, row, Handover(handover.reason, handover.since, now))
            return
        bot = self._bot(scope.tenant_id)
        state = self._state(scope, row).let_go()
        speech = bot.speech(state.language or bot.default_language)
        offered = state.offering(menu(bot.abilities.intents, speech))
        template = "core.back_late" if reason == "silence" else "core.back_given"
        reply = Reply(
            speech.say(template),
            choices=offered.offered,
            choices_label=speech.say("core.choose") if offered.offered else "",
            template=template,
        )
        why = {"by": reason, "template": template}
        post(scope, row, reply, why, now)
        self._change(scope, row, None, offered)

    # -- rows ------------------------------------------------------------------------------------------------

    def _hold(self, tenant_id: str, conversation_id: int) -> tuple[Scope, Any]:
        """The row, which nobody else changes until the write transaction ends."""
        scope = self._desk.storage.scope(tenant_id)
        row = held(scope, conversation_id)
        if row is None:
            raise NoConversation(f"There is no conversation {conversation_id} at '{tenant_id}'.")
        return scope, row

    def _change(self, scope: Scope, row: Any, handover: Handover | None, state: State | None = None) -> None:
        # Another fence: whoever is taking a turn of it has read who had it before.
        changes = {"fence": Conversation.fence + 1, "lease_until": None, **columns(handover)}
        if state is not None:
            changes["state"] = state.to_json()
        scope.update(Conversation, Conversation.id == row.id, **changes)

    def _state(self, scope: Scope, row: Any) -> State:
        return State.from_json(scope.reveal(row, Conversation.state))

    def _has_more(self, scope: Scope, conversation_id: int) -> bool:
        waits = (InboxEntry.conversation == conversation_id) & (InboxEntry.state == "pending")
        return scope.get(InboxEntry, waits) is not None

    def _quiet(self, tenant_id: str) -> timedelta:
        return self._bot(tenant_id).definition.handover.quiet

    def _bot(self, tenant_id: str) -> Bot:
        tenant = self._desk.tenants.get(tenant_id)
        if tenant is None:
            raise NoConversation(f"There is no business '{tenant_id}'.")
        try:
            return self._desk.bots.for_tenant(tenant)
        except BotInvalid as error:
            raise HandoverRefused(f"The bot of '{tenant_id}' is not valid: {error}") from error

    def _follow(self, tenant_id: str, conversation_id: int, reason: str) -> None:
        self._desk.queue.enqueue("deliver", conversation_id)
        self._tell(tenant_id, conversation_id, "bot", reason)

    def _tell(self, tenant_id: str, conversation_id: int, to: Any, reason: str) -> None:
        # Its turn was taken away from whoever was at it.
        self._desk.queue.enqueue("drain", Wake(conversation_id, tenant_id).id)
        self._desk.publish([HandedOver(tenant_id, conversation_id, to, reason)])
