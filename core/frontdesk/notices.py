"""Notices: what a plugin tells a customer who has not asked just now. A reminder, an offer, bad news."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.storage import Scope
    from frontdesk.topics import Topic

__all__ = ["Button", "Notice", "NoticeFate", "NoticeGuard", "Param", "Unsent"]

#: What a text is filled with, told in the customer's language when the notice is sent:
#: a date as a day ("Friday, 27 November"), a time as an hour, a :class:`decimal.Decimal` as an amount of
#: money, a :class:`datetime.timedelta` as a duration, a sequence as a list in a sentence ("a, b and c"), a
#: mapping as the words of one of its languages (``{"ru": "Стрижка", "en": "Haircut"}``); strings and whole
#: numbers as they are.
Param = str | int | Decimal | date | time | timedelta | Mapping[str, str] | Sequence[Any]


@dataclass(frozen=True, slots=True)
class Button:
    """Something the customer can tap under a notice, today or in a week.

    :ivar text: key of the text on it.
    :ivar params: what the text is filled with.
    :ivar values: the form values that it stands for, plain JSON.
    :ivar intent: the intent that it stands for, or None.
    :ivar answer: ``yes`` or ``no`` where it answers a question that the notice asks.
    """

    text: str
    params: Mapping[str, Param] = field(default_factory=dict, repr=False)
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    intent: str | None = None
    answer: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """What is to be told, and when it must not be told any more.

    :ivar text: key of a text that a plugin or the bot has (``visits.reminder``). It is put into words, in
        the language of the conversation, when it is sent, not when it is written.
    :ivar params: what the text is filled with.
    :ivar buttons: what can be tapped under it. They are answered as if the bot had asked in a turn, and
        leave a form alone that is open just then.
    :ivar topic: what it talks of, for an answer in words: "on Friday then" moves the visit that it is about.
        Its values are plain JSON.
    :ivar guard: full name of a :class:`NoticeGuard`, ``plugin.name``, which is asked right before each try to
        send it; None where nothing can come between.
    :ivar ids: what the guard is asked about: ids, nothing else.
    :ivar not_before: when to send it at the earliest; aware. None for at once.
    :ivar expires: when it is too late for it; aware. None for never.
    :ivar to_person: send it even while a person has the conversation. Otherwise it waits until the bot has it
        back, or expires.
    """

    text: str
    params: Mapping[str, Param] = field(default_factory=dict, repr=False)
    buttons: tuple[Button, ...] = ()
    topic: Topic | None = None
    guard: str | None = None
    ids: tuple[int | str, ...] = ()
    not_before: datetime | None = None
    expires: datetime | None = None
    to_person: bool = False


@dataclass(frozen=True, slots=True)
class NoticeGuard:
    """Says whether a notice is still right, at the moment of sending it.

    :ivar name: unique within the plugin; notices name it ``plugin.name``.
    :ivar run: called with the scope and the bot of the business, the moment (aware, in its time zone) and the
        notice's ids, in a worker thread. It only reads, and only from the database.
        It returns None to let the notice go, or in a few words why not ("cancelled"), without anything
        personal: then it is never sent. When it raises, it is asked again later, several times.
    """

    name: str
    run: Callable[..., str | None]

    def __call__(self, scope: Scope, bot: Bot, now: datetime, *ids: int | str) -> str | None:
        """Ask it."""
        return self.run(scope, bot, now, *ids)


class Unsent(enum.StrEnum):
    """Why a notice was not sent, and never will be."""

    #: Its guard said no.
    REFUSED = "refused"
    #: It was too late for it.
    EXPIRED = "expired"
    #: The channel takes free-form text only for a while after the customer's last message
    #: (:attr:`frontdesk.Channel.window`), and that is over. A template would be taken.
    OUTSIDE_WINDOW = "outside_window"
    #: A person took the conversation over while a try to send it hung in doubt.
    HANDED_OVER = "handed_over"
    #: The channel refused it, or it was tried too often; the detail is the channel's code.
    FAILED = "failed"
    #: It could not be put into words, or its guard raised, time and again.
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class NoticeFate:
    """What has become of a notice.

    :ivar state: ``waiting``; ``posted``: it has become a message like any other; or ``unsent``.
    :ivar reason: why it is unsent; None otherwise.
    :ivar detail: the guard's words, or the error, or None.
    :ivar message_id: our id of the message, for ``frontdesk why``; None before there is one.
    """

    id: int
    state: str
    reason: Unsent | None = None
    detail: str | None = None
    message_id: int | None = None
