"""What the database says when all is quiet."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["Ledger", "await_quiet", "read_ledger"]

Ask = Callable[[str], list[tuple[Any, ...]]]

_OPEN = """
    SELECT (SELECT count(*) FROM inbox WHERE state = 'pending')
         + (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending', 'held'))
"""
_OVERLAPS = """
    SELECT count(*) FROM booking_segments AS a JOIN booking_segments AS b
        ON a.resource_id = b.resource_id AND a.id < b.id
       AND a.busy_from < b.busy_to AND b.busy_from < a.busy_to
     WHERE a.live AND b.live
"""
_TWICE = """
    SELECT message_key FROM bookings WHERE message_key IS NOT NULL GROUP BY message_key HAVING count(*) > 1
"""


@dataclass(frozen=True, slots=True)
class Ledger:
    """Counts of rows.

    :ivar inbox: by state.
    :ivar outbox: by state.
    :ivar heard: customers' messages that were acted on; ``heard_once`` counts each once.
    :ivar codes: of all bookings.
    :ivar overlaps: pairs of services of live bookings that want the same resource at the same time.
    :ivar booked_twice: messages that made more than one booking.
    """

    inbox: Counter[str]
    outbox: Counter[str]
    heard: int
    heard_once: int
    codes: frozenset[str]
    live: int
    overlaps: int
    booked_twice: int


def await_quiet(ask: Ask, longest: float) -> bool:
    """Wait until nothing waits to be answered or sent.

    :return: whether it came to that within so many seconds.
    """
    deadline = time.monotonic() + longest
    pause = threading.Event()
    while ask(_OPEN)[0][0]:
        if time.monotonic() > deadline:
            return False
        pause.wait(0.25)
    return True


def read_ledger(ask: Ask) -> Ledger:
    """Read it."""
    heard = "FROM messages WHERE direction = 'in'"
    return Ledger(
        inbox=Counter(dict(ask("SELECT state, count(*) FROM inbox GROUP BY state"))),
        outbox=Counter(dict(ask("SELECT state, count(*) FROM outbox GROUP BY state"))),
        heard=ask(f"SELECT count(*) {heard}")[0][0],
        heard_once=ask(f"SELECT count(DISTINCT channel_message_digest) {heard}")[0][0],
        codes=frozenset(row[0] for row in ask("SELECT booking_code FROM bookings WHERE status <> 'held'")),
        live=ask("SELECT count(*) FROM bookings WHERE status IN ('held', 'confirmed')")[0][0],
        overlaps=ask(_OVERLAPS)[0][0],
        booked_twice=len(ask(_TWICE)),
    )
