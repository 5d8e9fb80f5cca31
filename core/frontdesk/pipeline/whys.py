"""Why a message was sent: what is kept of it, found again by its id."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from frontdesk.errors import FrontdeskError
from frontdesk.explanation import explain
from frontdesk.storage import Message, Scope
from frontdesk.storage.models import InboxEntry, OutboxEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["MessageUnknown", "Story", "Whys"]

#: The reply to a message stands near it: so many of those after it are looked through.
_NEAR = 50
#: No database counts further.
_LAST_ID = 2**63 - 1


class MessageUnknown(FrontdeskError):
    """There is no message of this id, or it is another business's."""


@dataclass(frozen=True, slots=True)
class Story:
    """How one message came about, and what became of it.

    :ivar id: of the message that is told of: of the reply, where a customer's message was asked about.
    :ivar asked: the id that was asked about.
    :ivar direction: ``out``; ``in`` for a customer's message that has no reply.
    :ivar answers: ids of the customer's messages that it answers, in so far as they are still there.
    :ivar why: as the turn wrote it down; None where nothing was kept.
    :ivar delivery: status, since when, error, and how often it was tried.
    """

    id: int
    asked: int
    salon: str
    direction: str
    created_at: str
    answers: tuple[int, ...] = ()
    why: dict[str, Any] | None = field(default=None, repr=False)
    delivery: dict[str, Any] = field(default_factory=dict)

    def sections(self) -> dict[str, list[str]]:
        """The same in plain words, by section."""
        return {**explain(self.why), "delivery": [_delivered(self)]}

    def document(self) -> dict[str, Any]:
        """All of it as plain JSON: raw, and in words."""
        why = self.why or {}
        kept = ("policy", "decision", "actions", "before", "asks", "confirming", "form")
        return {
            "id": self.id,
            "asked": self.asked,
            "salon": self.salon,
            "direction": self.direction,
            "created_at": self.created_at,
            "answers": list(self.answers),
            "bot": why.get("bot"),
            "reading": why.get("reading"),
            "decision": {name: why[name] for name in kept if name in why} or None,
            "template": {name: why[name] for name in ("template", "texts", "language") if name in why}
            or None,
            "sources": [
                dict(zip(("kind", "name", "key"), each, strict=True)) for each in why.get("sources", ())
            ],
            "owners": why.get("owners"),
            "sent_by": why.get("by") or ("bot" if "reading" in why or "error" in why else None),
            "delivery": self.delivery,
            "in_words": self.sections(),
        }


class Whys:
    """Finds out why messages were sent."""

    def __init__(self, desk: Desk) -> None:
        self._storage = desk.storage

    def tell(self, message_id: int, tenant_id: str | None = None) -> Story:
        """How a message came about.

        :param message_id: our id of a reply, or of a customer's message: then its reply is told of.
        :param tenant_id: whose it has to be; None for anybody's, where the whole installation is asked.
        :raises MessageUnknown: there is none, or it is not theirs.
        """
        with self._storage.connection():
            scope, row = self._find(message_id, tenant_id)
            told = self._reply_to(scope, row) if row.direction == "in" else row
            return self._story(scope, told, message_id)

    def _find(self, message_id: int, tenant_id: str | None) -> tuple[Scope, Any]:
        where = self._storage.house if tenant_id is None else self._storage.scope(tenant_id)
        row = where.get(Message, Message.id == message_id) if message_id <= _LAST_ID else None
        if row is None:
            # Whether another business has it is nobody's business.
            whose = "" if tenant_id is None else f" of salon '{tenant_id}'"
            raise MessageUnknown(
                f"There is no message {message_id}{whose}. The ids are those of GET /admin/messages/<salon>."
            )
        return self._storage.scope(row.tenant), row

    def _reply_to(self, scope: Scope, heard: Any) -> Any:
        """The reply to a customer's message, or the message itself where it has none."""
        entry = scope.get(InboxEntry, InboxEntry.message_digest == heard.channel_message_digest)
        if entry is None:
            return heard
        later = (Message.conversation == heard.conversation_id) & (Message.id > heard.id)
        query = scope.select(Message).where(later, Message.direction == "out").order_by(Message.id)
        for row in scope.rows(query.limit(_NEAR)):
            if entry.id in (scope.reveal(row, Message.why) or {}).get("answers", ()):
                return row
        return heard

    def _story(self, scope: Scope, row: Any, asked: int) -> Story:
        why = scope.reveal(row, Message.why)
        entry = scope.get(OutboxEntry, OutboxEntry.message == row.id) if row.direction == "out" else None
        return Story(
            id=row.id,
            asked=asked,
            salon=scope.tenant_id,
            direction=row.direction,
            created_at=row.created_at.isoformat(),
            answers=self._heard(scope, row, (why or {}).get("answers", ())),
            why=why,
            delivery={
                "status": "held" if entry is not None and entry.state == "held" else row.status,
                "since": row.status_at.isoformat(),
                "attempts": entry.attempts if entry is not None else None,
                "error": (entry.error if entry is not None else None) or row.error,
            },
        )

    def _heard(self, scope: Scope, row: Any, entries: Any) -> tuple[int, ...]:
        """Our ids of the customer's messages behind some entries of the inbox."""
        if not entries:
            return ()
        digests = [
            bytes(entry.message_digest)
            for entry in scope.rows(scope.select(InboxEntry).where(InboxEntry.id.in_(list(entries))))
        ]
        near = (Message.conversation == row.conversation_id) & (Message.direction == "in")
        query = scope.select(Message).where(near, Message.id <= row.id).order_by(Message.id.desc())
        found = [
            each.id
            for each in scope.rows(query.limit(_NEAR))
            if bytes(each.channel_message_digest or b"") in digests
        ]
        return tuple(reversed(found))


def _delivered(story: Story) -> str:
    delivery = story.delivery
    if story.direction == "in":
        return "The customer wrote this, and it has no reply."
    tries = delivery["attempts"]
    tried = f", after {tries} attempt{'' if tries == 1 else 's'}" if tries else ""
    error = f": {delivery['error']}" if delivery["error"] else ""
    return f"{str(delivery['status']).capitalize()} since {delivery['since']}{tried}{error}."
