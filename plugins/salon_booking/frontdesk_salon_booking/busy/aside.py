"""Reads a calendar file in a process of its own, which is given a moment and not all of the memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime

from frontdesk import BusyTime, BusyWanted, CalendarUnread
from frontdesk_salon_booking.busy import entries

__all__ = ["read_aside"]

#: Seconds; a calendar of ten years takes two or three.
_PATIENCE = 30.0
_PROGRAM = entries.__file__


def read_aside(
    content: bytes,
    wanted: BusyWanted,
    is_own: Callable[[Sequence[str]], set[str]],
    program: str = _PROGRAM,
    patience: float = _PATIENCE,
) -> list[BusyTime]:
    """The stretches that a calendar says are taken.

    :param is_own: which of these ids are those of bookings that frontdesk has given to calendars itself: they
        take their time already, and what another calendar remembers of them may be out of date.
    :param program: what reads it.
    :param patience: seconds that it has for it.
    :raises CalendarUnread: it is no calendar, or more than that.
    """
    head = {"since": wanted.since.isoformat(), "until": wanted.until.isoformat(), "zone": wanted.zone}
    given = json.dumps(head).encode() + b"\n" + content
    try:
        # Isolated: neither the folder nor the environment of the installation says what is imported.
        run = subprocess.run(  # noqa: S603 - it is our own program, and what it is given is on its input
            [sys.executable, "-I", program], input=given, capture_output=True, timeout=patience, check=False
        )
    except subprocess.TimeoutExpired:
        raise _too_much() from None
    if run.returncode == entries.EXIT_UNREADABLE:
        raise CalendarUnread(**json.loads(run.stdout))
    if run.returncode != 0:
        # It was stopped at one of its limits, or by something that nobody has thought of.
        raise _too_much()
    found = json.loads(run.stdout)
    own = is_own([uid for _, _, uid in found])
    return [
        BusyTime(datetime.fromisoformat(begin), datetime.fromisoformat(end))
        for begin, end, uid in found
        if uid not in own
    ]


def _too_much() -> CalendarUnread:
    detail = "What is in it takes too long to follow; share a calendar with less in it."
    return CalendarUnread("too_large", detail)
