"""Time off: from when to when somebody is away, on the wall of the business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

__all__ = ["TimeOff", "TimesOff"]

_DAY = timedelta(days=1)
_EXAMPLE = '{from: 2026-12-24, to: 2026-12-31} or {from: "2026-12-03T14:00", to: "2026-12-03T16:30"}'


@dataclass(frozen=True, slots=True, order=True)
class TimeOff:
    """A stretch of wall time in which somebody is away.

    :ivar since: naive, on the wall of the business.
    :ivar until: the same; they are back then.
    """

    since: datetime
    until: datetime

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day, where it is made of whole days."""
        if self.since.time() != time() or self.until.time() != time():
            return None
        return self.since.date(), self.until.date() - _DAY

    def minutes_on(self, day: date) -> tuple[int, int]:
        """From when to when of a day and the night after it, in minutes after midnight.

        Where they have none of it, the second is not more than the first.
        """
        begin = datetime.combine(day, time())
        return _minutes(max(self.since, begin) - begin), _minutes(min(self.until, begin + 2 * _DAY) - begin)


def _minutes(wall: timedelta) -> int:
    return int(wall.total_seconds()) // 60


def _read(value: object) -> TimeOff:
    if isinstance(value, TimeOff):
        return value
    if isinstance(value, str | date):
        value = {"from": value}
    if not isinstance(value, Mapping) or not {"from"} <= value.keys() <= {"from", "to"}:
        raise ValueError(f"{value!r} is no time off; write a day, {_EXAMPLE}")
    first, last = _end(value["from"]), _end(value.get("to", value["from"]))
    since = first if isinstance(first, datetime) else datetime.combine(first, time())
    # A day that is named as the last one is off, too; a time of day is when they are back.
    until = last if isinstance(last, datetime) else datetime.combine(last, time()) + _DAY
    if "to" not in value and isinstance(first, datetime):
        raise ValueError(f"{value['from']!r} is a time of day: say with to: until when; write {_EXAMPLE}")
    if since >= until:
        raise ValueError(f"time off from {value['from']} to {value.get('to')} ends before it begins")
    return TimeOff(since, until)


def _end(value: object) -> date | datetime:
    """A day, or a time on the wall."""
    if isinstance(value, date):
        found: date | datetime = value
    else:
        text = value if isinstance(value, str) else ""
        try:
            found = (
                date.fromisoformat(text) if len(text) == len("2026-12-24") else datetime.fromisoformat(text)
            )
        except ValueError:
            raise ValueError(f"{value!r} is neither a day nor a day with a time; write {_EXAMPLE}") from None
    if isinstance(found, datetime) and (found.tzinfo or found.second or found.microsecond):
        raise ValueError(f"{value!r} is not a time on the wall; write whole minutes without an offset")
    return found


def _write(time_off: TimeOff) -> dict[str, str]:
    if time_off.days is not None:
        first, last = time_off.days
        return {"from": first.isoformat(), "to": last.isoformat()}
    since, until = time_off.since, time_off.until
    return {"from": since.isoformat(timespec="minutes"), "to": until.isoformat(timespec="minutes")}


def _read_all(value: object) -> object:
    return [] if value is None else value


_MOMENT_SCHEMA = {
    "type": "string",
    "pattern": r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d)?$",
    "examples": ["2026-12-24", "2026-12-03T14:00"],
}
_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$", "examples": ["2026-12-24"]},
        {
            "type": "object",
            "properties": {"from": _MOMENT_SCHEMA, "to": _MOMENT_SCHEMA},
            "required": ["from"],
            "additionalProperties": False,
        },
    ],
    "description": "Time off: a day, or from a day or a time to another. A last day is off, too.",
}
_Item = Annotated[TimeOff, BeforeValidator(_read), PlainSerializer(_write), WithJsonSchema(_SCHEMA)]
#: The time off of somebody, in the order in which it was written.
TimesOff = Annotated[list[_Item], BeforeValidator(_read_all)]
