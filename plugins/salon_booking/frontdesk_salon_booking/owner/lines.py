"""What an owner is shown of visits: one line each, under the days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from frontdesk import Source, Speech
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.letters import lowered, sentence
from frontdesk_salon_booking.owner.guest import Guest
from frontdesk_salon_booking.owner.names import shown_name
from frontdesk_salon_booking.owner.period import Period
from frontdesk_salon_booking.wording import Wording

__all__ = ["Lines"]

#: So many visits are told one by one.
_MOST = 30


class Lines:
    """Puts visits into lines, and what is closed into words."""

    def __init__(self, speech: Speech, wording: Wording) -> None:
        self._speech = speech
        self._wording = wording

    def visits(self, guests: Sequence[Guest], *, phones: bool = False) -> str:
        """The visits, under their days where there are several.

        :param phones: with the number to call.
        """
        days = [
            (day, list(each))
            for day, each in groupby(guests[:_MOST], lambda one: self._wording.wall(one.booking)[0])
        ]
        lines: list[str] = []
        for day, those in days:
            if len(days) > 1:
                lines.append(f"{sentence(self._wording.day(day))}:")
            lines += [self._visit(guest, phones=phones) for guest in those]
        if len(guests) > _MOST:
            lines.append(self._speech.say("owner.more", count=len(guests) - _MOST))
        return "\n".join(lines)

    def _visit(self, guest: Guest, *, phones: bool) -> str:
        booking = guest.booking
        text = self._speech.say(
            "owner.visit",
            time=self._speech.time(self._wording.wall(booking)[1]),
            name=self.name(guest.name),
            service=lowered(self._wording.service(booking)),
        )
        masters = self._wording.masters(booking)
        text = ", ".join([text, *masters])
        if phones:
            text = f"{text}, {guest.phone or self._speech.say('owner.no_phone')}"
        return self._speech.cite(text, facts.booked(booking))

    def name(self, name: str | None) -> str:
        """What a customer goes by."""
        return shown_name(name) or self._speech.say("owner.nameless")

    def when(self, period: Period, *sources: Source) -> str:
        """What is closed, with all dates: ``вторник, 24 ноября, с 15:00``.

        :param sources: where that is from; the form, where it is not written down yet.
        """
        first = self._edge(period.first, period.since, "owner.since")
        if period.days > 1:
            last = self._edge(period.last, period.until, "owner.until")
            text = self._speech.say("owner.days", first=first, last=last, count=period.days)
        elif period.since and period.until:
            hours = self._speech.say(
                "booking.from_to",
                first=self._speech.time(period.since),
                last=self._speech.time(period.until),
            )
            text = f"{self._speech.day(period.first)}, {hours}"
        else:
            text = first if period.since else self._edge(period.first, period.until, "owner.until")
        return self._speech.cite(text, *(sources or _said(period)))

    def _edge(self, day: date, clock: str | None, key: str) -> str:
        text = self._speech.day(day)
        return f"{text}, {self._speech.say(key, time=self._speech.time(clock))}" if clock else text


def _said(period: Period) -> list[Source]:
    """The days and hours that were named."""
    found = [*facts.agreed(period.first), *facts.agreed(period.last)]
    for clock in filter(None, (period.since, period.until)):
        found += facts.agreed(time=clock)
    return found
