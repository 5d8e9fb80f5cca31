"""Writing notices: what plugins tell customers without having been asked."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from frontdesk.notices import Button, Notice, NoticeFate, Unsent
from frontdesk.storage.models import Conversation, NoticeEntry
from frontdesk.storage.scope import Scope
from frontdesk.storage.storage import Storage

__all__ = ["Notices"]


class Notices:
    """Where a job or an admin route leaves what a customer is to be told. A desk has one: ``desk.notices``.

    :param guards: names of the guards there are.
    :param wake: called with the id of a notice that can be sent at once, after the commit. It may fail: what
        waits is looked for every few seconds.
    """

    def __init__(self, storage: Storage, guards: Container[str], wake: Callable[[int], object]) -> None:
        self._storage = storage
        self._guards = guards
        self._wake = wake

    def write(self, scope: Scope, conversation_id: int, notice: Notice, *, key: str) -> int | None:
        """Leave a notice, inside the write transaction: it is sent once that is kept, and only then.

        It goes out when the bot owes this customer no answer, so it never comes between a question and its
        answer, and at most one message is made of it, whatever is run again, and dies in between. Text that
        a channel takes only for a while after the customer's last message (WhatsApp: 24 hours) is not sent
        later than that: such a notice ends as :attr:`frontdesk.Unsent.OUTSIDE_WINDOW`.

        :param scope: of the business whose conversation it is.
        :param key: what makes it this notice and no other: ``reminder:17:1440``. Where the business has one
            of this key already, whatever became of it, nothing is written. It stands in the database as it
            is, so it holds ids and nothing personal.
        :return: our id of it; None where there was one of this key.
        :raises OutsideTransaction: there is no write transaction.
        :raises ValueError: there is no such conversation at this business, no such guard, or a value is of
            a kind that no text can be filled with.
        """
        scope.require_write()
        self._refuse_nonsense(scope, conversation_id, notice, key)
        now = self._storage.clock.now()
        due = notice.not_before or now
        number = scope.insert_new(
            NoticeEntry,
            conversation=conversation_id,
            key=key,
            body={
                "text": notice.text,
                "params": _dumped(notice.params),
                "buttons": [_button(button) for button in notice.buttons],
                "topic": notice.topic and notice.topic.to_json(),
            },
            guard=notice.guard,
            ids=list(notice.ids),
            to_person=notice.to_person,
            due_at=due,
            expires_at=notice.expires,
            created_at=now,
        )
        if number is None:
            return None
        if due <= now:
            self._storage.after_commit(lambda: self._wake(number))
        return int(number)

    def find(self, scope: Scope, key: str) -> NoticeFate | None:
        """What has become of a notice of this business; None where there is none of this key."""
        row = scope.get(NoticeEntry, NoticeEntry.key == key)
        if row is None:
            return None
        reason = None if row.reason is None else Unsent(row.reason)
        return NoticeFate(row.id, row.state, reason, row.detail, row.message)

    def _refuse_nonsense(self, scope: Scope, conversation_id: int, notice: Notice, key: str) -> None:
        if not key or not scope.tenant_id:
            raise ValueError("A notice has a key, and is written in the scope of a business.")
        if notice.guard is not None and notice.guard not in self._guards:
            raise ValueError(
                f"There is no guard {notice.guard!r}; a plugin offers it in frontdesk_notice_guards(), "
                "and notices name it 'plugin.name'."
            )
        if scope.get(Conversation, Conversation.id == conversation_id) is None:
            raise ValueError(f"There is no conversation {conversation_id} at '{scope.tenant_id}'.")


def _button(button: Button) -> dict[str, Any]:
    return {
        "text": button.text,
        "params": _dumped(button.params),
        "values": dict(button.values),
        "intent": button.intent,
        "answer": button.answer,
    }


def _dumped(params: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in params.items()}


def _plain(value: Any) -> Any:
    """A value as JSON: itself, or its kind and what it is."""
    match value:
        case str():
            return value
        case int() if not isinstance(value, bool):
            return value
        case Decimal():
            return {"money": str(value)}
        case date() if not isinstance(value, datetime):
            return {"day": value.isoformat()}
        case time():
            return {"time": value.isoformat("minutes")}
        case timedelta():
            return {"minutes": int(value.total_seconds() // 60)}
        case Mapping() if value and all(isinstance(each, str) for each in value.values()):
            return {"words": dict(value)}
        case Sequence():
            return {"list": [_plain(each) for each in value]}
    raise ValueError(
        f"A notice cannot say a {type(value).__name__}: give a moment as its date and its time on the "
        "business's clock, money as a Decimal, names by language as a mapping."
    )
