"""A webhook's body: entries hold changes, changes hold messages and statuses."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from frontdesk import Envelope, EnvelopeUnreadable, Inbound, Receipt
from frontdesk_whatsapp.echoes import read_echo
from frontdesk_whatsapp.inbound import People, count_senders, read_message
from frontdesk_whatsapp.payload import PartUnreadable, clean, is_clean, items, mapping, read_json, word
from frontdesk_whatsapp.statuses import read_status

__all__ = ["read_envelope"]

_OBJECT = "whatsapp_business_account"


def read_envelope(body: bytes) -> Envelope:
    """Read a body whose signature was checked. What is wrong in one part never loses another.

    The fields ``messages`` and ``smb_message_echoes`` (what the business's own people write in the app) are
    read: history, contacts of the app, calls, account and template updates arrive at the same address and are
    not for the bot.

    :raises EnvelopeUnreadable: it is not a WhatsApp webhook at all.
    """
    document = read_json(body)
    if not isinstance(document, dict) or document.get("object") != _OBJECT:
        raise EnvelopeUnreadable(f'the body is not a webhook of object "{_OBJECT}"')
    if not isinstance(document.get("entry"), list):
        raise EnvelopeUnreadable("the body has no list of entries")
    return _Reader(_untouched if is_clean(body) else clean).read(document)


class _Reader:
    """Collects what one body holds.

    :param clean: what is done to each part before it is read.
    """

    def __init__(self, clean: Callable[[Any], Any]) -> None:
        self._clean = clean
        self._messages: list[Inbound] = []
        self._receipts: list[Receipt] = []
        self._unreadable: list[tuple[str, str]] = []
        self._readers = {"messages": self._value, "smb_message_echoes": self._echoes}

    def read(self, document: Mapping[str, Any]) -> Envelope:
        for change in self._changes(document):
            kind = change.get("field")
            read = self._readers.get(kind) if isinstance(kind, str) else None
            if read is not None:
                try:
                    read(mapping(change, "value"))
                except PartUnreadable as reason:
                    self._refuse(str(reason), change)
            elif not isinstance(kind, str):
                self._refuse("a change has no field", change)
        return Envelope(tuple(self._messages), tuple(self._receipts), tuple(self._unreadable))

    def _changes(self, document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
        for entry in document["entry"]:
            changes = entry.get("changes") if isinstance(entry, dict) else None
            if not isinstance(changes, list):
                self._refuse("an entry has no list of changes", entry)
                continue
            for change in changes:
                if isinstance(change, dict):
                    yield change
                else:
                    self._refuse("a change is not an object", change)

    def _account(self, value: Mapping[str, Any]) -> str:
        account = word(mapping(value, "metadata"), "phone_number_id", limit=64)
        if account is None:
            raise PartUnreadable("a change does not say which phone_number_id it is for")
        return str(self._clean(account))

    def _echoes(self, value: Mapping[str, Any]) -> None:
        account = self._account(value)
        for echo in self._list(value, "message_echoes"):
            try:
                message = read_echo(self._clean(echo), account)
            except PartUnreadable as reason:
                self._refuse(str(reason), echo)
                continue
            if message is not None:
                self._messages.append(message)

    def _value(self, value: Mapping[str, Any]) -> None:
        account = self._account(value)
        messages = self._list(value, "messages")
        people = People(value.get("contacts"), count_senders(messages))
        for message in messages:
            try:
                self._messages.append(read_message(self._clean(message), account, people))
            except PartUnreadable as reason:
                self._refuse(str(reason), message)
        for status in self._list(value, "statuses"):
            try:
                self._receipts.append(read_status(self._clean(status), account))
            except PartUnreadable as reason:
                self._refuse(str(reason), status)

    def _list(self, value: Mapping[str, Any], key: str) -> Sequence[Any]:
        """The list under a key. One that cannot be read does not take its neighbour with it."""
        try:
            return items(value, key)
        except PartUnreadable as reason:
            self._refuse(str(reason), value)
            return ()

    def _refuse(self, reason: str, part: Any) -> None:
        try:
            raw = json.dumps(part)
        except RecursionError:
            raw = ""  # the whole body is nested beyond use
        self._unreadable.append((reason, raw))


def _untouched(part: Any) -> Any:
    return part
