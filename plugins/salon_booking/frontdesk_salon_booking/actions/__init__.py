"""What the plugin can do, one action a file."""

from __future__ import annotations

from frontdesk_salon_booking.actions.book import Book
from frontdesk_salon_booking.actions.cancel import Cancel
from frontdesk_salon_booking.actions.coming import Coming
from frontdesk_salon_booking.actions.late import Late
from frontdesk_salon_booking.actions.move import Move
from frontdesk_salon_booking.actions.my_bookings import MyBookings
from frontdesk_salon_booking.actions.opening_hours import OpeningHours
from frontdesk_salon_booking.actions.prices import Prices
from frontdesk_salon_booking.actions.rename import Rename
from frontdesk_salon_booking.actions.team import Team

__all__ = [
    "Book",
    "Cancel",
    "Coming",
    "Late",
    "Move",
    "MyBookings",
    "OpeningHours",
    "Prices",
    "Rename",
    "Team",
]
