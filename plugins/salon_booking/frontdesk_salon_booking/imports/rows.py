"""What a line of an import says, before anybody looks whether it can be had."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from frontdesk import HttpProblem

__all__ = ["LONGEST_NAME", "LONGEST_NOTE", "MOST_ROWS", "Row", "Unfit", "bad_file"]

#: Of one file. A trial keeps others from booking while it lasts.
MOST_ROWS = 500
LONGEST_NAME = 200
LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Row:
    """A booking to make.

    :ivar line: of the table, its head is line 1; of a calendar file the number of the entry.
    :ivar key: what tells it from other lines: it is booked once, however often it comes.
    :ivar start: on the business's wall, unless it has an offset.
    :ivar service: id or name, several with ``+``; ``staff`` likewise, empty for whoever is free.
    """

    line: int
    key: str = field(repr=False)
    start: datetime
    service: str
    staff: str = ""
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    note: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Unfit:
    """A line that is not booked.

    :ivar reason: one word for programs, ``detail`` a sentence for people.
    :ivar skipped: there is nothing wrong with it: it is not meant to be booked.
    """

    line: int
    reason: str
    detail: str
    skipped: bool = False


def bad_file(detail: str) -> HttpProblem:
    """The answer to a file of which no line can be read.

    :param detail: what is wrong and what to do about it; nothing of what the file says.
    """
    return HttpProblem(422, "Unprocessable Content", detail)
