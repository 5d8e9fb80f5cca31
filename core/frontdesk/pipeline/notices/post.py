"""Making messages of notices: in the order of the conversation, never between a question and its answer."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from frontdesk.diagnosis import describe
from frontdesk.dialogue import State
from frontdesk.errors import BotInvalid, Conflict
from frontdesk.messages import Choice
from frontdesk.notices import Unsent
from frontdesk.outage import Repeats
from frontdesk.pipeline.holding import held
from frontdesk.pipeline.notices.judge import Judge, Later, Never
from frontdesk.pipeline.notices.waits import put_off
from frontdesk.pipeline.notices.words import language_of, worded
from frontdesk.pipeline.posting import post
from frontdesk.storage import Conversation, Scope
from frontdesk.storage.models import NoticeEntry
from frontdesk.topics import Topic

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk

__all__ = ["NoticePost"]

_log = logging.getLogger(__name__)

#: So often a notice is tried that cannot even be put into words; four hours together.
_MOST_ATTEMPTS = 8
#: Seconds until the first further try, twice as long before each that follows.
_FIRST_WAIT = 60.0
#: Seconds up to which a job waits for its time; what takes longer is found by the sweep.
_SOON = 5.0
#: Seconds by which a job comes later than the notice is due, so that it never comes before.
_MARGIN = 0.1
#: Seconds until it is looked again whether a business is there and has a bot.
_CLOSED = 60.0


class NoticePost:
    """Puts notices that are due into the outbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._judge = Judge(desk)
        self._repeats = Repeats(_log)

    def run(self, *notice_ids: int) -> None:
        """Look at these notices, each in a transaction of its own."""
        deliver = []
        for number in notice_ids:
            row = self._desk.storage.house.get(NoticeEntry, NoticeEntry.id == number)
            if row is None or row.state != "waiting":
                continue
            try:
                if self._try(row.tenant, number, row.conversation_id):
                    deliver.append(row.conversation_id)
            except Conflict:
                # Somebody was faster, or is at it: the sweep looks again.
                continue
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the others can go
                # Where the database is away this raises, too, and the sweep looks again.
                self._repeats.tell(logging.ERROR, "notice %s cannot be sent: %s", number, describe(error))
                self._put_off(row, describe(error))
        if deliver:
            self._desk.queue.enqueue("deliver", *deliver)

    def _try(self, tenant_id: str, number: int, conversation_id: int) -> bool:
        """:return: whether there is a message to deliver."""
        bot = self._bot(tenant_id)
        with self._desk.storage.write():
            scope = self._desk.storage.scope(tenant_id)
            conversation = held(scope, conversation_id)
            notice = scope.get(NoticeEntry, NoticeEntry.id == number)
            now = self._desk.clock.now()
            # Looked at again once the conversation is held: two workers may have been woken for it.
            if conversation is None or notice is None or notice.state != "waiting" or notice.due_at > now:
                return False
            verdict = (
                self._judge.verdict(scope, notice, conversation, bot) if bot else _while_closed(notice, now)
            )
            match verdict:
                case Later(after, turn=True):
                    _change(scope, notice, due_at=now + timedelta(seconds=after))
                case Later(after, person):
                    put_off(scope, conversation_id, now + timedelta(seconds=after), person=person)
                case Never(reason, detail):
                    _change(scope, notice, state="unsent", reason=reason.value, detail=detail)
                case None if bot is not None:
                    self._post(scope, notice, conversation, bot)
                    return True
        if isinstance(verdict, Later) and verdict.after <= _SOON:
            self._desk.queue.enqueue("notices", number, delay=verdict.after + _MARGIN)
        return False

    def _post(self, scope: Scope, notice: Any, conversation: Any, bot: Bot) -> None:
        now = self._desk.clock.now()
        state = State.from_json(scope.reveal(conversation, Conversation.state))
        language = language_of(scope, conversation, bot)
        body = scope.reveal(notice, NoticeEntry.body)
        made = worded(notice.id, body, bot, language)
        why = {
            "by": "notice",
            "notice": {
                "key": notice.key,
                "guard": notice.guard,
                "written_at": notice.created_at.isoformat(),
            },
            **made.told,
        }
        message = post(scope, conversation, made.reply, why, now, notice=notice.id)
        _change(scope, notice, state="posted", message=message)
        topic = Topic.from_json(body["topic"]) if body.get("topic") else None
        after = _offered(state, made.reply.choices, topic, now.astimezone(bot.zone))
        if after is not None:
            scope.update(Conversation, Conversation.id == conversation.id, state=after.to_json())

    def _bot(self, tenant_id: str) -> Bot | None:
        """None while the business is switched off, or its bot is not valid: it says nothing then."""
        tenant = self._desk.tenants.recall(tenant_id)
        if tenant is None or not tenant.active:
            return None
        try:
            return self._desk.bots.for_tenant(tenant)
        except BotInvalid as error:
            self._repeats.tell(logging.ERROR, "the bot of %s is not valid: %s", tenant_id, describe(error))
            return None

    def _put_off(self, row: Any, error: str) -> None:
        values: Mapping[str, Any] = {"detail": error[:200], "attempts": row.attempts + 1}
        if row.attempts + 1 >= _MOST_ATTEMPTS:
            values = {**values, "state": "unsent", "reason": Unsent.BROKEN.value}
        else:
            wait = timedelta(seconds=_FIRST_WAIT * 2**row.attempts)
            values = {**values, "due_at": self._desk.clock.now() + wait}
        with self._desk.storage.write():
            scope = self._desk.storage.scope(row.tenant)
            scope.update(NoticeEntry, (NoticeEntry.id == row.id) & (NoticeEntry.state == "waiting"), **values)


def _while_closed(notice: Any, now: datetime) -> Later | Never:
    if notice.expires_at is not None and now >= notice.expires_at:
        return Never(Unsent.EXPIRED)
    return Later(_CLOSED)


def _change(scope: Scope, notice: Any, **values: Any) -> None:
    scope.update(NoticeEntry, NoticeEntry.id == notice.id, **values)


def _offered(state: State, choices: tuple[Choice, ...], topic: Topic | None, now: datetime) -> State | None:
    """Where the conversation stands with these choices on offer and this to talk of; None where it stands as
    it did.

    The question of an open form stays the one that "yes" and "the second" answer: then only a tap picks what
    is offered here.
    """
    woken = state.woken(now)
    if (not choices and topic is None) or woken.form is not None:
        return None
    return replace(woken, offered=choices or woken.offered, topic=topic or woken.topic, at=now)
