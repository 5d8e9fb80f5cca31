"""What happens to a message whose turn fails: try again, and in the end give it up, say sorry, and go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from frontdesk.diagnosis import describe
from frontdesk.dialogue import State
from frontdesk.messages import Inbound, Reply
from frontdesk.pipeline.lease import Lease, Leases
from frontdesk.pipeline.payloads import load_inbound
from frontdesk.pipeline.record import Record
from frontdesk.storage.models import InboxEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["Failures"]

#: Seconds to wait after the first, second, ... failure; after one more the message is dead.
WAITS = (1, 2, 4, 4)


class Failures:
    """Keeps the order: as long as a message is to be tried again, those after it wait."""

    def __init__(self, desk: Desk, leases: Leases) -> None:
        self._desk = desk
        self._leases = leases

    def note(self, lease: Lease, entry: InboxEntry, state: State, error: Exception) -> bool:
        """Write down that a message's turn failed.

        :return: whether the message is dead, more messages wait, and the lease is kept.
        :raises LeaseLost: somebody else took the conversation over.
        """
        attempts = int(entry.attempts) + 1
        if attempts <= len(WAITS):
            self._postpone(lease, entry, attempts, describe(error))
            return False
        return self._bury(lease, entry, state, attempts, describe(error))

    def _postpone(self, lease: Lease, entry: InboxEntry, attempts: int, error: str) -> None:
        wait = WAITS[attempts - 1]
        due = self._desk.clock.now() + timedelta(seconds=wait)
        scope = self._desk.storage.scope(lease.tenant_id)
        with self._desk.storage.write():
            scope.update(InboxEntry, InboxEntry.id == entry.id, attempts=attempts, due_at=due, error=error)
            self._leases.give_back(lease)
        self._desk.queue.enqueue("drain", lease.conversation_id, delay=wait, priority=10)

    def _bury(self, lease: Lease, entry: InboxEntry, state: State, attempts: int, error: str) -> bool:
        message = self._message(lease, entry)
        apology = self._apology(lease, state)
        scope = self._desk.storage.scope(lease.tenant_id)
        with self._desk.storage.write():
            scope.update(InboxEntry, InboxEntry.id == entry.id, attempts=attempts, state="dead", error=error)
            record = Record(scope, lease.conversation, self._desk.clock)
            if message is not None:
                record.heard(message)
            if apology is not None:
                record.say(apology, quote=message.message_id if message else None, why={"error": error})
            more = self._leases.hand_over(lease)
        self._desk.queue.enqueue("deliver", lease.conversation_id, priority=10)
        return more

    def _message(self, lease: Lease, entry: InboxEntry) -> Inbound | None:
        try:
            return load_inbound(self._desk.storage.scope(lease.tenant_id).reveal(entry, InboxEntry.payload))
        except Exception:  # noqa: BLE001 - that it cannot be read may be the very reason why it is given up
            return None

    def _apology(self, lease: Lease, state: State) -> Reply | None:
        try:
            tenant = self._desk.tenants.recall(lease.tenant_id)
            if tenant is None:
                return None
            bot = self._desk.bots.for_tenant(tenant)
            speech = bot.speech(state.language or bot.default_language)
            return Reply(speech.say("core.failed"), template="core.failed")
        except Exception:  # noqa: BLE001 - a broken bot may be the very reason; then nobody can apologize
            return None
