"""When a day or a time cannot be had: why not, and what can."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice

from frontdesk import Choice, Objection, Opening, Reply
from frontdesk_salon_booking import attendance, facts
from frontdesk_salon_booking.hold import wish_of
from frontdesk_salon_booking.hours import clock, minutes_of
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.reception import LOOKAHEAD, MOST_ALTERNATIVES, Reception
from frontdesk_salon_booking.slots import FreeSlot, nearest
from frontdesk_salon_booking.timetable import Refusal
from frontdesk_salon_booking.visits import Visit, minutes_of_all
from frontdesk_salon_booking.wishes import Wish

__all__ = ["objection", "refused", "same_time"]


def objection(reception: Reception, wish: Wish) -> Objection | None:
    """Why the day or the time that is asked for cannot be had; None when it can, as far as is known."""
    if wish.day is None:
        return _no_day_has_it(reception, wish)
    refusal = reception.availability.why_not_day(wish.day)
    if refusal is not None:
        key = "past_day" if refusal is Refusal.PAST else str(refusal)
        return _other_days(reception, wish, f"booking.refused_{key}", wish.day)
    visit = wish.visit
    if visit is not None:
        found = reception.availability.look(visit)
        return refused(reception, visit, found) if isinstance(found, Refusal) else None
    away = attendance.not_that_day(reception, wish)
    if away is not None:
        return _other_days(reception, wish, away, wish.day)
    if wish.service is None:
        return None
    free = reception.availability.free(wish.parts, wish.day, wish.day)
    if not free:
        return _other_days(reception, wish, "booking.refused_full_day", wish.day)
    if not any(wish.allows(slot.time) for slot in free):
        return _other_times(reception, wish, wish.day, free)
    return None


def refused(reception: Reception, visit: Visit, refusal: Refusal) -> Objection:
    """A time cannot be had: say why, and offer the nearest that can."""
    free = reception.availability.near(visit, visit.day + LOOKAHEAD, MOST_ALTERNATIVES)
    offers = nearest(free, visit.day, visit.time, MOST_ALTERNATIVES)
    choices = [reception.choice(slot, visit.day) for slot in offers]
    options = [reception.wording.at(slot, visit.day) for slot in offers]
    if refusal in attendance.NOT_HERE and visit.staff:
        choices, options = _first(_with_somebody_else(reception, visit), choices, options)
    return _objection(reception, "time", _why(reception, visit, refusal), options, choices)


def same_time(reception: Reception, wish: Wish) -> Objection:
    """A booking is to be moved to where it is: say so, and ask for another time."""
    key = "booking.refused_same"
    question = reception.ask_time(wish.at_any_time())
    text = f"{reception.speech.say(key)} {question.text}"
    return Objection(replace(question, text=text, template=key), "time", frozenset({"time"}))


def _no_day_has_it(reception: Reception, wish: Wish) -> Objection | None:
    """The time is known before the day, and no day has it."""
    if wish.service is None or wish.time is None or next(reception.days(wish), None):
        return None
    timetable = reception.timetable
    first = max(wish.first or timetable.today, timetable.today)
    day = next(iter(attendance.days_at_work(reception, wish, reception.availability.open_days(first))), first)
    visit = Visit(wish.service, day, wish.time, wish.staff, wish.further, wish.without)
    found = reception.availability.look(visit)
    return refused(reception, visit, found if isinstance(found, Refusal) else Refusal.TAKEN)


def _other_days(reception: Reception, wish: Wish, key: str, day: date) -> Objection:
    timetable, wording = reception.timetable, reception.wording
    first = max(day, timetable.today) if day <= timetable.last_day else timetable.today
    why = reception.speech.say(
        key,
        day=wording.asked_day(day),
        last=wording.last_day(),
        service=wording.what(wish.parts),
        staff=wording.staff(wish.staff or ""),
    )
    if wish.service is None:
        open_days = attendance.days_at_work(reception, wish, reception.availability.open_days(first))
        days = list(islice(open_days, MOST_ALTERNATIVES))
        choices = [reception.day_choice(each) for each in days]
        options = [reception.speech.cite(wording.day_near(each), facts.HOURS) for each in days]
    else:
        found = reception.free_days(replace(wish, day=None, first=first, last=None), MOST_ALTERNATIVES)
        options = [wording.with_something_free(slots[0]) for slots in found]
        choices = [reception.day_choice(slots[0].day, slots) for slots in found]
        if key == attendance.key_of(Refusal.AWAY, wish):
            choices, options = _first(attendance.somebody_else(reception, wish), choices, options)
    return _objection(reception, "day", (key, sentence(why)), options, choices)


def _other_times(reception: Reception, wish: Wish, day: date, free: Sequence[FreeSlot]) -> Objection:
    """Nothing is free in the part of the day that is asked for, or nobody works then."""
    key, wording = _window_key(reception, wish, day), reception.wording
    text = reception.speech.say(
        key,
        day=wording.asked_day(day),
        hours=attendance.hours(reception, day),
        shift=attendance.shift(reception, wish.staff, day),
        service=wording.what(wish.parts),
        staff=wording.staff(wish.staff or ""),
    )
    why = sentence(text)
    offers = nearest(free, day, clock(wish.since), MOST_ALTERNATIVES)
    options = [reception.wording.at(slot, day) for slot in offers]
    choices = [reception.choice(slot, day) for slot in offers]
    return _objection(reception, "time", (key, why), options, choices)


def _window_key(reception: Reception, wish: Wish, day: date) -> str:
    """The key of the text that says why the part of the day that is asked for will not do."""
    if not _begins_within(wish, reception.availability.open_on(day)):
        return "booking.refused_closed_window"
    if _begins_within(wish, attendance.shifts(reception, wish, day)):
        return "booking.refused_full_window"
    return f"booking.refused_off_shift_window{'_staff' if wish.staff and not wish.further else ''}"


def _begins_within(wish: Wish, hours: Iterable[Opening]) -> bool:
    """Whether the service could begin in the part of the day that is asked for, if nobody else came."""
    minutes = minutes_of_all(wish.parts)
    return wish.since >= wish.until or any(
        max(each.opens, wish.since) <= min(each.closes - minutes, wish.until - 1) for each in hours
    )


def _first(
    offer: tuple[Choice, str] | None, choices: list[Choice], options: list[str]
) -> tuple[list[Choice], list[str]]:
    """The choices with one in front of them, and what they are called; no more than can be offered."""
    if offer is None:
        return choices, options
    choice, option = offer
    keep = MOST_ALTERNATIVES - 1
    return [choice, *choices[:keep]], [option, *options[:keep]]


def _objection(
    reception: Reception, slot: str, why: tuple[str, str], options: Sequence[str], choices: Sequence[Choice]
) -> Objection:
    key, reason = why
    if options:
        offer = reception.speech.say("booking.offer", options=reception.speech.join(options, "or"))
    else:
        offer = reception.speech.say(f"booking.another_{slot}")
    label = reception.speech.say(f"booking.list_{slot}s")
    return Objection(Reply(f"{reason} {offer}", tuple(choices), label, key), slot, frozenset({slot}))


def _with_somebody_else(reception: Reception, visit: Visit) -> tuple[Choice, str] | None:
    found = reception.availability.look(replace(visit, staff=None))
    if isinstance(found, Refusal):
        return None
    staff = found.staff[0]
    title = f"{reception.wording.at(found, visit.day)}, {reception.wording.staff(staff)}"
    values = {"day": found.day.isoformat(), "time": found.time, "staff": staff}
    return Choice(title, values=values), title


def _why(reception: Reception, visit: Visit, refusal: Refusal) -> tuple[str, str]:
    """The key of the text that says why not, and the text."""
    # Who is asked for may be free, and the room that it takes is not.
    somebody = refusal is Refusal.TAKEN and reception.availability.lacks_units(visit)
    key = attendance.key_of(refusal, replace(visit, staff=None) if somebody else visit)
    key = _lapsed(reception, visit, refusal) or key
    if refusal is Refusal.TAKEN and reception.availability.places_left(visit) == 0:
        key = "booking.refused_full_class"
    wording, speech = reception.wording, reception.speech
    text = speech.say(
        key,
        time=wording.asked_time(visit.time),
        day=sentence(wording.asked_day(visit.day)),
        last=wording.last_day(),
        hours=attendance.hours(reception, visit.day),
        closes=_closing_time(reception, visit),
        service=wording.what(visit.parts),
        duration=wording.duration(visit.parts),
        staff=wording.staff(visit.staff or ""),
        shift=attendance.shift(reception, visit.staff, visit.day),
    )
    return key, sentence(text)


def _lapsed(reception: Reception, visit: Visit, refusal: Refusal) -> str | None:
    """The key of the text for a time that was kept for this customer, until they let it lapse."""
    kept = reception.hold is not None and reception.hold.wish == wish_of(visit)
    if refusal is not Refusal.TAKEN or not kept:
        return None
    return f"booking.refused_lapsed{'_staff' if visit.staff else ''}"


def _closing_time(reception: Reception, visit: Visit) -> str:
    wall = minutes_of(visit.time)
    tonight = reception.availability.open_on(visit.day)
    last_night = reception.availability.open_on(visit.day - timedelta(days=1))
    open_hours = [(wall, each) for each in tonight] + [(wall + 24 * 60, each) for each in last_night]
    closes = next((clock(each.closes) for at, each in open_hours if each.opens <= at < each.closes), "")
    return reception.speech.cite(closes, facts.HOURS)
