"""Addresses of calendar files of single visits, for the customers who booked them."""

from __future__ import annotations

import base64
import hmac
import re
from typing import TYPE_CHECKING

from frontdesk.storage import Scope
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.models import Booking

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["number_of", "token_of", "with_calendar_link"]

_TOKEN = re.compile(r"([1-9][0-9]{0,17})-([A-Za-z0-9_-]{22})")
_MARK_BYTES = 16


def with_calendar_link(turn: Turn, booking: Booking, text: str) -> str:
    """The text with the address of the visit's calendar file below it, where the business has one."""
    server = turn.bot.section(SalonBooking).public_url
    if not server:
        return text
    link = f"{server}/salon_booking/visits/{turn.tenant.id}/{token_of(turn.scope, booking.id)}.ics"
    line = turn.say("booking.calendar_file", link=turn.speech.cite(link, facts.booked(booking)))
    return f"{text}\n\n{line}"


def token_of(scope: Scope, number: int) -> str:
    """The part of the address that nobody can guess; always the same, so that it is kept nowhere.

    :param number: id of the booking.
    """
    return f"{number}-{_mark(scope, number)}"


def number_of(scope: Scope, token: str) -> int | None:
    """The id of the booking whose token it is; None when it is none of this business."""
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    number, mark = int(match[1]), match[2]
    return number if hmac.compare_digest(mark, _mark(scope, number)) else None


def _mark(scope: Scope, number: int) -> str:
    digest = scope.storage.keys.digest(f"{scope.tenant_id}/{number}", "bookings.calendar_file")
    return base64.urlsafe_b64encode(digest[:_MARK_BYTES]).decode("ascii").rstrip("=")
