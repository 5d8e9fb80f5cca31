"""Senders: whose messages came in, as contacts and conversations, for many messages with a few statements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from frontdesk.clock import Clock
from frontdesk.errors import Conflict
from frontdesk.messages import Inbound
from frontdesk.storage import Contact, Conversation, Prepared, Slot, Storage
from frontdesk.storage.numbers import Numbers
from frontdesk.storage.sealing import context_of

__all__ = ["Senders"]

#: How many are looked up with one statement.
_TOGETHER = 512

#: What is to be known of those that were made.
_CONTACT = (Contact.id, Contact.tenant, Contact.channel, Contact.address_digest)
_CONVERSATION = (Conversation.id, Conversation.contact)

_THESE = Contact.address_digest.in_(Slot(Contact.address_digest, "digests"))
_SAME = (
    (Conversation.tenant == Contact.tenant)
    & (Conversation.channel == Contact.channel)
    & (Conversation.contact == Contact.id)
)
_CONTACTS = Prepared(Contact.select(*_CONTACT).where(_THESE), many=["digests"])
_KNOWN = Prepared(
    Contact.select(*_CONTACT, Contact.phone, Contact.name, Conversation.id, Conversation.account)
    .join(Conversation, on=_SAME)
    .where(_THESE),
    many=["digests"],
)
_RENAME = Prepared(Contact.update(name=Slot(Contact.name)).where(Contact.id == Slot(Contact.id)))
_RENUMBER = Prepared(
    Contact.update(phone=Slot(Contact.phone), phone_digest=Slot(Contact.phone_digest)).where(
        Contact.id == Slot(Contact.id)
    )
)
_MOVE = Prepared(
    Conversation.update(account=Slot(Conversation.account)).where(Conversation.id == Slot(Conversation.id))
)

_Key = tuple[str, str, bytes]
_Change = tuple[Prepared, dict[str, Any]]


@dataclass(slots=True)
class _Sender:
    """Somebody who wrote, as the latest of the messages has it.

    :ivar key: tenant, channel, and digest of the address.
    :ivar conversation: our id of the conversation, once it is known.
    """

    key: _Key = field(repr=False)
    tenant: str
    channel: str
    address: str = field(repr=False)
    account: str = ""
    phone: str | None = field(default=None, repr=False)
    name: str | None = field(default=None, repr=False)
    conversation: int | None = None

    def hear(self, message: Inbound) -> None:
        """Take over what a message says of its sender; what it does not say stays."""
        self.account = message.account
        if message.phone is not None:
            self.phone = message.phone
        if message.profile_name is not None:
            self.name = message.profile_name


@dataclass(slots=True)
class _Changes:
    """What is new of contacts and conversations: statements, each with the values of one row."""

    contacts: list[_Change] = field(default_factory=list, repr=False)
    conversations: list[_Change] = field(default_factory=list)


class Senders:
    """Finds the conversations of messages, and begins those that are new. Works in the write transaction.

    Everybody touches rows in the same order (new ones first, then contacts, then conversations, each by what
    they are told apart by), so that processes that do so at once do not lock each other out.
    """

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._house = storage.house
        self._clock = clock
        self._numbers = Numbers(storage, Contact, Conversation) if storage.dialect == "postgresql" else None
        #: The last transaction that made contacts was kept: nobody else made the same at that moment.
        self._undisturbed = True

    def conversations(self, messages: Sequence[tuple[str, Inbound]]) -> list[int]:
        """Our ids of the messages' conversations.

        Names, phone numbers and the business's address are written down as the latest message has them.

        :param messages: each with the tenant it is for, in the order in which they came.
        """
        senders: dict[tuple[str, str, str], _Sender] = {}
        theirs = []
        for tenant, message in messages:
            who = (tenant, message.channel, message.contact)
            sender = senders.get(who)
            if sender is None:
                digest = self._house.digest(Contact.address_digest, message.contact)
                key = (tenant, message.channel, digest)
                sender = senders[who] = _Sender(key, tenant, message.channel, message.contact)
            sender.hear(message)
            theirs.append(sender)
        changes = self._find(senders.values())
        self._change(changes)
        return [sender.conversation or 0 for sender in theirs]

    def _find(self, senders: Iterable[_Sender]) -> _Changes:
        """Fill in the conversations of all of them.

        :return: what is to be changed of those who were known.
        """
        changes = _Changes()
        strangers = self._recognize(senders, changes)
        late = self._enter(strangers) if strangers else []
        if late:
            self._begin(self._contacts(late))
            if self._recognize(late, changes):
                raise Conflict("a contact was deleted while a message of theirs came in: run it again")
        return changes

    def _recognize(self, senders: Iterable[_Sender], changes: _Changes) -> list[_Sender]:
        """Fill in the conversations of those who are known, and note what is new of them.

        :return: those who are not known.
        """
        wanted = {sender.key: sender for sender in senders}
        for contact, tenant, channel, digest, phone, name, conversation, account in self._rows(
            _KNOWN, wanted
        ):
            sender = wanted.pop((tenant, channel, bytes(digest)), None)
            if sender is None:
                continue  # the same person at another business
            sender.conversation = conversation
            who = {"id": contact, "tenant": sender.tenant}
            if sender.name is not None and sender.name != self._open(Contact.name, sender, name):
                changes.contacts.append((_RENAME, {**who, "name": sender.name}))
            if sender.phone is not None and sender.phone != self._open(Contact.phone, sender, phone):
                renumbered = self._house.digest(Contact.phone_digest, sender.phone)
                changes.contacts.append(
                    (_RENUMBER, {**who, "phone": sender.phone, "phone_digest": renumbered})
                )
            if account != sender.account:
                changes.conversations.append((_MOVE, {"id": conversation, "account": sender.account}))
        return list(wanted.values())

    def _change(self, changes: _Changes) -> None:
        """Write down what is new of those who were known: last, and row by row in one order."""
        for each in (changes.contacts, changes.conversations):
            for query, together in groupby(sorted(each, key=_row_id), key=itemgetter(0)):
                self._house.run_many(query, [values for _, values in together])

    def _open(self, field: Any, sender: _Sender, envelope: Any) -> Any:
        """What is stored of a sender in a sealed field."""
        if envelope is None:
            return None
        return field.decode(self._storage.keys.open(bytes(envelope), context_of(field, sender.tenant)))

    def _enter(self, strangers: list[_Sender]) -> list[_Sender]:
        """Make contacts of them, with a conversation each.

        :return: those who are contacts already: another process made them just now.
        """
        strangers = sorted(strangers, key=attrgetter("key"))
        now = self._clock.now()
        contacts = [
            {
                "tenant": sender.tenant,
                "channel": sender.channel,
                "address": sender.address,
                "address_digest": sender.key[2],
                "phone": sender.phone,
                "name": sender.name,
                "created_at": now,
            }
            for sender in strangers
        ]
        self._storage.after_commit(self._note_undisturbed)
        if self._numbers is not None and self._undisturbed:
            self._enter_numbered(strangers, contacts, self._numbers)
            return []
        wanted = {sender.key: sender for sender in strangers}
        made = self._house.insert_many(Contact, contacts, returning=_CONTACT, or_nothing=True, as_rows=False)
        self._begin([(contact, wanted.pop((*whose, bytes(digest)))) for contact, *whose, digest in made])
        return list(wanted.values())

    def _enter_numbered(
        self, strangers: Sequence[_Sender], contacts: Sequence[dict[str, Any]], numbers: Numbers
    ) -> None:
        """The same with ids that are known beforehand: the server is told of all with what follows.

        Where another process makes one of these contacts at the same time, the transaction fails. When it is
        run again, contacts are made with care.
        """
        drawn = numbers.draw(len(strangers))
        self._undisturbed = False
        self._house.insert_many(
            Contact, [{"id": number, **contact} for (number, _), contact in zip(drawn, contacts, strict=True)]
        )
        conversations = []
        for (contact, conversation), sender in zip(drawn, strangers, strict=True):
            conversations.append({"id": conversation, **self._conversation(contact, sender)})
            sender.conversation = conversation
        self._house.insert_many(Conversation, conversations)

    def _note_undisturbed(self) -> None:
        self._undisturbed = True

    def _conversation(self, contact: int, sender: _Sender) -> dict[str, Any]:
        return {
            "tenant": sender.tenant,
            "channel": sender.channel,
            "account": sender.account,
            "contact": contact,
            "created_at": self._clock.now(),
        }

    def _contacts(self, senders: Iterable[_Sender]) -> list[tuple[int, _Sender]]:
        """Those who are contacts, with our ids of them."""
        wanted = {sender.key: sender for sender in senders}
        return [
            (contact, sender)
            for contact, *whose, digest in self._rows(_CONTACTS, wanted)
            if (sender := wanted.get((*whose, bytes(digest)))) is not None
        ]

    def _begin(self, contacts: Iterable[tuple[int, _Sender]]) -> None:
        """Make the conversations of contacts, where there are none yet."""
        senders = dict(sorted(contacts, key=itemgetter(0)))
        conversations = [self._conversation(contact, sender) for contact, sender in senders.items()]
        made = self._house.insert_many(
            Conversation, conversations, returning=_CONVERSATION, or_nothing=True, as_rows=False
        )
        for conversation, contact in made:
            senders[contact].conversation = conversation

    def _rows(self, query: Prepared, keys: Iterable[_Key]) -> Iterator[Any]:
        digests = list(dict.fromkeys(digest for _, _, digest in keys))
        for start in range(0, len(digests), _TOGETHER):
            yield from self._storage.tuples(query, digests=digests[start : start + _TOGETHER])


def _row_id(change: _Change) -> int:
    return int(change[1]["id"])
