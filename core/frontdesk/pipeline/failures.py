"""What happens to a message whose turn fails: try again, and in the end give it up, say sorry, and go on."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from frontdesk.diagnosis import describe
from frontdesk.errors import LeaseLost, StorageError
from frontdesk.messages import STAFF, Inbound, Reply
from frontdesk.pipeline.lease import Lease, Leases
from frontdesk.pipeline.payloads import load_inbound
from frontdesk.pipeline.record import Record
from frontdesk.pipeline.wakes import Wake
from frontdesk.storage.models import InboxEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.pipeline.deliver import Delivery

__all__ = ["Failures"]

#: Seconds to wait after the first, second, ... failure; after one more the message is dead.
WAITS = (1, 2, 4, 4)


class Failures:
    """Keeps the order: as long as a message is to be tried again, those after it wait."""

    def __init__(self, desk: Desk, leases: Leases, delivery: Delivery) -> None:
        self._desk = desk
        self._leases = leases
        self._delivery = delivery

    def note(self, lease: Lease, error: BaseException) -> None:
        """Write down that a message's turn failed, and let go of the conversation.

        :raises LeaseLost: somebody else took the conversation over.
        """
        # The tries of one that was tried before are counted before they are made.
        attempts = lease.attempts or 1
        if attempts <= len(WAITS):
            self._postpone(lease, attempts, describe(error))
        else:
            self._give_up(lease, attempts, describe(error))

    def _give_up(self, lease: Lease, attempts: int, error: str) -> None:
        try:
            self._bury(lease, attempts, error)
        except LeaseLost:
            raise
        except Exception as trouble:
            if type(trouble) is StorageError:
                raise
            # What it holds cannot even be written down, which may be why it failed.
            with self._desk.storage.write():
                self._change(lease, attempts=attempts, state="dead", error=error)
                self._leases.give_back(lease)
            self._wake(lease)

    def is_spent(self, lease: Lease) -> bool:
        """Whether the message had all its tries, the last of which nobody lived to tell of."""
        return lease.attempts > len(WAITS)

    def _postpone(self, lease: Lease, attempts: int, error: str) -> None:
        wait = WAITS[attempts - 1]
        due = self._desk.clock.now() + timedelta(seconds=wait)
        with self._desk.storage.write():
            self._change(lease, attempts=attempts, due_at=due, error=error)
            self._leases.give_back(lease)
        self._wake(lease, delay=wait)

    def _bury(self, lease: Lease, attempts: int, error: str) -> None:
        """Give it up, say sorry, and go on with what came after it."""
        message = self._message(lease)
        # Where people talk to each other, the bot has nothing to be sorry for.
        apology = None if lease.handover or _is_staffs(message) else self._apology(lease)
        storage = self._desk.storage
        record = Record(storage, self._desk.clock, self._delivery.places, self._delivery.reconcile_after)
        try:
            with storage.write():
                held = self._leases.standing([lease])
                if not held:
                    raise LeaseLost(f"conversation {lease.conversation_id} was taken over by another worker")
                self._change(lease, attempts=attempts, state="dead", error=error)
                if message is not None and _is_staffs(message):
                    record.staff_wrote(lease, message)
                elif message is not None:
                    record.heard(lease, message)
                if apology is not None:
                    record.say(lease, apology, message, why={"error": error})
                record.write(held)
                self._leases.give_back(lease)
        except BaseException:
            record.undo()
            raise
        self._delivery.send(record.shipments)
        self._desk.queue.enqueue("deliver", lease.conversation_id)
        self._wake(lease)

    def _change(self, lease: Lease, **values: Any) -> None:
        scope = self._desk.storage.scope(lease.tenant_id)
        scope.update(InboxEntry, InboxEntry.id == lease.entry_id, **values)

    def _wake(self, lease: Lease, delay: float = 0.0) -> None:
        wake = Wake(lease.conversation_id, lease.tenant_id)
        self._desk.queue.enqueue("drain", wake.id, delay=delay)

    def _message(self, lease: Lease) -> Inbound | None:
        try:
            scope = self._desk.storage.scope(lease.tenant_id)
            return load_inbound(scope.open(InboxEntry.payload, lease.payload))
        except Exception:  # noqa: BLE001 - that it cannot be read may be the very reason why it is given up
            return None

    def _apology(self, lease: Lease) -> Reply | None:
        try:
            tenant = self._desk.tenants.recall(lease.tenant_id)
            if tenant is None:
                return None
            bot = self._desk.bots.for_tenant(tenant)
            speech = bot.speech(lease.language or bot.default_language)
            return Reply(speech.say("core.failed"), template="core.failed")
        except Exception:  # noqa: BLE001 - a broken bot may be the very reason; then nobody can apologize
            return None


def _is_staffs(message: Inbound | None) -> bool:
    return message is not None and message.kind == STAFF
