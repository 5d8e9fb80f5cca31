"""What the admin routes of bookings take."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

__all__ = ["BookingBody", "ChangeBody", "SegmentBody"]

_MOST_SEGMENTS = 10
_PRINTABLE = r"^[^\x00-\x1f\x7f]*[^\x00-\x1f\x7f\s][^\x00-\x1f\x7f]*$"


def _whole_minutes(moment: dt.datetime) -> dt.datetime:
    if moment.second or moment.microsecond:
        raise ValueError("appointments begin at whole minutes")
    return moment


#: With an offset, or else on the business's wall: ``2026-11-27T14:00``.
Start = Annotated[dt.datetime, AfterValidator(_whole_minutes)]
Name = Annotated[str, Field(pattern=_PRINTABLE, max_length=200)]
Phone = Annotated[str, Field(min_length=1, max_length=40)]
Note = Annotated[str, Field(max_length=2_000)]


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SegmentBody(_Body):
    """One service of a visit.

    :ivar staff: who does it; absent or null for whoever is free.
    """

    service: str
    staff: str | None = None


class BookingBody(_Body):
    """A booking to make.

    :ivar service: id of the only service; several stand in ``segments``.
    :ivar staff: who does the only service; absent or null for whoever is free.
    """

    service: str | None = None
    segments: list[SegmentBody] | None = Field(default=None, min_length=1, max_length=_MOST_SEGMENTS)
    staff: str | None = None
    start: Start
    customer_name: Name = Field(repr=False)
    customer_phone: Phone | None = Field(default=None, repr=False)
    note: Note | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _one_way_to_say_what(self) -> BookingBody:
        if (self.service is None) == (self.segments is None):
            raise ValueError("give either service or segments")
        if self.segments is not None and self.staff is not None:
            raise ValueError("with segments, staff stands in each of them")
        return self

    @property
    def parts(self) -> list[tuple[str, SegmentBody]]:
        """The services, each with where it stands in the body."""
        if self.segments is not None:
            return [(f"#/segments/{index}", segment) for index, segment in enumerate(self.segments)]
        return [("#", SegmentBody(service=self.service or "", staff=self.staff))]


class ChangeBody(_Body):
    """What to change of a booking.

    :ivar version: the one that is to be changed: it is not, when somebody else changed it in between.
    :ivar start: when it begins from now on; whoever does it stays, if free.
    :ivar status: what became of it. A booking that is cancelled stays so.
    :ivar note: what staff wrote about it; empty for nothing.
    :ivar cancel_reason: why it is cancelled; goes with the status ``cancelled`` only.
    """

    version: int = Field(ge=1)
    start: Start | None = None
    status: Literal["confirmed", "cancelled", "completed", "no_show"] | None = None
    note: Note | None = Field(default=None, repr=False)
    cancel_reason: Note | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _something(self) -> ChangeBody:
        if self.start is None and self.status is None and self.note is None:
            raise ValueError("give start, status or note")
        if self.start is not None and self.status not in (None, "confirmed"):
            raise ValueError("only a booking that is to take place can be moved")
        if self.cancel_reason is not None and self.status != "cancelled":
            raise ValueError("cancel_reason goes with the status cancelled")
        return self

    @property
    def said(self) -> dict[str, str | None]:
        """What is written about it, by column."""
        given = {"note": self.note, "cancel_reason": self.cancel_reason}
        return {name: text or None for name, text in given.items() if text is not None}
