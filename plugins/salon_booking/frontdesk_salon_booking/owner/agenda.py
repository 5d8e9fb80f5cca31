"""The bookings of a day, for the owner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from frontdesk import Action, Done, Form, Reply, Source
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.config import name_in
from frontdesk_salon_booking.forms import DAY, STAFF
from frontdesk_salon_booking.letters import lowered, sentence
from frontdesk_salon_booking.models import BookingStatus
from frontdesk_salon_booking.office.views import day_view
from frontdesk_salon_booking.owner.names import shown_name
from frontdesk_salon_booking.owner.period import settle_days
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["Agenda"]

_MOST_DAYS = 7
_MOST_LINES = 40
#: So many stretches of free time can be taken in.
_MOST_GAPS = 8
#: Minutes; shorter ones are good for nothing.
_SHORTEST_GAP = 15
_DAY = timedelta(days=1)
_PHONES = re.compile(r"телефон|номер|phone|number", re.IGNORECASE)


class Agenda(Action):
    """ "Who is coming tomorrow?": what is booked, by time, and when there is room. Today, if not said."""

    name = "agenda"
    form = Form((DAY, STAFF), optional=frozenset({"day", "staff"}))

    def prepare(self, turn: Turn) -> Done | None:
        """Where several days may be meant, tell the first of them instead of asking which."""
        return self.run(turn) if turn.reading.unclear or not turn.customer.staff else None

    def run(self, turn: Turn) -> Done:
        """Tell it."""
        if not turn.customer.staff:
            return Done()
        salon = Salon.of(turn)
        said = turn.values.get("day") or next(iter(turn.reading.unclear.get("day", ())), None)
        first, last = settle_days(said, salon.today) or (salon.today, salon.today)
        days = [first + each * _DAY for each in range(min((last - first).days + 1, _MOST_DAYS))]
        # When there is room can be taken in for one day, not for a week.
        told = [_Day(turn, salon, day).told(gaps=len(days) == 1) for day in days]
        return Done(Reply("\n\n".join(told), template="agenda.day"))


class _Day:
    """One day, put into words."""

    def __init__(self, turn: Turn, salon: Salon, day: date) -> None:
        self._turn = turn
        self._salon = salon
        self._day = day
        self._speech = turn.speech
        self._wording = Reception.of(turn).wording
        self._phones = _PHONES.search(turn.message.text) is not None
        member = salon.section.member(str(turn.values.get("staff")))
        self._staff = None if member is None else member.id

    def told(self, *, gaps: bool) -> str:
        """Heading and bookings, and the gaps between them, if wanted."""
        view = day_view(self._salon, self._day)
        columns = [each for each in view["staff"] if self._staff in (None, each["staff"])]
        stays = sorted(
            ((stay, column) for column in columns for stay in column["bookings"]),
            key=lambda one: (one[0]["start_ts"], one[1]["staff"] or ""),
        )
        lines = [self._heading(len({stay["booking"] for stay, _ in stays}))]
        lines += [self._line(stay, column) for stay, column in stays[:_MOST_LINES]]
        if len(stays) > _MOST_LINES:
            lines.append(self._turn.say("owner.more", count=len(stays) - _MOST_LINES))
        if not view["open"]:
            lines.append(self._turn.say("agenda.closed"))
        elif gaps:
            lines += self._free(columns)
        return "\n".join(lines)

    def _heading(self, count: int) -> str:
        day = self._speech.cite(self._speech.day(self._day), *facts.agreed(self._day))
        today = self._salon.today
        near = {today: "booking.today", today + _DAY: "booking.tomorrow"}.get(self._day)
        day = f"{self._turn.say(near)}, {day}" if near else day
        if self._staff is not None:
            day = f"{day}, {self._wording.staff(self._staff)}"
        return sentence(self._turn.say("agenda.heading" if count else "agenda.nothing", day=day, count=count))

    def _line(self, stay: Mapping[str, Any], column: Mapping[str, Any]) -> str:
        service = self._salon.section.service(stay["service"])
        called = stay["service_name"] if service is None else name_in(service.name, self._speech.language)
        text = self._turn.say(
            "owner.visit",
            time=self._speech.time(_moment(stay["start_ts"])),
            name=shown_name(stay["customer_name"]) or self._turn.say("owner.nameless"),
            service=lowered(called),
        )
        named = column["staff"] and self._staff is None
        parts = [text, *([self._wording.staff(column["staff"]) or column["name"]] if named else [])]
        if self._phones:
            parts.append(stay["customer_phone"] or self._turn.say("owner.no_phone"))
        if stay["status"] == BookingStatus.NO_SHOW:
            parts.append(self._turn.say("agenda.no_show"))
        return self._speech.cite(", ".join(parts), Source("row", "bookings", str(stay["booking"])))

    def _free(self, columns: Sequence[Mapping[str, Any]]) -> list[str]:
        """When who has time, where that can be taken in; nothing of a day that is over."""
        found = [(column, list(self._gaps(column))) for column in columns]
        gaps = sum(len(each) for _, each in found)
        if not gaps or gaps > _MOST_GAPS:
            return []
        lines = []
        for column, spans in found:
            if spans:
                told = self._speech.join([self._span(*each) for each in spans])
                name = self._wording.staff(column["staff"]) if column["staff"] and self._staff is None else ""
                lines.append(f"{name}: {told}" if name else told)
        sources = (Source("free", "1 minutes", self._day.isoformat()), facts.HOURS)
        return [self._speech.cite(self._turn.say("agenda.free", gaps="\n".join(lines)), *sources)]

    def _gaps(self, column: Mapping[str, Any]) -> Iterator[tuple[datetime, datetime]]:
        for gap in column["free"]:
            begin, end = max(_moment(gap["start"]), self._soon), _moment(gap["end"])
            if end - begin >= timedelta(minutes=_SHORTEST_GAP):
                yield begin, end

    @property
    def _soon(self) -> datetime:
        """The next moment at which something could begin: of today, what is past is not free."""
        now = self._turn.now.replace(second=0, microsecond=0)
        step = self._salon.section.slot_minutes
        return now + timedelta(minutes=step - (now.hour * 60 + now.minute) % step)

    def _span(self, begin: datetime, end: datetime) -> str:
        return self._turn.say("booking.from_to", first=self._speech.time(begin), last=self._speech.time(end))


def _moment(told: str) -> datetime:
    return datetime.fromisoformat(told)
