"""Customers whose visits fall into what an owner closes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from frontdesk.storage import Contact, Conversation, Scope
from frontdesk_salon_booking.models import Booking, BookingStatus

__all__ = ["Guest", "expected", "guests_of"]


@dataclass(frozen=True, slots=True)
class Guest:
    """A customer with a visit.

    :ivar conversation_id: where the bot can write to them; None for who was never in a chat.
    :ivar name: what the visit is booked for, or what they go by on the channel.
    :ivar phone: E.164, where it is known.
    """

    booking: Booking
    conversation_id: int | None
    name: str | None = field(repr=False)
    phone: str | None = field(repr=False)


def expected(bookings: Iterable[Booking], now: datetime) -> Sequence[Booking]:
    """Those bookings that are confirmed and yet to begin.

    :param now: aware.
    """
    return [each for each in bookings if each.status == BookingStatus.CONFIRMED and each.start_ts > now]


def guests_of(scope: Scope, bookings: Sequence[Booking]) -> Sequence[Guest]:
    """The customers of bookings, in their order."""
    ids = sorted({number for each in bookings if (number := _contact_of(each)) is not None})
    contacts = {each.id: each for each in _rows(scope, ids)}
    talks = _talks(scope, ids)
    return [_guest(scope, each, contacts.get(_contact_of(each) or 0), talks) for each in bookings]


def _contact_of(booking: Booking) -> int | None:
    number: int | None = booking.contact_id  # type: ignore[attr-defined]
    return number


def _guest(scope: Scope, booking: Booking, contact: Contact | None, talks: dict[int, int]) -> Guest:
    name = scope.reveal(booking, Booking.customer_name)
    phone = scope.reveal(booking, Booking.customer_phone)
    if contact is None:
        return Guest(booking, None, name, phone)
    name = name or scope.reveal(contact, Contact.name)
    return Guest(booking, talks.get(contact.id), name, phone or scope.reveal(contact, Contact.phone))


def _rows(scope: Scope, ids: Sequence[int]) -> Sequence[Contact]:
    return scope.rows(scope.select(Contact).where(Contact.id.in_(ids))) if ids else ()


def _talks(scope: Scope, ids: Sequence[int]) -> dict[int, int]:
    """The conversation of each contact."""
    if not ids:
        return {}
    talks = scope.select(Conversation, Conversation.id, Conversation.contact)
    found = scope.rows(talks.where(Conversation.contact.in_(ids)).order_by(Conversation.id))
    return {each.contact_id: each.id for each in found}
