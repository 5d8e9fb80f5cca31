"""Taking in what channels bring: verify, parse, write, commit, wake.

Nothing is acknowledged that is not on disk.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from frontdesk.channels import Envelope, WebhookRequest
from frontdesk.errors import EnvelopeUnreadable
from frontdesk.events import MessageReceived
from frontdesk.messages import Inbound, Receipt
from frontdesk.pipeline.group import GroupCommit
from frontdesk.pipeline.payloads import dump_inbound
from frontdesk.storage import Contact, Conversation, Prepared, Scope, Slot
from frontdesk.storage.models import InboxEntry, QuarantineEntry, ReceiptEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.tenants import Tenant

__all__ = ["Accepted", "Intake"]

_SAME = (
    (Conversation.tenant == Contact.tenant)
    & (Conversation.channel == Contact.channel)
    & (Conversation.contact == Contact.id)
)
_KNOWN = Prepared(
    Contact.select(
        Contact.id, Contact.tenant, Contact.phone, Contact.name, Conversation.id, Conversation.account
    )
    .join(Conversation, on=_SAME, attr="conversation")
    .where(
        (Contact.channel == Slot(Contact.channel))
        & (Contact.address_digest == Slot(Contact.address_digest, "address"))
    )
    .limit(1)
)

log = logging.getLogger(__name__)

_Webhook = tuple[str, Envelope, Future["Accepted"]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """What one webhook held and is safe on disk now.

    :ivar messages: customers' messages, those included that had been there before.
    :ivar receipts: words on messages of ours.
    :ivar unreadable: parts that were put into quarantine.
    """

    messages: int = 0
    receipts: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class _Written:
    """What is to be done once a webhook is on disk."""

    accepted: Accepted
    conversations: frozenset[int]
    receipts: tuple[int, ...]
    events: tuple[MessageReceived, ...]


class Intake:
    """The door. Its writer thread starts with the first webhook.

    :param most_waiting: how many webhooks may wait for the writer before the next ones are refused.
    """

    def __init__(self, desk: Desk, *, most_waiting: int = 5_000) -> None:
        self._desk = desk
        self._writer = GroupCommit(
            desk.storage,
            "frontdesk-intake",
            self._write_all,
            self._after,
            self._failed,
            most_waiting=most_waiting,
        )

    def receive(self, channel_name: str, request: WebhookRequest) -> Future[Accepted]:
        """Take in a webhook.

        :return: resolved once everything in it is on disk and the jobs are woken. Webhooks that come in at
            the same time share a commit.
        :raises SignatureInvalid: it is not from whom it claims to be; nothing is stored.
        :raises Overloaded: too many are waiting; nothing is stored.
        :raises KeyError: there is no such channel.
        """
        channel = self._desk.channels[channel_name]
        channel.verify(request)
        try:
            envelope = channel.parse(request)
        except EnvelopeUnreadable as error:
            body = request.body.decode("utf-8", "backslashreplace")
            envelope = Envelope(unreadable=((str(error), body),))
        future: Future[Accepted] = Future()
        # From here on nobody can cancel it: what was handed in is written, whether or not anybody waits.
        future.set_running_or_notify_cancel()
        self._writer.submit((channel_name, envelope, future), len(request.body))
        return future

    def accept(self, messages: Sequence[Inbound], receipts: Sequence[Receipt] = ()) -> Accepted:
        """Take in messages that no webhook brought (the terminal, tests), in the calling thread."""
        with self._desk.storage.write():
            written = self._write("", Envelope(tuple(messages), tuple(receipts)))
        return self._wake(written)

    def close(self) -> None:
        """Finish what was taken in, and take in no more."""
        self._writer.close()

    def _write_all(self, webhooks: list[_Webhook]) -> list[_Written]:
        return [self._write(channel, envelope) for channel, envelope, _ in webhooks]

    def _after(self, written: list[tuple[_Webhook, _Written]]) -> None:
        for (_, _, future), result in written:
            future.set_result(self._wake(result))

    def _failed(self, webhooks: list[_Webhook], error: Exception) -> None:
        for _, _, future in webhooks:
            future.set_exception(error)

    def _write(self, channel: str, envelope: Envelope) -> _Written:
        conversations: set[int] = set()
        events: list[MessageReceived] = []
        for message in envelope.messages:
            tenant = self._desk.tenants.route(message.channel, message.account)
            if tenant is None:
                self._keep_unrouted(message)
                continue
            conversation = self._keep(message, tenant)
            if conversation is not None:
                conversations.add(conversation)
                events.append(MessageReceived(tenant.id, channel=message.channel, kind=message.kind))
        receipts = tuple(filter(None, map(self._keep_receipt, envelope.receipts)))
        for reason, body in envelope.unreadable:
            self._quarantine(channel, reason, body)
        accepted = Accepted(len(envelope.messages), len(envelope.receipts), len(envelope.unreadable))
        return _Written(accepted, frozenset(conversations), receipts, tuple(events))

    def _wake(self, written: _Written) -> Accepted:
        for conversation in written.conversations:
            self._desk.queue.enqueue("drain", conversation, priority=10)
        if written.receipts:
            self._desk.queue.enqueue("receipts", *written.receipts)
        self._desk.publish(written.events)
        return written.accepted

    def _keep(self, message: Inbound, tenant: Tenant) -> int | None:
        """:return: our id of the conversation, or None when the message had been there before."""
        scope = self._desk.storage.scope(tenant.id)
        conversation = self._known(scope, message)
        if conversation is None:
            conversation = self._conversation(scope, message, self._contact(scope, message))
        now = self._desk.clock.now()
        entry = scope.insert_new(
            InboxEntry,
            channel=message.channel,
            account=message.account,
            message_digest=message.message_id,
            conversation=conversation,
            payload=dump_inbound(message),
            state="pending",
            received_at=now,
            due_at=now,
        )
        return None if entry is None else conversation

    def _known(self, scope: Scope, message: Inbound) -> int | None:
        """:return: our id of the conversation, or None when there is none yet."""
        digest = scope.digest(Contact.address_digest, message.contact)
        contact: Any = scope.first(_KNOWN, channel=message.channel, address=digest)
        if contact is None:
            return None
        self._refresh(scope, contact, message)
        return self._moved(scope, contact.conversation, message)

    def _contact(self, scope: Scope, message: Inbound) -> int:
        known = (Contact.channel == message.channel) & (
            Contact.address_digest == scope.digest(Contact.address_digest, message.contact)
        )
        contact: Any = scope.get(Contact, known)
        if contact is None:
            created = scope.insert_new(
                Contact,
                channel=message.channel,
                address=message.contact,
                phone=message.phone,
                name=message.profile_name,
                created_at=self._desk.clock.now(),
            )
            if created is not None:
                return int(created)
            contact = scope.get(Contact, known)
        self._refresh(scope, contact, message)
        return int(contact.id)

    def _refresh(self, scope: Scope, contact: Any, message: Inbound) -> None:
        """Write down what the channel says of the customer, where it is new."""
        changed = {}
        if message.phone is not None and message.phone != scope.reveal(contact, Contact.phone):
            changed["phone"] = message.phone
        if message.profile_name is not None and message.profile_name != scope.reveal(contact, Contact.name):
            changed["name"] = message.profile_name
        if changed:
            scope.update(Contact, Contact.id == contact.id, **changed)

    def _conversation(self, scope: Scope, message: Inbound, contact: int) -> int:
        known = (Conversation.channel == message.channel) & (Conversation.contact == contact)
        conversation: Any = scope.get(Conversation, known)
        if conversation is None:
            created = scope.insert_new(
                Conversation,
                channel=message.channel,
                account=message.account,
                contact=contact,
                created_at=self._desk.clock.now(),
            )
            if created is not None:
                return int(created)
            conversation = scope.get(Conversation, known)
        return self._moved(scope, conversation, message)

    def _moved(self, scope: Scope, conversation: Any, message: Inbound) -> int:
        """Write down to which of the business's addresses the customer writes by now."""
        if conversation.account != message.account:
            scope.update(Conversation, Conversation.id == conversation.id, account=message.account)
        return int(conversation.id)

    def _keep_unrouted(self, message: Inbound) -> None:
        log.warning("a message on %s is for an account that no active business has; kept", message.channel)
        now = self._desk.clock.now()
        self._desk.storage.house.insert_new(
            InboxEntry,
            channel=message.channel,
            account=message.account,
            message_digest=message.message_id,
            conversation=None,
            payload=dump_inbound(message),
            state="unrouted",
            received_at=now,
            due_at=now,
        )

    def _keep_receipt(self, receipt: Receipt) -> int | None:
        return self._desk.storage.house.insert_new(
            ReceiptEntry,
            channel=receipt.channel,
            account=receipt.account,
            message_digest=receipt.message_id,
            reference=receipt.reference,
            status=receipt.status.value,
            at=receipt.at,
            error_code=receipt.error_code,
            error=receipt.error,
        )

    def _quarantine(self, channel: str, reason: str, body: str) -> None:
        self._desk.storage.house.insert(
            QuarantineEntry, channel=channel, body=body, reason=reason, received_at=self._desk.clock.now()
        )
