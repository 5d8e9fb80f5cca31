"""Whether a notice may go now: asked when it becomes a message, and again before each try to send that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from frontdesk.notices import Unsent
from frontdesk.pipeline.holding import handover_of
from frontdesk.pipeline.notices.templates import template_of, wanted_template
from frontdesk.storage import Scope
from frontdesk.storage.models import InboxEntry, NoticeEntry, OutboxEntry

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk
    from frontdesk.messages import Template

__all__ = ["Judge", "Later", "Never"]

#: Seconds until it is looked again whether an answer is given, and whether a person is done.
_BUSY, _PERSON = 2.0, 60.0
_UNSENT = ("pending", "sending", "held")


@dataclass(frozen=True, slots=True)
class Later:
    """Not now.

    :ivar after: seconds until it is asked again.
    :ivar person: because a person has the conversation.
    :ivar turn: because an earlier notice goes first.
    """

    after: float
    person: bool = False
    turn: bool = False


@dataclass(frozen=True, slots=True)
class Never:
    """It is not sent.

    :ivar detail: in a few words, nothing personal.
    """

    reason: Unsent
    detail: str | None = None

    @property
    def error(self) -> str:
        """As it is kept with a message: ``not sent: refused (cancelled)``."""
        return f"not sent: {self.reason.value}" + (f" ({self.detail})" if self.detail else "")


class Judge:
    """Asks all that can keep a notice from being sent."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def verdict(
        self, scope: Scope, notice: Any, conversation: Any, bot: Bot, *, behind: int = 0, waits: bool = True
    ) -> Later | Never | None:
        """Whether it may go now.

        :param notice: its row; ``conversation`` the one of its conversation.
        :param behind: id in the outbox of the message that it has become; 0 while it has not.
        :param waits: whether it can be sent later instead.
        :return: None to let it go.
        """
        now = self._desk.clock.now()
        if notice.expires_at is not None and now >= notice.expires_at:
            return Never(Unsent.EXPIRED)
        later = self._hindrance(scope, notice, conversation, behind, now) if waits else None
        if later is not None:
            return later
        outside = self._is_outside(conversation, now)
        if outside and self.template(scope, notice, conversation, bot) is None:
            channel = self._desk.channels.get(conversation.channel)
            wanted = wanted_template(channel, scope, notice, conversation, bot)
            return Never(Unsent.OUTSIDE_WINDOW, wanted)
        return self._refusal(scope, notice, bot, now)

    def template(self, scope: Scope, notice: Any, conversation: Any, bot: Bot) -> Template | None:
        """What is to be sent in place of its text; None while that is taken, or where there is nothing."""
        channel = self._desk.channels.get(conversation.channel)
        if channel is None or not self._is_outside(conversation, self._desk.clock.now()):
            return None
        return template_of(channel, scope, notice, conversation, bot)

    def _hindrance(
        self, scope: Scope, notice: Any, conversation: Any, behind: int, now: datetime
    ) -> Later | None:
        handover = handover_of(conversation)
        # Also when the person's time is over: the bot is about to come back to what was not answered.
        if handover is not None and not notice.to_person and (handover.holds(now) or handover.unread):
            return Later(_PERSON if handover.holds(now) else _BUSY, person=True)
        if self._owes_an_answer(scope, conversation.id, behind):
            return Later(_BUSY)
        if not behind and self._is_before(scope, notice, now):
            return Later(_BUSY, turn=True)
        return None

    def _refusal(self, scope: Scope, notice: Any, bot: Bot, now: datetime) -> Never | None:
        if notice.guard is None:
            return None
        # A notice may outlive the plugin that wrote it: then nobody knows any more whether it is right.
        guard = self._desk.plugins.guards.get(notice.guard)
        if guard is None:
            return Never(Unsent.BROKEN, f"there is no guard {notice.guard} any more")
        try:
            refusal = guard(scope, bot, now.astimezone(bot.zone), *notice.ids)
        except Exception:
            self._desk.metrics.inc("plugin_errors_total", plugin=notice.guard.partition(".")[0])
            raise
        return None if refusal is None else Never(Unsent.REFUSED, refusal[:200])

    def _owes_an_answer(self, scope: Scope, conversation_id: int, behind: int) -> bool:
        """Whether a customer's message waits for its turn, or what the bot has said is not yet sent."""
        asked = (InboxEntry.conversation == conversation_id) & (InboxEntry.state == "pending")
        said = (OutboxEntry.conversation == conversation_id) & OutboxEntry.state.in_(_UNSENT)
        said &= OutboxEntry.id > behind
        return scope.get(InboxEntry, asked) is not None or scope.get(OutboxEntry, said) is not None

    def _is_before(self, scope: Scope, notice: Any, now: datetime) -> bool:
        """Whether a notice that was written earlier is about to go; one that is broken holds up nobody."""
        first = (NoticeEntry.conversation == notice.conversation_id) & (NoticeEntry.id < notice.id)
        first &= (NoticeEntry.state == "waiting") & (NoticeEntry.attempts == 0)
        first &= NoticeEntry.due_at <= now + timedelta(seconds=_PERSON)
        if notice.to_person:
            first &= NoticeEntry.to_person == True  # noqa: E712 - a column, not a bool
        return scope.get(NoticeEntry, first) is not None

    def _is_outside(self, conversation: Any, now: datetime) -> bool:
        channel = self._desk.channels.get(conversation.channel)
        if channel is None or channel.window is None:
            return False
        heard = conversation.last_inbound_at
        return heard is None or now >= heard + channel.window
