"""A customer did not come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from frontdesk import Action, Choice, Conflict, Done, Form, Objection, Reply, Slot, SlotKind
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.days import begin_of
from frontdesk_salon_booking.forms import DAY
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.models import BookingStatus
from frontdesk_salon_booking.owner.guest import Guest, guests_of
from frontdesk_salon_booking.owner.lines import Lines
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.written import written_between

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["NoShow"]

#: Which visit it is: never read from words, only chosen, or found by the customer's name.
_VISIT = Slot("visit", SlotKind.OPTION)
_MOST_CHOICES = 9
_DAY = timedelta(days=1)
_WORD = re.compile(r"[^\W\d_]{3,}")
#: Of what may still have to be said that nobody came.
_OPEN = (BookingStatus.CONFIRMED, BookingStatus.COMPLETED)


class NoShow(Action):
    """ "Ivanova did not come": of a visit of today or yesterday, after asking."""

    name = "no_show"
    form = Form((_VISIT, DAY), optional=frozenset({"day"}))

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Which visit is meant: the only one that fits, or the one that is chosen."""
        if not turn.customer.staff:
            return Done()
        guests = self._guests(turn)
        if not guests:
            return Done(Reply(turn.say("owner.no_visits"), template="owner.no_visits"))
        if "visit" in turn.values and self._chosen(turn) is None:
            del turn.values["visit"]
        named = [guest for guest in guests if _is_named(guest, turn.message.text)]
        if "visit" not in turn.values and len(named) == 1:
            turn.values["visit"] = str(named[0].booking.id)
        return None

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question which one, the latest first."""
        named = [guest for guest in self._guests(turn) if _is_named(guest, turn.message.text)]
        choices = tuple(
            Choice(
                self._title(turn, guest),
                {"visit": str(guest.booking.id)},
                description=self._what(turn, guest),
            )
            for guest in [*reversed(named or self._guests(turn))][:_MOST_CHOICES]
        )
        return Reply(turn.say("owner.ask_visit"), choices, turn.say("core.choose"), "owner.ask_visit")

    def confirmation(self, turn: Turn) -> Reply:
        """Who it is said of."""
        text = turn.say("owner.will_no_show", visit=self._told(turn, self._required(turn)))
        choices = (
            Choice(turn.say("owner.yes_no_show"), answer="yes"),
            Choice(turn.say("owner.no"), answer="no"),
        )
        return Reply(text, choices, template="owner.will_no_show")

    def refused(self, turn: Turn) -> Reply | None:
        """Nothing is written down."""
        return Reply(turn.say("owner.kept"), template="owner.kept")

    def run(self, turn: Turn) -> Done:
        """Write it down."""
        guest = self._required(turn)
        Reception.of(turn).calendar.settle(guest.booking, BookingStatus.NO_SHOW)
        text = turn.say("owner.no_show_done", visit=self._told(turn, guest))
        return Done(Reply(text, template="owner.no_show_done"))

    def _guests(self, turn: Turn) -> Sequence[Guest]:
        """Those whose visit began today or yesterday, or on the day that was named."""
        salon = Salon.of(turn)
        since = begin_of(salon.today - _DAY, salon.bot.zone)
        bookings = [
            booking
            for booking in written_between(salon.scope, since, salon.now)
            if booking.status in _OPEN and self._on(turn, date.fromisoformat(booking.wall_start[:10]))
        ]
        return guests_of(salon.scope, bookings)

    @staticmethod
    def _on(turn: Turn, day: date) -> bool:
        said = turn.values.get("day")
        return not isinstance(said, str) or day == date.fromisoformat(said)

    def _chosen(self, turn: Turn) -> Guest | None:
        wanted = str(turn.values.get("visit"))
        return next((each for each in self._guests(turn) if str(each.booking.id) == wanted), None)

    def _required(self, turn: Turn) -> Guest:
        guest = self._chosen(turn)
        if guest is None:
            raise Conflict("the booking was changed while it was being talked of")
        return guest

    def _told(self, turn: Turn, guest: Guest) -> str:
        day, _ = Reception.of(turn).wording.wall(guest.booking)
        line = Lines(turn.speech, Reception.of(turn).wording).visits([guest])
        return turn.speech.cite(sentence(f"{turn.speech.day(day)}, {line}"), facts.booked(guest.booking))

    def _title(self, turn: Turn, guest: Guest) -> str:
        time = turn.speech.time(Reception.of(turn).wording.wall(guest.booking)[1])
        name = Lines(turn.speech, Reception.of(turn).wording).name(guest.name)
        return turn.speech.cite(f"{time} {name}", facts.booked(guest.booking))

    def _what(self, turn: Turn, guest: Guest) -> str:
        wording = Reception.of(turn).wording
        day, _ = wording.wall(guest.booking)
        return turn.speech.cite(
            f"{wording.service(guest.booking)}, {wording.day_title(day)}", facts.booked(guest.booking)
        )


def _is_named(guest: Guest, text: str) -> bool:
    """Whether a message names a customer, in whatever case: "Иванову", of "Иванова"."""
    said = set(_words(text))
    return any(word.startswith(_stem(name)) for name in _words(guest.name or "") for word in said)


def _words(text: str) -> Iterator[str]:
    return iter(_WORD.findall(text.lower().replace("ё", "е")))


def _stem(name: str) -> str:
    return name[: max(3, len(name) - 1)]
