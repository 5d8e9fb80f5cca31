"""The customers of a business, with what became of their bookings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from frontdesk import HttpProblem, PageWanted
from frontdesk.storage import Contact
from frontdesk_salon_booking.booking_items import booking_item
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking, BookingStatus
from frontdesk_salon_booking.office.tallies import Tally, tallies
from frontdesk_salon_booking.phones import e164
from frontdesk_salon_booking.salon import Salon

__all__ = ["Customers", "SearchBody"]

#: So many of the newest bookings are shown of a number that was looked for.
_MOST_FOUND = 50


class SearchBody(BaseModel):
    """Whom to look for. A number does not belong into an address, which others write down."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    phone: str = Field(min_length=1, max_length=40, repr=False)


class Customers:
    """Who wrote to a business, and who was booked under a phone number.

    What a customer booked are the bookings of their chat, and those that staff made under their number.
    """

    def __init__(self, salon: Salon) -> None:
        self._salon = salon
        self._scope = salon.scope

    def page(self, wanted: PageWanted) -> dict[str, Any]:
        """A page of those who wrote, whoever wrote first last."""
        page = self._scope.page(self._scope.select(Contact), wanted.limit, wanted.cursor)
        return {"items": self._items(page.items), "next": page.next}

    def get(self, number: int, wanted: PageWanted) -> dict[str, Any]:
        """One of them, with a page of their bookings, the newest first.

        :raises HttpProblem: 404, there is none of this id.
        """
        contact = self._scope.get(Contact, Contact.id == number)
        if contact is None:
            raise HttpProblem(404, "Not Found", "There is no customer of this id.")
        [item] = self._items([contact])
        query = self._scope.select(Booking).where(self._booked_by([contact]))
        page = self._scope.page(query, wanted.limit, wanted.cursor)
        return {**item, "bookings": {"items": self._bookings(page.items), "next": page.next}}

    def find(self, body: SearchBody) -> dict[str, Any]:
        """Who has a phone number, and what was booked under it by whomever.

        :raises HttpProblem: 422, it is no phone number.
        """
        phone = e164(body.phone, self._salon.bot.default_language, "#/phone")
        digest = self._scope.digest(Contact.phone_digest, phone)
        contacts = self._scope.rows(
            self._scope.select(Contact).where(Contact.phone_digest == digest).order_by(Contact.id.desc())
        )
        under = self._scope.digest(Booking.customer_phone_digest, phone)
        own = (Booking.customer_phone_digest == under) | Booking.contact.in_([one.id for one in contacts])
        which = own & (Booking.status != BookingStatus.HELD)
        tally = Tally()
        for group in tallies(self._scope, which):
            tally.add(group)
        page = self._scope.page(self._scope.select(Booking).where(which), _MOST_FOUND)
        return {
            "customers": self._items(contacts),
            "summary": tally.item(),
            "bookings": self._bookings(page.items),
        }

    def _items(self, contacts: Sequence[Any]) -> list[dict[str, Any]]:
        counted = self._tallies(contacts)
        return [
            {
                "id": contact.id,
                "channel": contact.channel,
                "name": self._scope.reveal(contact, Contact.name),
                "phone": self._scope.reveal(contact, Contact.phone),
                "since": contact.created_at.isoformat(),
                "summary": counted[contact.id].item(),
            }
            for contact in contacts
        ]

    def _tallies(self, contacts: Sequence[Any]) -> dict[int, Tally]:
        """By the ids of contacts; one query for all of them."""
        counted = {contact.id: Tally() for contact in contacts}
        if not counted:
            return counted
        numbers = self._numbers(contacts)
        for group in tallies(self._scope, self._booked_by(contacts)):
            owners = [group.contact_id] if group.contact_id else numbers[bytes(group.customer_phone_digest)]
            for owner in owners:
                counted[owner].add(group)
        return counted

    def _booked_by(self, contacts: Sequence[Any]) -> Any:
        """The condition on bookings that they are of these contacts."""
        own = Booking.contact.in_([contact.id for contact in contacts]) & (
            Booking.status != BookingStatus.HELD
        )
        numbers = list(self._numbers(contacts))
        if not numbers:
            return own
        return own | (Booking.contact.is_null() & Booking.customer_phone_digest.in_(numbers))

    def _numbers(self, contacts: Sequence[Any]) -> dict[bytes, list[int]]:
        """Ids of contacts by what bookings under their number are found by."""
        found: dict[bytes, list[int]] = {}
        for contact in contacts:
            phone = self._scope.reveal(contact, Contact.phone)
            if phone:
                digest = self._scope.digest(Booking.customer_phone_digest, phone)
                found.setdefault(digest, []).append(contact.id)
        return found

    def _bookings(self, bookings: Sequence[Any]) -> list[dict[str, Any]]:
        return [booking_item(self._scope, booking) for booking in with_segments(self._scope, bookings)]
