"""Books the lines of a file, or tries whether they can be had."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from frontdesk import Conflict, HttpProblem
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import name_in
from frontdesk_salon_booking.days import wall_of
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.events import BookingCreated
from frontdesk_salon_booking.imports.names import Names, NotKnown
from frontdesk_salon_booking.imports.rows import Row, Unfit
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.phones import e164
from frontdesk_salon_booking.resources import resource_key
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.staff_desk import WHY
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Visit, visit_of

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["Importer"]

#: So often a write that somebody came in between of is tried again.
_TRIES = 3
#: What is locked while a line is booked, before any chair.
_IMPORT = "import"


class _Wanted(NamedTuple):
    """What a line asks for, once all of it is known."""

    line: int
    visit: Visit
    booker: Booker


class _Outcome(NamedTuple):
    """What became of a line, and whether something was booked."""

    item: dict[str, Any]
    booked: bool = False


class _OnlyTrying(Exception):
    """Rolls a trial back."""


class Importer:
    """Books lines one by one, by the same calendar as everybody.

    :param staff: id or name of who does it where a line does not say; empty for whoever is free.
    """

    def __init__(self, desk: Desk, salon: Salon, staff: str) -> None:
        self._desk = desk
        self._salon = salon
        self._names = Names(salon.section)
        self._staff = staff

    def book(self, rows: Iterable[Row | Unfit]) -> dict[str, Any]:
        """Book them, each in a transaction of its own: what was booked stays when a later one fails."""
        return self._told([self._book(self._read(row)) for row in rows], dry_run=False)

    def attempt(self, rows: Iterable[Row | Unfit]) -> dict[str, Any]:
        """Book them all in one transaction that is rolled back: what this tells is what booking would.

        Meanwhile nobody else can book; so files are short.
        """
        read = [self._read(row) for row in rows]
        for _ in range(_TRIES):
            outcomes: list[_Outcome] = []
            try:
                with self._desk.storage.write():
                    self._salon.scope.lock(_IMPORT)
                    # In the order of all who lock several, as the lines have another one.
                    self._salon.scope.lock(*sorted(map(resource_key, self._everybody())))
                    outcomes += [self._take(each) for each in read]
                    raise _OnlyTrying
            except _OnlyTrying:
                return self._told([self._on_trial(each) for each in outcomes], dry_run=True)
            except Conflict:
                continue
        raise _busy()

    def _everybody(self) -> set[str]:
        section = self._salon.section
        return {member for service in section.services for member in section.who_does(service)}

    def _on_trial(self, outcome: _Outcome) -> _Outcome:
        # Nobody will ever find a booking of that id.
        return _Outcome({**outcome.item, "booking": None}) if outcome.booked else outcome

    def _told(self, outcomes: Sequence[_Outcome], *, dry_run: bool) -> dict[str, Any]:
        lines = [outcome.item for outcome in outcomes]
        results = [line["result"] for line in lines]
        counts = {name: results.count(name) for name in ("booked", "known", "refused", "skipped")}
        return {"dry_run": dry_run, **counts, "lines": lines}

    def _book(self, wanted: _Wanted | Unfit) -> _Outcome:
        for _ in range(_TRIES):
            try:
                with self._desk.storage.write():
                    outcome = self._take(wanted)
            except Conflict:
                continue
            if outcome.booked:
                self._desk.publish([BookingCreated(self._salon.tenant.id, outcome.item["booking"])])
            return outcome
        return _Outcome(_unfit_item(Unfit(wanted.line, "busy", "Others book the same time; send it again.")))

    def _take(self, wanted: _Wanted | Unfit) -> _Outcome:
        """Book a line, within a write transaction."""
        if isinstance(wanted, Unfit):
            return _Outcome(_unfit_item(wanted))
        scope = self._salon.scope
        # Before the first look: the same line in another request is booked or is not, and nothing in between.
        scope.lock(_IMPORT)
        known = scope.get(Booking, Booking.message_key == wanted.booker.message_key)
        if known is not None:
            return _Outcome(self._item(wanted.line, "known", with_segments(scope, [known])[0]))
        timetable = Timetable(self._salon.section, self._salon.bot.zone, self._salon.now, by_staff=True)
        calendar = Calendar(scope, timetable, self._salon.bot.currency)
        language = self._salon.bot.default_language
        names = [name_in(part.service.name, language) for part in wanted.visit.parts]
        booking = calendar.book(wanted.visit, wanted.booker, names)
        if isinstance(booking, Refusal):
            return _Outcome(_unfit_item(Unfit(wanted.line, str(booking), WHY[booking])))
        return _Outcome(self._item(wanted.line, "booked", booking), booked=True)

    def _read(self, row: Row | Unfit) -> _Wanted | Unfit:
        if isinstance(row, Unfit):
            return row
        try:
            parts = self._names.parts(row.service, row.staff or self._staff)
            day, time = wall_of(row.start, self._salon.bot.zone)
        except NotKnown as error:
            return Unfit(row.line, error.reason, str(error))
        except ValueError as error:
            return Unfit(row.line, "bad_start", f"The beginning {error}.")
        phone = None
        if row.phone is not None:
            try:
                phone = e164(row.phone, self._salon.bot.default_language, "#/customer_phone")
            except HttpProblem:
                return Unfit(row.line, "bad_phone", "The phone number is none; write +79161234567.")
        booker = Booker(None, name=row.name, phone=phone, note=row.note, message_key=self._key(row))
        return _Wanted(row.line, visit_of(parts, day, time), booker)

    def _key(self, row: Row) -> int:
        """What the booking of a line is found by when it comes again; below the ids of all messages.

        Made with a key of the installation, so that it tells nothing of what the line says.
        """
        digest = self._desk.storage.keys.digest(row.key, "bookings.import")
        return -1 - (int.from_bytes(digest[:8], "big") >> 1)

    def _item(self, line: int, result: str, booking: Booking) -> dict[str, Any]:
        return {
            "line": line,
            "result": result,
            "booking": booking.id,
            "status": booking.status,
            "start": booking.start_ts.astimezone(self._salon.bot.zone).isoformat(),
            "segments": [
                {"service": segment.service, "staff": segment.staff or None} for segment in booking.segments
            ],
        }


def _unfit_item(unfit: Unfit) -> dict[str, Any]:
    return {
        "line": unfit.line,
        "result": "skipped" if unfit.skipped else "refused",
        "reason": unfit.reason,
        "detail": unfit.detail,
    }


def _busy() -> HttpProblem:
    return HttpProblem(503, "Busy", "Others are booking the same times; try again.", retry_after=1)
