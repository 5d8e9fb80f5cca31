"""Draining conversations: one at a time by one worker, its messages strictly in the order they came in."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from frontdesk.diagnosis import describe
from frontdesk.dialogue import State
from frontdesk.errors import LeaseLost
from frontdesk.pipeline.answer import Answered, Answerer
from frontdesk.pipeline.failures import Failures
from frontdesk.pipeline.lease import Lease, Leases
from frontdesk.storage import Contact, Conversation, Prepared, Slot
from frontdesk.storage.models import InboxEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Drain"]

log = logging.getLogger(__name__)

#: With whom it is from: what a channel said of the customer lately counts for this turn already.
_FIRST = Prepared(
    InboxEntry.select(
        InboxEntry, Conversation.id, Contact.id, Contact.tenant, Contact.channel, Contact.name, Contact.phone
    )
    .join(Conversation)
    .join(Contact)
    .where((InboxEntry.conversation == Slot(InboxEntry.conversation)) & (InboxEntry.state == "pending"))
    .order_by(InboxEntry.id)
    .limit(1)
)


class Drain:
    """Works through the inbox of conversations.

    :ivar leases: the leases of this process.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.leases = Leases(desk.storage, desk.clock)
        self._answerer = Answerer(desk, self.leases)
        self._failures = Failures(desk, self.leases)

    def run(self, *conversation_ids: int) -> None:
        """Answer what waits in these conversations.

        Those that another worker holds are left to it: it looks for more messages before it lets go.
        A message that fails is put off and blocks the ones behind it, never another conversation.
        """
        for lease in self.leases.claim(conversation_ids):
            try:
                self._drain(lease)
            except LeaseLost:
                log.warning("conversation %s was taken over by another worker", lease.conversation_id)
            finally:
                self.leases.drop(lease)

    def _drain(self, lease: Lease) -> None:
        scope = self._desk.storage.scope(lease.tenant_id)
        state = State.from_json(scope.reveal(lease.conversation, Conversation.state))
        more = True
        while more:
            entry = self._first(lease)
            if entry is not None and entry.due_at <= self._desk.clock.now():
                answered = self._answer(lease, entry, state)
                state, more = answered.state, answered.more
            else:
                more = self._let_go(lease, blocked=entry is not None)

    def _let_go(self, lease: Lease, *, blocked: bool) -> bool:
        with self._desk.storage.write():
            if not blocked:
                return self.leases.hand_over(lease)
            self.leases.give_back(lease)
            return False

    def _first(self, lease: Lease) -> InboxEntry | None:
        scope = self._desk.storage.scope(lease.tenant_id)
        return scope.first(_FIRST, conversation=lease.conversation_id)

    def _answer(self, lease: Lease, entry: InboxEntry, state: State) -> Answered:
        try:
            return self._answerer.answer(lease, entry, state)
        except LeaseLost:
            raise
        except Exception as error:  # noqa: BLE001 - a plugin may raise anything, and only this message pays for it
            log.error(
                "message %s of conversation %s failed: %s", entry.id, lease.conversation_id, describe(error)
            )
            return Answered(state, self._failures.note(lease, entry, state, error))
