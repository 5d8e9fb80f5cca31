"""What customers send: one element of ``value.messages`` becomes one :class:`~frontdesk.Inbound`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from frontdesk import Inbound
from frontdesk_whatsapp.payload import PartUnreadable, clean_text, mapping, moment, text, word

__all__ = ["People", "content", "count_senders", "kind_of", "read_message"]

_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")
_NUMBER = re.compile(r"[1-9][0-9]{6,14}")
_MEDIA = frozenset({"image", "video", "document", "audio", "sticker"})
#: The reply object of an interactive message, by its type.
_TAPS = ("button_reply", "list_reply")


@dataclass(slots=True)
class _Person:
    """One element of ``value.contacts``."""

    wa_id: str | None = field(repr=False)
    user_id: str | None = field(repr=False)
    name: str | None = field(repr=False)


_NOBODY = _Person(None, None, None)


class People:
    """The senders that an envelope introduces. They are matched by id: their order means nothing.

    :param contacts: ``value.contacts``; whatever cannot be read in it is passed over, since a message says
        itself who sent it.
    :param senders: how many different people wrote the messages beside it.
    """

    def __init__(self, contacts: Any, senders: int) -> None:
        entries = contacts if isinstance(contacts, list) else []
        self._people = [self._person(entry) for entry in entries if isinstance(entry, dict)]
        self._senders = senders

    def find(self, message: Mapping[str, Any], sender: str | None, user: str | None) -> _Person:
        """Who wrote a message; an empty person where the envelope does not introduce them.

        :param sender: the phone number that it says it is from, if it does.
        :param user: the id of a user that it says it is from, if it does.
        """
        for person in self._people:
            if (sender and person.wa_id == sender) or (user and person.user_id == user):
                return person
        # "This ID may not match the phone number": with one writer and one introduction there is nobody else.
        if self._senders == 1 and len(self._people) == 1 and "system" not in message:
            return self._people[0]
        return _NOBODY

    @staticmethod
    def _person(entry: Mapping[str, Any]) -> _Person:
        name = text(mapping(entry, "profile"), "name").strip()
        return _Person(_id(entry, "wa_id"), _id(entry, "user_id"), clean_text(name)[:256] or None)


def read_message(message: Any, account: str, people: People) -> Inbound:
    """Read one message.

    :param message: cleaned.
    :param account: the ``phone_number_id`` it was sent to.
    :raises PartUnreadable: it is not what WhatsApp documents.
    """
    if not isinstance(message, dict):
        raise PartUnreadable("a message is not an object")
    kind = kind_of(message, "a message")
    message_id = word(message, "id")
    if message_id is None:
        raise PartUnreadable("a message has no id")
    sender, user = word(message, "from"), word(message, "from_user_id")
    person = people.find(message, sender, user)
    contact = person.wa_id or sender or user or person.user_id
    if contact is None:
        raise PartUnreadable("a message has no sender")
    kind, body, choice = content(message, kind)
    return Inbound(
        channel="whatsapp",
        account=account,
        message_id=message_id,
        contact=contact,
        sent_at=moment(message, "timestamp"),
        kind=kind,
        text=body,
        choice=choice,
        phone=_phone(sender, person.wa_id),
        profile_name=person.name,
        reply_to=word(mapping(message, "context"), "id"),
        raw=message,
    )


def kind_of(message: Mapping[str, Any], what: str) -> str:
    """WhatsApp's word for what a message is.

    :param what: what to call it.
    :raises PartUnreadable: there is none.
    """
    kind = text(message, "type")
    if not _KIND.fullmatch(kind):
        raise PartUnreadable(f"{what} has no type")
    return kind


def content(message: Mapping[str, Any], kind: str) -> tuple[str, str, str | None]:
    """The kind, what a person reads in it, and the id of the tapped choice."""
    body = mapping(message, kind)
    if kind == "text":
        said = body.get("body")
        if not isinstance(said, str):
            raise PartUnreadable("a text message has no text.body")
        return "text", said, None
    if kind == "button":
        return "choice", text(body, "text"), word(body, "payload", limit=4096)
    if kind == "interactive":
        return _interactive(body)
    if kind in _MEDIA:
        return kind, text(body, "caption"), None
    if kind == "order":
        return kind, text(body, "text"), None
    return kind, "", None


def _interactive(body: Mapping[str, Any]) -> tuple[str, str, str | None]:
    reply_type = text(body, "type")
    reply = mapping(body, reply_type)
    if reply_type in _TAPS:
        choice = word(reply, "id")
        if choice is None:
            raise PartUnreadable(f"a {reply_type} has no id")
        return "choice", text(reply, "title"), choice
    if reply_type == "nfm_reply":
        return "interactive", text(reply, "body"), None
    # WhatsApp also sends interactive messages without the object, when it could not make one (error 131000).
    return "interactive", "", None


def _phone(*candidates: str | None) -> str | None:
    """E.164, from the first candidate that looks like a number: WhatsApp leaves out the plus."""
    for candidate in candidates:
        if candidate and _NUMBER.fullmatch(candidate):
            return f"+{candidate}"
    return None


def _id(entry: Mapping[str, Any], key: str) -> str | None:
    try:
        found = word(entry, key)
    except PartUnreadable:
        return None
    return None if found is None else clean_text(found)


def count_senders(messages: Sequence[Any]) -> int:
    """How many different people wrote these messages."""
    written = [message for message in messages if isinstance(message, dict)]
    if len(written) < 2:
        return len(written)
    return len({(_id(message, "from"), _id(message, "from_user_id")) for message in written})
