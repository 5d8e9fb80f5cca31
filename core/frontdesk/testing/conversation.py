"""A customer in a test: writes and taps, and reads what the bot answers. The real pipeline does the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from frontdesk.desk import Desk
from frontdesk.jobs import settle
from frontdesk.messages import Choice, Inbound, Reply
from frontdesk.pipeline.intake import Intake
from frontdesk.pipeline.payloads import Parcel
from frontdesk.storage import Contact, Message
from frontdesk.storage.models import InboxEntry, OutboxEntry
from frontdesk.testing.desks import ACCOUNT, CHANNEL

__all__ = ["Conversation", "Heard", "NotAnsweredError"]


class NotAnsweredError(AssertionError):
    """A message could not be answered: something raised. Says what, and where."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came back to one message.

    :ivar replies: what the bot said; usually one message, none when it kept silent.
    :ivar why: how it came about: reading, decision, template.
    """

    replies: tuple[Reply, ...] = ()
    why: Mapping[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that the bot said; empty for silence."""
        return "\n\n".join(reply.text for reply in self.replies)

    @property
    def choices(self) -> tuple[str, ...]:
        """The titles of what can be tapped now."""
        return tuple(choice.title for choice in self.replies[-1].choices) if self.replies else ()


class Conversation:
    """One customer's talk with the bot of a desk (see :func:`frontdesk.testing.open_desk`).

    :param contact: who the customer is; the same contact goes on with the same conversation.
    :param name: what the channel says that they go by, or None.
    :param phone: E.164 with a leading plus, where the channel tells it.
    :param account: which business they write to, on the terminal channel.

    :ivar heard: what came back to each message, in order.
    """

    def __init__(
        self,
        desk: Desk,
        contact: str = "A",
        *,
        name: str | None = None,
        phone: str | None = None,
        account: str = ACCOUNT,
    ) -> None:
        tenant = desk.tenants.route(CHANNEL, account)
        if tenant is None:
            raise LookupError(
                f"nobody answers on the terminal account {account!r}; give a business this account first"
            )
        self._desk = desk
        self._scope = desk.storage.scope(tenant.id)
        self._intake = Intake(desk)
        self._contact = contact
        self._name = name
        self._phone = phone
        self._account = account
        self._seen = 0
        self.tenant = tenant
        self.heard: list[Heard] = []
        self._read()  # What was said before this talk is no news.

    def say(self, *texts: str) -> str:
        """Write a message, or several in a row before the bot answers.

        :return: what the bot says to all of it; empty when it keeps silent.
        :raises NotAnsweredError: something raised on the way.
        """
        return self._send(*({"text": text} for text in texts))

    def tap(self, title: str) -> str:
        """Tap a choice of the last message that has it, outdated ones included.

        :raises LookupError: the bot has never offered it; names what it has.
        """
        choice = self._offered(title)
        return self._send({"kind": "choice", "text": choice.title, "choice": choice.id})

    def send(self, kind: str, text: str = "") -> str:
        """Send something else than words: ``audio``, ``image``, ``location``, ...

        :param text: its caption.
        """
        return self._send({"kind": kind, "text": text})

    def enter(self) -> int:
        """Our id of this customer, who is entered when they have not written yet."""
        digest = self._scope.digest(Contact.address_digest, self._contact)
        known = self._scope.get(Contact, Contact.channel == CHANNEL, Contact.address_digest == digest)
        if known is not None:
            return int(known.id)
        with self._desk.storage.write():
            created = self._scope.insert(
                Contact,
                channel=CHANNEL,
                address=self._contact,
                phone=self._phone,
                name=self._name,
                created_at=self._desk.clock.now(),
            )
        return int(created)

    @property
    def replies(self) -> list[str]:
        """All that the bot has said."""
        return [reply.text for heard in self.heard for reply in heard.replies]

    @property
    def choices(self) -> tuple[str, ...]:
        """The titles of what can be tapped now."""
        return self.heard[-1].choices if self.heard else ()

    @property
    def trace(self) -> Mapping[str, Any]:
        """How the last answer came about: reading, decision, template."""
        return self.heard[-1].why if self.heard else {}

    @property
    def actions(self) -> list[str]:
        """Names of all actions that have run, in order."""
        return [action for heard in self.heard for action in heard.why.get("actions", ())]

    def _send(self, *messages: Mapping[str, Any]) -> str:
        self._intake.accept([self._message(**what) for what in messages])
        settle(self._desk)
        self._require_answered()
        self.heard.append(self._read())
        return self.heard[-1].text

    def _message(self, **what: Any) -> Inbound:
        return Inbound(
            channel=CHANNEL,
            account=self._account,
            message_id=uuid4().hex,
            contact=self._contact,
            sent_at=self._desk.clock.now(),
            phone=self._phone,
            profile_name=self._name,
            **what,
        )

    def _require_answered(self) -> None:
        stuck = self._scope.get(InboxEntry, InboxEntry.state != "done", InboxEntry.error.is_null(False))
        if stuck is not None:
            raise NotAnsweredError(f"the message was not answered: {stuck.error}")

    def _read(self) -> Heard:
        """What has been written down since the last time, by and for this customer."""
        digest = self._scope.digest(Contact.address_digest, self._contact)
        query = (
            self._scope.select(Message)
            .join(Contact, on=Message.contact == Contact.id)
            .where(Message.id > self._seen, Contact.address_digest == digest)
            .order_by(Message.id)
        )
        replies: list[Reply] = []
        why: Mapping[str, Any] = {}
        for row in self._scope.rows(query):
            self._seen = row.id
            why = self._scope.reveal(row, Message.why) or why
            entry = self._scope.get(OutboxEntry, OutboxEntry.message == row.id)
            if entry is not None:
                replies.append(Parcel.load(self._scope.reveal(entry, OutboxEntry.payload)).reply)
        return Heard(tuple(replies), why)

    def _offered(self, title: str) -> Choice:
        offers = [reply.choices for heard in reversed(self.heard) for reply in reversed(heard.replies)]
        for choices in offers:
            for choice in choices:
                if choice.title == title:
                    return choice
        now = ", ".join(f"“{choice.title}”" for choice in (offers[0] if offers else ())) or "nothing"
        raise LookupError(f"there is no choice “{title}” to tap; there is: {now}")
