"""Dialogues with the real thing: a desk of its own, with a clock that stands still."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from frontdesk.testing import Conversation, open_desk
from nlu.catalogue import Business, Catalogue
from nlu.phrases import moment
from nlu.values import SLOTS

__all__ = ["Live"]

#: The fixture of the plugin, and who takes the times that are taken.
_BOOKINGS, _SOMEBODY = "bookings", "somebody else"
_HANDED_OVER = "hand_over"


class Live:
    """One such dialogue.

    :param request: ``dialog_start``.
    """

    def __init__(self, catalogue: Catalogue, request: Mapping[str, Any]) -> None:
        self._open = ExitStack()
        bots = catalogue.bots(Business(request["lang"], one_chair=True))
        now = moment(next(iter(bots)), request)
        self._desk = self._open.enter_context(open_desk(bots, clock=now, plugins=catalogue.plugins))
        self._people = {user: Conversation(self._desk, user) for user in (*request["users"], _SOMEBODY)}
        shortest = min(catalogue.data["services"], key=lambda service: service["minutes"])["id"]
        for taken in request["busy"]:
            self._put({"service": shortest, "day": taken["date"], "time": taken["time"]}, _SOMEBODY)
        for given in request["bookings"]:
            row = {slot: given[word] for slot, word in SLOTS.items() if slot in _GIVEN}
            self._put(row, given["user"])

    def close(self) -> None:
        """Throw the desk away."""
        self._open.close()

    def say(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """What the bot says to a message, what it knows and asks, and what was entered in the calendar."""
        person = self._people[request["user"]]
        before = self._rows()
        reply = person.say(request["text"])
        why = person.trace
        form = why.get("form") or {}
        return {
            "reply": "\n".join((reply, *person.choices)),
            "state": {SLOTS[slot]: value for slot, value in form.items() if slot in SLOTS},
            "ask": "confirm" if why.get("confirming") else SLOTS.get(why.get("asks") or ""),
            "events": [*_events(before, self._rows()), *_handed_over(why)],
        }

    def _put(self, row: Mapping[str, Any], user: str) -> None:
        person = self._people[user]
        scope = self._desk.storage.scope(person.tenant.id)
        bot = self._desk.bots.for_tenant(person.tenant)
        now = self._desk.clock.now().astimezone(bot.zone)
        contact = person.enter()
        with self._desk.storage.write():
            self._desk.plugins.fixtures[_BOOKINGS].put(scope, bot, contact, row, now)

    def _rows(self) -> dict[str, Mapping[str, Any]]:
        tenant = self._people[_SOMEBODY].tenant
        scope = self._desk.storage.scope(tenant.id)
        rows = self._desk.plugins.fixtures[_BOOKINGS].look(scope, self._desk.bots.for_tenant(tenant))
        return {row["code"]: row for row in rows}


_GIVEN = ("service", "day", "time", "code", "name")


def _events(
    before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Sequence[dict[str, Any]]:
    """What happened to the bookings, told from their rows."""
    events = []
    for code, row in after.items():
        was = before.get(code)
        when = {"code": code, "date": row["day"], "time": row["time"]}
        if was is None:
            events.append({"type": "booked", "service": row["service"], **when})
        elif row["status"] != was["status"] and row["status"] == "cancelled":
            events.append({"type": "cancelled", "code": code})
        elif (row["day"], row["time"]) != (was["day"], was["time"]):
            events.append({"type": "rescheduled", **when})
    return events


def _handed_over(why: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    return [{"type": "handoff"}] if _HANDED_OVER in why.get("actions", ()) else []
