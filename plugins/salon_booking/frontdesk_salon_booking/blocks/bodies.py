"""What the admin routes of blocks take."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, model_validator

from frontdesk_salon_booking.booking_bodies import Note

__all__ = ["BlockBody"]


def _end(value: object) -> dt.date | dt.datetime:
    text = value if isinstance(value, str) else ""
    try:
        if len(text) == len("2026-12-24"):
            return dt.date.fromisoformat(text)
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise ValueError("is neither a day (2026-12-24) nor a time (2026-12-24T14:00)") from None
    if moment.second or moment.microsecond:
        raise ValueError("blocks begin and end at whole minutes")
    return moment


#: A day, a time on the business's wall, or a time with an offset.
End = Annotated[dt.date | dt.datetime, PlainValidator(_end)]


class BlockBody(BaseModel):
    """Time to take out of the calendar.

    :ivar staff: whose; absent or null closes the whole business, or takes a ``resource``.
    :ivar resource: id of a room or a device, all of it without a ``unit``.
    :ivar first: from when; a day from its beginning.
    :ivar last: until when; a day with all of it. Absent: the one day.
    :ivar note: why; customers are not told.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    staff: str | None = None
    resource: str | None = None
    unit: int | None = Field(default=None, ge=1)
    first: End = Field(alias="from")
    last: End | None = Field(default=None, alias="to")
    note: Note | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _until_when(self) -> BlockBody:
        if self.last is None and isinstance(self.first, dt.datetime):
            raise ValueError("from is a time of day: say with to until when")
        return self

    @model_validator(mode="after")
    def _of_one(self) -> BlockBody:
        if self.staff is not None and self.resource is not None:
            raise ValueError("give either staff or resource; two blocks take both")
        if self.unit is not None and self.resource is None:
            raise ValueError("unit goes with the resource that it is one of")
        return self
