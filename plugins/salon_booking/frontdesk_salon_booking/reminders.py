"""Reminders of visits as the definition wants them: how long before, and not in the night."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field, PlainSerializer, WithJsonSchema

from frontdesk import Section

__all__ = ["Due", "QuietHours", "Reminder", "Stretch", "due_of"]

_DURATION = re.compile(r"([1-9]\d{0,3})([mhd])", re.ASCII)
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_SHORTEST, _LONGEST = timedelta(minutes=15), timedelta(days=30)
_STRETCH = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
#: What would fall into the night and be too late after it is told so long before it.
_AHEAD = timedelta(minutes=30)
_DAY = timedelta(days=1)


def _duration(value: object) -> timedelta:
    if isinstance(value, timedelta):
        found: timedelta | None = value
    else:
        match = _DURATION.fullmatch(value) if isinstance(value, str) else None
        found = timedelta(**{_UNITS[match[2]]: int(match[1])}) if match else None
    if found is None:
        raise ValueError(f"{value!r} is no duration; write minutes, hours or days: 90m, 24h or 2d")
    if not _SHORTEST <= found <= _LONGEST:
        raise ValueError(f"{value!r} is too short or too long; between 15m and 30d is possible")
    return found


def _plain(duration: timedelta) -> str:
    minutes = int(duration.total_seconds()) // 60
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


Duration = Annotated[
    timedelta,
    BeforeValidator(_duration),
    PlainSerializer(_plain),
    WithJsonSchema({"type": "string", "pattern": r"^[1-9][0-9]{0,3}[mhd]$"}),
]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of every day, on the wall of the business; it may go past midnight."""

    since: time
    until: time

    def holds(self, moment: datetime) -> bool:
        """Whether a moment on the wall lies in it. Its end does not."""
        at = moment.time()
        if self.since < self.until:
            return self.since <= at < self.until
        return at >= self.since or at < self.until

    def began(self, moment: datetime) -> datetime:
        """When the one began that holds a moment on the wall."""
        begin = moment.replace(hour=self.since.hour, minute=self.since.minute, second=0, microsecond=0)
        return begin if begin <= moment else begin - _DAY

    def ends(self, moment: datetime) -> datetime:
        """When it is over next, after a moment on the wall."""
        end = moment.replace(hour=self.until.hour, minute=self.until.minute, second=0, microsecond=0)
        return end if end > moment else end + _DAY

    def begins(self, moment: datetime) -> datetime:
        """When it begins next, after a moment on the wall."""
        return self.began(moment) + _DAY


def _stretch(value: object) -> Stretch:
    if isinstance(value, Stretch):
        return value
    match = _STRETCH.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{value!r} are no hours of a day; write from when to when: "21:00-09:00"')
    found = Stretch(time(int(match[1]), int(match[2])), time(int(match[3]), int(match[4])))
    if found.since == found.until:
        raise ValueError(f"{value!r} begins when it ends; leave quiet_hours out to have none")
    return found


QuietHours = Annotated[
    Stretch,
    BeforeValidator(_stretch),
    PlainSerializer(lambda stretch: f"{stretch.since:%H:%M}-{stretch.until:%H:%M}"),
    WithJsonSchema({"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"}),
]


class Reminder(Section):
    """One of the reminders of a visit.

    :ivar before: how long before the start, from 15 minutes to 30 days.
    :ivar ask: whether the customer is asked if they are coming, with buttons.
    """

    before: Duration = Field(description="How long before the start: 90m, 24h or 2d.")
    ask: bool = Field(default=False, description="Ask whether they are coming.")


@dataclass(frozen=True, slots=True)
class Due:
    """When one reminder of one visit is to be sent.

    :ivar since: from when on; aware, UTC. ``until`` is when it is too late for it.
    """

    reminder: Reminder
    since: datetime
    until: datetime

    @property
    def minutes(self) -> int:
        """How long before the visit it was meant to be."""
        return int(self.reminder.before.total_seconds()) // 60


def due_of(
    start: datetime, zone: ZoneInfo, reminders: Sequence[Reminder], quiet: Stretch | None
) -> Iterator[Due]:
    """When the reminders of a visit are due, the earliest first.

    One is worth sending until half of its time is over, or the next is due: after a standstill nobody is sent
    a heap of them, and nobody hears in the last hour what was meant for the day before.

    :param start: when the visit begins; aware.
    :param zone: of the business, in which the quiet hours are.
    """
    ordered = sorted(reminders, key=lambda each: each.before, reverse=True)
    for index, reminder in enumerate(ordered):
        meant, latest = start - reminder.before, start - reminder.before / 2
        if index + 1 < len(ordered):
            latest = min(latest, start - ordered[index + 1].before)
        since, until = _by_day(meant, latest, zone, quiet) if quiet else (meant, latest)
        yield Due(reminder, since, until)


def _by_day(meant: datetime, latest: datetime, zone: ZoneInfo, quiet: Stretch) -> tuple[datetime, datetime]:
    """Outside the quiet hours: after them where that is not too late, else before them."""
    wall = meant.astimezone(zone)
    if not quiet.holds(wall):
        return meant, min(latest, _utc(quiet.begins(wall), meant))
    after = _utc(quiet.ends(wall), meant)
    if after < latest:
        return after, min(latest, _utc(quiet.begins(wall), meant))
    began = _utc(quiet.began(wall), meant)
    return began - _AHEAD, began


def _utc(wall: datetime, like: datetime) -> datetime:
    return wall.astimezone(like.tzinfo)
