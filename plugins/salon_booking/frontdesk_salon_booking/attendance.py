"""Who is not at work then, put into words: the reasons, and who else is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from frontdesk import Choice, Opening
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.timetable import CHAIR, Refusal
from frontdesk_salon_booking.visits import Visit
from frontdesk_salon_booking.wishes import Wish

__all__ = ["NOT_HERE", "days_at_work", "hours", "key_of", "not_that_day", "shift", "shifts", "somebody_else"]

#: Whoever is asked for cannot do it then, but another may.
NOT_HERE = frozenset({Refusal.TAKEN, Refusal.AWAY, Refusal.OFF_SHIFT})


def not_that_day(reception: Reception, wish: Wish) -> str | None:
    """The key of the text that says that they do not work on the day that is asked for; None if they do."""
    if wish.day is None:
        return None
    if wish.service is None:
        away = bool(wish.staff) and not reception.availability.works_on(wish.staff or "", wish.day)
    else:
        away = all(reception.availability.able(wish.parts)) and not reception.availability.at_work(
            wish.parts, wish.day
        )
    return key_of(Refusal.AWAY, wish) if away else None


def key_of(refusal: Refusal, wish: Wish | Visit) -> str:
    """The key of the text for a refusal: somebody is named where it is only about them."""
    named = refusal in NOT_HERE and wish.staff and (refusal is Refusal.TAKEN or not wish.further)
    return f"booking.refused_{refusal}{'_staff' if named else ''}"


def hours(reception: Reception, day: date) -> str:
    """When the business is open on a day."""
    text = reception.wording.openings(reception.availability.open_on(day))
    return reception.speech.cite(text, *map(facts.blocked, reception.availability.blocks_on(CHAIR, day)))


def shift(reception: Reception, staff: str | None, day: date) -> str:
    """When somebody is at work on a day; empty where nobody is named."""
    if not staff:
        return ""
    text = reception.wording.openings(reception.availability.works_on(staff, day))
    blocks = map(facts.blocked, reception.availability.blocks_on(staff, day))
    return reception.speech.cite(text, facts.works(staff), *blocks)


def shifts(reception: Reception, wish: Wish, day: date) -> list[Opening]:
    """When those who may do the first service are at work on a day, each for themselves."""
    able = reception.availability.able(wish.parts[:1])
    return [opening for members in able for each in members
            for opening in reception.availability.works_on(each, day)]  # fmt: skip


def days_at_work(reception: Reception, wish: Wish, days: Iterable[date]) -> Iterable[date]:
    """Those of the days on which whoever is asked for is at work."""
    if wish.service is not None:
        return (day for day in days if reception.availability.at_work(wish.parts, day))
    if not wish.staff:
        return days
    return (day for day in days if reception.availability.works_on(wish.staff or "", day))


def somebody_else(reception: Reception, wish: Wish) -> tuple[Choice, str] | None:
    """Another who has time on the day on which the one who is asked for is away, and how to say so."""
    if wish.day is None or wish.service is None or not wish.staff:
        return None
    wording = reception.wording
    for slots in reception.days(replace(wish, staff=None, first=wish.day, last=wish.day)):
        staff = slots[0].staff[0]
        name = wording.staff(staff)
        title = sentence(f"{wording.day_title(wish.day)}, {name}")
        choice = Choice(title, values={"day": wish.day.isoformat(), "staff": staff})
        return choice, f"{wording.with_something_free(slots[0])}, {name}"
    return None
