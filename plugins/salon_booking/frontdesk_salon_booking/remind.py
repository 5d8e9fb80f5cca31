"""Reminds customers of their visits, and asks whether they are coming."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from peewee import SQL

from frontdesk import Button, Job, Notice, Unsent
from frontdesk.storage import Prepared, Slot
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.notice_guards import CHANGED
from frontdesk_salon_booking.own_bookings import topic_of
from frontdesk_salon_booking.reminders import Due, due_of

if TYPE_CHECKING:
    from frontdesk import Bot, Desk

__all__ = ["REMIND"]

#: So many visits share a transaction: others wait with their bookings while it lasts.
_BATCH = 100
_AHEAD = (
    # As the index has it: with a parameter neither back end could know that the index holds them all.
    (Booking.status == SQL("'confirmed'"))
    & Booking.conversation.is_null(False)
    & (Booking.start_ts > Slot(Booking.start_ts, "now"))
)
#: Not looked at yet, or changed since; and looked at before. Asked together they would be looked for in all.
_NEW = Prepared(Booking.select().where(_AHEAD, Booking.remind_at.is_null()).limit(_BATCH))
_WAITING = Prepared(
    Booking.select()
    .where(_AHEAD, Booking.remind_at <= Slot(Booking.remind_at, "now"))
    .order_by(Booking.remind_at)
    .limit(_BATCH)
)
#: So soon a visit is looked at again whose reminders lie ahead: the definition may have changed by then.
_LOOK_AGAIN = timedelta(hours=1)
#: So soon where its reminder may not have left yet: staff may change the visit at the last moment.
_SOON = timedelta(minutes=1)
#: So long after its time a reminder that has become a message may still be under way.
_ON_ITS_WAY = timedelta(minutes=10)


def _remind(desk: Desk, *_ids: int | str) -> None:
    """Leave a notice for every reminder that is due, and note when to look at the visit again."""
    for which in (_NEW, _WAITING):
        while _some(desk, which) == _BATCH:
            pass


def _some(desk: Desk, which: Prepared) -> int:
    """Look at the visits whose time it is; returns how many there were."""
    now = desk.clock.now()
    with desk.storage.write():
        found = desk.storage.house.rows(which, now=now)
        for booking in found:
            _look(desk, booking, now)
    return len(found)


def _look(desk: Desk, booking: Any, now: datetime) -> None:
    scope = desk.storage.scope(booking.tenant)
    ahead = [now + _LOOK_AGAIN]
    tenant = desk.tenants.get(booking.tenant)
    bot = None if tenant is None else desk.bots.for_tenant(tenant)
    for due in _reminders(bot, booking):
        # Who books or moves a visit later than that has just been told when it is.
        if due.since <= max(booking.created_at, booking.agreed_at or booking.created_at):
            continue
        if due.since > now:
            ahead.append(due.since)
        elif now < due.until and bot is not None:
            [visit] = with_segments(scope, [booking])
            if _leave(desk, visit, bot, due):
                ahead.append(now + _SOON)
    scope.update(Booking, Booking.id == booking.id, remind_at=min(ahead))


def _leave(desk: Desk, booking: Any, bot: Bot, due: Due) -> bool:
    """Leave the notice, and another one where the last was held back because staff has changed the visit.

    :return: whether it is still on its way, and may be held back.
    """
    scope, start = desk.storage.scope(booking.tenant), int(booking.start_ts.timestamp())
    base = key = f"reminder:{booking.id}:{due.minutes}:{start}"
    further = count(2)
    fate = desk.notices.find(scope, key)
    while fate is not None and (fate.reason, fate.detail) == (Unsent.REFUSED, CHANGED):
        key = f"{base}:{next(further)}"
        fate = desk.notices.find(scope, key)
    if fate is None:
        desk.notices.write(scope, booking.conversation_id, _notice(bot, booking, due), key=key)
        return True
    return fate.state == "waiting" or desk.clock.now() < due.since + _ON_ITS_WAY


def _reminders(bot: Bot | None, booking: Booking) -> list[Due]:
    try:
        section = None if bot is None else bot.section(SalonBooking)
    except LookupError:
        section = None
    if section is None:
        return []
    zone = ZoneInfo(booking.zone)
    return list(due_of(booking.start_ts, zone, section.reminders, section.quiet_hours))


def _notice(bot: Bot, booking: Booking, due: Due) -> Notice:
    section = bot.section(SalonBooking)
    services = [
        service.name if (service := section.service(segment.service)) else segment.service_name
        for segment in booking.segments
    ]
    staff = [
        member.name
        for each in dict.fromkeys(segment.staff for segment in booking.segments)
        if (member := section.member(each))
    ]
    wall = datetime.fromisoformat(booking.wall_start)
    params: dict[str, Any] = {"service": services, "day": wall.date(), "time": wall.time()}
    text = "reminder.ask" if due.reminder.ask else "reminder.tell"
    return Notice(
        f"{text}_staff" if staff else text,
        {**params, "staff": staff} if staff else params,
        buttons=_buttons(booking) if due.reminder.ask else (),
        topic=replace(topic_of(booking), lasting=True, changes=("move", "cancel")),
        guard="salon_booking.at_its_time",
        ids=(booking.id, int(booking.start_ts.timestamp()), booking.version),
        expires=due.until,
    )


def _buttons(booking: Booking) -> tuple[Button, ...]:
    values = {"code": booking.booking_code}
    return (
        Button("reminder.coming", values=values, intent="coming", answer="yes"),
        Button("reminder.move", values=values, intent="move"),
        Button("reminder.cancel", values=values, intent="cancel"),
    )


REMIND = Job("remind", _remind, every=60.0)
