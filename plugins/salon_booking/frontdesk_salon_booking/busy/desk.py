"""Enters, lists and removes the addresses of calendars that are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field

from frontdesk import FieldError, HttpProblem, invalid_body
from frontdesk_salon_booking.busy.address import CalendarAddress
from frontdesk_salon_booking.busy.fetch import why_not
from frontdesk_salon_booking.busy_time import BusyReading, BusyStretch
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["AddressBody", "AddressDesk"]

#: What reads them, by its full name.
_SOURCE = "salon_booking.address"
#: So many calendars one business may have read: they share a thread with those of all others.
_MOST = 200


class AddressBody(BaseModel):
    """A calendar to read.

    :ivar staff: whose it is; absent or null in a business that names nobody.
    :ivar url: the secret address of its iCalendar file.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    staff: str | None = None
    url: str = Field(repr=False)


class AddressDesk:
    """The calendars outside frontdesk of one business.

    :raises HttpProblem: from every method, where what is wanted cannot be had.
    """

    def __init__(self, desk: Desk, salon: Salon) -> None:
        self._storage = desk.storage
        self._salon = salon
        self._scope = salon.scope

    def enter(self, body: AddressBody) -> dict[str, Any]:
        """Have a calendar read from now on."""
        staff = self._staff(body.staff)
        # What Apple's calendars call an address of the web.
        url = body.url.strip()
        url = f"https://{url[len('webcal://') :]}" if url.lower().startswith("webcal://") else url
        refusal = why_not(url, self._salon.section.calendar_hosts)
        if refusal is not None:
            raise invalid_body(FieldError("#/url", refusal))
        values = {"staff": staff, "url": url, "created_at": self._salon.now}
        with self._storage.write():
            # Whoever enters the last one that is allowed waits for whoever does so at the same moment.
            self._scope.lock("calendar_addresses")
            if len(self._scope.rows(self._scope.select(CalendarAddress, CalendarAddress.id))) >= _MOST:
                detail = f"{_MOST} calendars are read already; remove one first."
                raise HttpProblem(409, "Too Many", detail, members={"reason": "too_many"})
            number = self._scope.insert_new(CalendarAddress, **values)
        if number is None:
            detail = "This calendar is read already for this one of the staff."
            raise HttpProblem(409, "Known", detail, members={"reason": "known"})
        return self.get(number)

    def page(self, limit: int, cursor: str | None) -> dict[str, Any]:
        """A page of the calendars, the newest first, without their addresses."""
        page = self._scope.page(self._scope.select(CalendarAddress), limit, cursor)
        return {"items": self._items(page.items), "next": page.next}

    def get(self, number: int) -> dict[str, Any]:
        """One of them."""
        return self._items([self._address(number)])[0]

    def remove(self, number: int) -> None:
        """What a calendar has taken is free again at once."""
        self._address(number)
        with self._storage.write():
            self._scope.delete(CalendarAddress, CalendarAddress.id == number)
            self._scope.delete(
                BusyReading, BusyReading.source == _SOURCE, BusyReading.calendar == str(number)
            )

    def _staff(self, wanted: str | None) -> str:
        section = self._salon.section
        if wanted is None and not section.staff:
            return ""
        if wanted is None or section.member(wanted) is None:
            known = ", ".join(member.id for member in section.staff) or "nobody"
            raise invalid_body(FieldError("#/staff", f"is nobody of the staff; there are: {known}"))
        return wanted

    def _address(self, number: int) -> CalendarAddress:
        found: CalendarAddress | None = self._scope.get(CalendarAddress, CalendarAddress.id == number)
        if found is None:
            raise HttpProblem(404, "Not Found", "There is no calendar of this id.")
        return found

    def _items(self, addresses: list[CalendarAddress]) -> list[dict[str, Any]]:
        keys = [str(each.id) for each in addresses]
        if not keys:
            return []
        wanted = self._scope.select(BusyReading).where(
            BusyReading.source == _SOURCE, BusyReading.calendar.in_(keys)
        )
        readings = {each.calendar: each for each in self._scope.rows(wanted)}
        return [self._item(each, readings.get(str(each.id))) for each in addresses]

    def _item(self, address: CalendarAddress, reading: BusyReading | None) -> dict[str, Any]:
        zone = self._salon.bot.zone
        ahead = []
        if reading is not None:
            stretches = self._scope.select(BusyStretch).where(
                BusyStretch.reading == reading.id, BusyStretch.end_ts > self._salon.now
            )
            ahead = self._scope.rows(stretches.order_by(BusyStretch.start_ts).limit(_SHOWN))
        return {
            "id": address.id,
            "staff": address.staff or None,
            # The rest of the address is the secret.
            "host": urlsplit(self._scope.reveal(address, CalendarAddress.url)).hostname,
            "created_at": address.created_at.isoformat(),
            "read_at": _moment(reading and reading.read_at),
            "tried_at": _moment(reading and reading.tried_at),
            "next_at": _moment(reading and reading.next_at),
            "problem": reading and reading.problem,
            "detail": reading and reading.detail,
            "busy": [
                {
                    "start_ts": each.start_ts.astimezone(zone).isoformat(),
                    "end_ts": each.end_ts.astimezone(zone).isoformat(),
                }
                for each in ahead
            ],
        }


#: So many of the stretches ahead are shown, to see by that it is the right calendar.
_SHOWN = 5


def _moment(moment: Any) -> str | None:
    return None if moment is None else str(moment.isoformat())
