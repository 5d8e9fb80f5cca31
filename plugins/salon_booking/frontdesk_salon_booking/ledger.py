"""The rows of bookings: written anew, changed, and cleared away where they were only kept for a while."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from frontdesk import Conflict
from frontdesk.storage import Prepared, Scope, Slot
from frontdesk_salon_booking.codes import new_code
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking, BookingStatus

__all__ = ["Ledger"]

_CODE_TRIES = 5
_ALL_COLUMNS = tuple(Booking._meta.sorted_fields)
_HELD = Booking.status == BookingStatus.HELD.value
_LET_GO = Prepared(Booking.delete().where(Booking.id == Slot(Booking.id), _HELD))
_LAPSED = Prepared(
    Booking.delete().where(
        Booking.id == Slot(Booking.id), _HELD, Booking.hold_until <= Slot(Booking.hold_until, "now")
    )
)


class Ledger:
    """Writes down one tenant's bookings, without their segments, within the write transaction.

    What was only kept is deleted and not cancelled: it never was a booking to anybody.

    :param now: aware.
    :param currency: ISO 4217 code of the prices; None where there are none.
    """

    def __init__(self, scope: Scope, now: datetime, currency: str | None) -> None:
        self._scope = scope
        self._now = now
        self._currency = currency

    def insert(self, message_key: int | None, **values: Any) -> tuple[Booking, bool]:
        """The booking, and whether it is new."""
        for _ in range(_CODE_TRIES):
            row = {
                "booking_code": new_code(),
                "status": BookingStatus.CONFIRMED.value,
                "currency": self._currency,
                "version": 1,
                "created_at": self._now,
                "updated_at": self._now,
                "message_key": message_key,
                **values,
            }
            made = self._scope.insert_many(Booking, [row], returning=_ALL_COLUMNS, or_nothing=True)
            if made:
                return made[0], True
            known = self.made_by(message_key)
            if known is not None:
                return known, False
            if values.get("hold_until") is not None:
                # One that the conversation does not remember is in the way of the next.
                self._scope.delete(Booking, Booking.conversation == values["conversation"], _HELD)
        raise Conflict(f"a booking at {values['start_ts']} could not be inserted with {_CODE_TRIES} codes")

    def made_by(self, message_key: int | None) -> Booking | None:
        """What a message has booked before: the turn runs again."""
        made = None if message_key is None else self._scope.get(Booking, Booking.message_key == message_key)
        return made and with_segments(self._scope, [made])[0]

    def change(self, booking: Booking, **values: Any) -> Booking:
        """Change a booking that nobody else has changed.

        :raises Conflict: somebody has.
        """
        changed = self._scope.update(
            Booking,
            Booking.id == booking.id,
            Booking.version == booking.version,
            version=booking.version + 1,
            updated_at=self._now,
            remind_at=None,
            **values,
        )
        if not changed:
            raise Conflict(f"booking {booking.id} is no longer at version {booking.version}")
        after: Booking | None = self._scope.get(Booking, Booking.id == booking.id)
        if after is None:
            raise AssertionError(f"booking {booking.id} was just changed, and is not there")
        after.segments = booking.segments
        return after

    def held(self, number: int | None, conversation: int | None) -> Booking | None:
        """What is kept for a conversation under this id, or None; without its segments."""
        if number is None:
            return None
        own = Booking.conversation == conversation
        return self._scope.get(Booking, Booking.id == number, own, _HELD)

    def keep_on(self, number: int, until: datetime) -> bool:
        """Keep it for longer; False where it is not there any more.

        :param until: aware.
        """
        return bool(
            self._scope.update(Booking, Booking.id == number, _HELD, hold_until=until, updated_at=self._now)
        )

    def let_go(self, number: int) -> None:
        """Give back what is kept under this id. What has become a booking stays."""
        self._scope.run_many(_LET_GO, [{"id": number}])

    def clear(self, numbers: Iterable[int]) -> None:
        """Clear away those of them that are kept no longer."""
        self._scope.run_many(_LAPSED, [{"id": number, "now": self._now} for number in numbers])
