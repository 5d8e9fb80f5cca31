"""What one connection's server has parsed and planned already, so that only values are told to it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

import psycopg2
from psycopg2.extensions import cursor

from frontdesk.storage.engines.literals import literals
from frontdesk.storage.engines.wording import Wording

__all__ = ["MOST_PLANS", "PREPARE_AFTER", "Plans"]

#: A statement is prepared once it was run so often on a connection: what is run seldom would only take room.
PREPARE_AFTER = 5
#: So many are prepared on one connection; the one that was used longest ago makes room for another.
MOST_PLANS = 128
#: When more texts than this were counted, all counts are forgotten: texts are being made up at random.
_MOST_COUNTED = 2_000
#: PREPARE locks tables for a moment. Who changes one just now is not waited for.
#: It comes before PREPARE in one message, which is a transaction of its own.
_PATIENCE = "SET LOCAL lock_timeout = '10ms'"
#: Seconds until plans are made anew, doubled each time: those of a new connection may be of tables that are
#: still empty, in which one index looks as good as another. The server does so itself only when it analyzes.
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0


class _Execution:
    """How a prepared statement is run.

    :param name: what the server knows it as.
    :param slots: the places of the values that are to be told.
    :param places: how many values there are, constants included.
    """

    __slots__ = ("_brackets", "_choose", "_places", "name")

    def __init__(self, name: str, slots: Sequence[int], places: int) -> None:
        self.name = name
        self._brackets = (f"EXECUTE {name} (", ")") if slots else (f"EXECUTE {name}", "")
        self._places = ", ".join(["%s"] * len(slots))
        self._choose = _chooser(slots, places)

    def spell(self, values: Sequence[Any]) -> tuple[str, Sequence[Any] | None]:
        """What to say, and the values that are not in it yet."""
        told = self._choose(values)
        written = literals(told)
        before, after = self._brackets
        if written is None:
            return before + self._places + after, told
        return before + written + after, None


class Plans:
    """The prepared statements of one connection.

    :param after: how often a statement is run before it is prepared.
    :param most: how many may be prepared at a time.
    """

    def __init__(self, after: int = PREPARE_AFTER, most: int = MOST_PLANS) -> None:
        self._after = after
        self._most = most
        self._known: dict[Wording, _Execution] = {}
        self._uses: dict[Wording, int] = {}
        self._stale = False
        self._number = 0
        self._due: list[Wording] = []
        self._pause = _FIRST_PAUSE
        self._renewal = time.monotonic() + self._pause

    @property
    def due(self) -> bool:
        """Whether :meth:`keep_up` has anything to do."""
        return bool(self._due) or time.monotonic() >= self._renewal

    def count(self, wording: Wording) -> None:
        """Take notice of a statement that is about to be run."""
        if wording in self._known or not wording.keepable:
            return
        uses = self._uses[wording] = self._uses.get(wording, 0) + 1
        if uses == self._after:
            self._due.append(wording)
        if len(self._uses) > _MOST_COUNTED:
            self._uses.clear()

    def spell(self, wording: Wording, values: Sequence[Any]) -> tuple[str, Sequence[Any] | None]:
        """What to say to the server, and the values that are still to be put into it."""
        execution = self._known.pop(wording, None)
        if execution is None:
            return wording.sql, values
        # Last in the order, which is that of being used.
        self._known[wording] = execution
        return execution.spell(values)

    def forget(self) -> None:
        """Know nothing any more, for the server no longer runs what it knows."""
        self._known.clear()
        self._uses.clear()
        self._due.clear()
        self._stale = True

    def keep_up(self, teller: cursor) -> None:
        """Prepare what is used often enough by now. There must be no transaction that this could spoil.

        :raises psycopg2.Error: the server is gone.
        """
        if self._stale:
            teller.execute("DEALLOCATE ALL")
            self._stale = False
        if time.monotonic() >= self._renewal:
            teller.execute("DISCARD PLANS")
            self._pause = min(2 * self._pause, _LONGEST_PAUSE)
            self._renewal = time.monotonic() + self._pause
        due, self._due = self._due, []
        for wording in due:
            self._uses.pop(wording, None)
            self._prepare(wording, teller)

    def _prepare(self, wording: Wording, teller: cursor) -> None:
        if wording in self._known:
            return
        numbered = wording.numbered(lambda value: teller.mogrify("%s", (value,)).decode())
        if numbered is None:
            wording.keepable = False
            return
        text, slots = numbered
        self._number += 1
        execution = _Execution(f"fd_{self._number}", slots, len(slots) + len(wording.constants))
        try:
            teller.execute(f"{_PATIENCE};PREPARE {execution.name} AS {text}")
        except psycopg2.OperationalError:
            # Somebody has the table to himself: another time. It is not the statement's fault.
            if teller.connection.closed:
                raise
        except psycopg2.DatabaseError:
            # It cannot be said without its values, and is said with them as ever.
            wording.keepable = False
        else:
            self._known[wording] = execution
            self._make_room(teller)

    def _make_room(self, teller: cursor) -> None:
        if len(self._known) > self._most:
            oldest = next(iter(self._known))
            teller.execute(f"DEALLOCATE {self._known.pop(oldest).name}")


def _chooser(slots: Sequence[int], places: int) -> Callable[[Sequence[Any]], Sequence[Any]]:
    """Picks out of all values those that are told."""
    if len(slots) == places:
        return lambda values: values
    if len(slots) > 1:
        return itemgetter(*slots)
    return lambda values: [values[slot] for slot in slots]
