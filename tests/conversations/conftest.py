"""Receipts, not claims: each fact in a reply is in the row, or the part of the definition, that it names."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from babel.dates import get_month_names

from frontdesk import Bot, Desk
from frontdesk.storage import Contact, Scope
from frontdesk.testing import Conversation
from frontdesk.testing.desks import ACCOUNT, CHANNEL
from frontdesk.understanding import claims
from frontdesk_faq.config import Faq
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.code_tries import PAUSE, CodeTry
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.models import Booking, Segment

TIME = re.compile(r"(?<![\d:])(\d{1,2}:\d{2})(?![\d:])")
MONEY = re.compile(r"(\d[\d ]*(?:,\d\d)?) ₽|(?:RUB|€|\$) ?(\d[\d,]*(?:\.\d\d)?)")
CODE = re.compile(r"\b(?=[A-Z]*\d)(?=\d*[A-Z])[A-Z0-9]{6}\b")
MONTHS = {
    name.strip(".").lower(): month
    for language in ("ru", "en")
    for width in ("wide", "abbreviated")
    for month, name in get_month_names(width, "format", language).items()
}
DAY = re.compile(rf"\b(\d{{1,2}}) ({'|'.join(sorted(MONTHS, key=len, reverse=True))})\b", re.IGNORECASE)


@dataclass
class Facts:
    """Days are (month, day of the month): replies leave out the year."""

    days: set[tuple[int, int]] = field(default_factory=set)
    times: set[str] = field(default_factory=set)
    prices: set[Decimal] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)

    @classmethod
    def in_text(cls, text: str) -> Facts:
        return cls(
            days={(MONTHS[month.lower()], int(number)) for number, month in DAY.findall(text)},
            times={time.zfill(5) for time in TIME.findall(text)},
            prices={_amount(ru, en) for ru, en in MONEY.findall(text)},
            codes=set(CODE.findall(text)),
        )

    def add(self, other: Facts) -> None:
        self.days |= other.days
        self.times |= other.times
        self.prices |= other.prices
        self.codes |= other.codes

    def beyond(self, other: Facts) -> list[Any]:
        """What it has and the other has not."""
        return [
            *sorted(self.days - other.days),
            *sorted(self.times - other.times),
            *sorted(self.prices - other.prices),
            *sorted(self.codes - other.codes),
        ]


def _amount(ru: str, en: str) -> Decimal:
    return Decimal(ru.replace(" ", "").replace(",", ".")) if ru else Decimal(en.replace(",", ""))


#: So many services are summed up in one visit; a price list, which names more, has no sum.
_MOST_OF_A_VISIT = 3


class Audited(Conversation):
    """A customer who does not believe a word."""

    def __init__(self, desk: Desk, contact: str = "A", **rest: Any) -> None:
        super().__init__(desk, contact, **rest)
        self._holder = _Holder(desk, self)

    def say(self, *texts: str) -> str:
        return self._checked(super().say(*texts))

    def tap(self, title: str) -> str:
        return self._checked(super().tap(title))

    def _checked(self, answer: str) -> str:
        for reply in self.heard[-1].replies:
            if reply.template == "echo":
                continue  # The customer's own words.
            shown = "\n".join(
                [reply.text, *(f"{choice.title}\n{choice.description}" for choice in reply.choices)]
            )
            held = Facts()
            each_costs: list[set[Decimal]] = []
            for source in self.trace["sources"]:
                holds = self._holder.holds(*source)
                held.add(holds)
                if source[1].startswith("salon_booking.services."):
                    each_costs.append(holds.prices)
            if 1 < len(each_costs) <= _MOST_OF_A_VISIT:
                # What a visit costs is the sum of what each of its services does.
                held.prices |= {sum(prices, Decimal()) for prices in product(*each_costs)}
            assert not Facts.in_text(shown).beyond(held), (shown, self.trace["sources"])
            if any(claim.kind == "address" for claim in claims(reply.text)):
                assert any(name.startswith("faq.entries.") for _, name, _ in self.trace["sources"]), shown
        return answer


@pytest.fixture
def audited() -> type[Audited]:
    """A conversation in which each fact of a reply is looked up in the source that it names."""
    return Audited


class _Holder:
    """Looks into what a source names."""

    def __init__(self, desk: Desk, customer: Conversation) -> None:
        self._desk = desk
        self._clock = desk.clock
        self._customer = customer
        self._bot: Bot = desk.bots.for_tenant(customer.tenant)
        self._scope: Scope = desk.storage.scope(customer.tenant.id)

    def holds(self, kind: str, name: str, key: str) -> Facts:
        return getattr(self, f"_{kind}")(name, key)

    def _row(self, table: str, key: str) -> Facts:
        if table == "booking_code_tries":
            tries = self._scope.get(CodeTry, CodeTry.id == int(key))
            assert tries.contact_id == self._contact().id, "somebody else's tries"
            return Facts(times={f"{(tries.last_at + PAUSE).astimezone(self._bot.zone):%H:%M}"})
        if table == "calendar_blocks":
            return self._closed(key)
        assert table == "bookings"
        row = self._scope.get(Booking, Booking.id == int(key))
        assert row is not None
        assert row.contact_id == self._contact().id or self._is_staff(), "somebody else's booking"
        begin = datetime.fromisoformat(row.wall_start)
        prices = set() if row.price is None else {Decimal(row.price)}
        segments = self._scope.rows(self._scope.select(Segment).where(Segment.booking == row.id))
        times = {f"{each.start_ts.astimezone(self._bot.zone):%H:%M}" for each in segments}
        return Facts({(begin.month, begin.day)}, {f"{begin:%H:%M}", *times}, prices, {row.booking_code})

    def _closed(self, key: str) -> Facts:
        """The first and the last day of a block, and the hours at which it begins and ends."""
        row = self._scope.get(Block, Block.id == int(key))
        begin, end = datetime.fromisoformat(row.wall_start), datetime.fromisoformat(row.wall_end)
        last = end - timedelta(minutes=1)
        days = {(begin.month, begin.day), (last.month, last.day)}
        return Facts(days, {f"{begin:%H:%M}", f"{end:%H:%M}"} - {"00:00"})

    def _is_staff(self) -> bool:
        """Whether they write from a number that is registered as the business's own."""
        numbers = self._desk.tenants.staff_numbers(self._customer.tenant.id, CHANNEL, ACCOUNT)
        return self._customer._phone in numbers

    def _config(self, path: str, key: str) -> Facts:
        plugin, part, *name = path.split(".")
        if plugin == "faq":
            entry = self._bot.section(Faq).entry(name[0])
            assert entry is not None
            told = entry.answer if isinstance(entry.answer, str) else "\n".join(entry.answer.values())
            return Facts.in_text(told)
        if (plugin, part) == ("handover", "hours"):
            return self._staffed()
        section = self._bot.section(SalonBooking)
        if part == "services":
            service = section.service(name[0])
            assert service is not None
            return Facts(prices={way.price.amount for way in service.ways() if way.price is not None})
        today = self._clock.now().astimezone(self._bot.zone).date()
        horizon = [today + timedelta(days=each) for each in range(section.horizon_days)]
        if part in ("cancel_until_hours", "move_until_hours"):
            return self._limits(getattr(section, part))
        if part == "horizon_days":
            return Facts({(horizon[-1].month, horizon[-1].day)})
        assert part == "hours"
        open_days = [day for day in horizon if section.hours.on(day.weekday())]
        ends = {minute for day in horizon for each in section.hours.on(day.weekday())
                for minute in (each.opens, each.closes)}  # fmt: skip
        return Facts({(day.month, day.day) for day in open_days}, {_clock(minute) for minute in ends})

    def _limits(self, hours: int) -> Facts:
        """The last moments in which the customer's bookings can be changed."""
        rows = self._scope.rows(self._scope.select(Booking).where(Booking.contact == self._contact().id))
        begins = [row.start_ts.astimezone(self._bot.zone) for row in rows]
        last = [begin - timedelta(hours=hours) for begin in begins]
        return Facts({(each.month, each.day) for each in last}, {f"{each:%H:%M}" for each in last})

    def _staffed(self) -> Facts:
        """When people are there, on the days of a week."""
        hours = self._bot.definition.handover.hours or {}
        today = self._clock.now().astimezone(self._bot.zone).date()
        week = [today + timedelta(days=each) for each in range(8)]
        days = {(day.month, day.day) for day in week if f"{day:%a}".lower() in hours}
        return Facts(days, {end for each in hours.values() for end in each.split("-")})

    def _free(self, name: str, key: str) -> Facts:
        day, minutes = date.fromisoformat(key), int(name.partition(" ")[0])
        section = self._bot.section(SalonBooking)
        begins = {
            minute
            for each in section.hours.on(day.weekday())
            for minute in range(each.opens, each.closes - minutes + 1, section.slot_minutes)
            if day not in section.closed_dates
        }
        free = {_clock(minute) for minute in begins if self._somebody(day, minute, minutes)}
        return Facts({(day.month, day.day)} if free else set(), free)

    def _somebody(self, day: date, minute: int, minutes: int) -> bool:
        """Whether anybody is free; who moves a booking of theirs may have its own time, too."""
        begin = datetime.combine(day, datetime.min.time(), self._bot.zone) + timedelta(minutes=minute)
        end = begin + timedelta(minutes=minutes)
        query = self._scope.select(Segment, Booking).join(Booking)
        taken = query.where(Segment.live, Segment.busy_from < end, Segment.busy_to > begin)
        own = self._contact().id
        busy = {row.staff for row in self._scope.rows(taken) if row.booking.contact_id != own}
        everybody = {member.id for member in self._bot.section(SalonBooking).staff} or {""}
        return begin > self._clock.now() and bool(everybody - busy)

    def _form(self, slot: str, key: str) -> Facts:
        """What the customer named, or picked from what was offered."""
        known = json.dumps([dict(heard.why) | {"sources": None} for heard in self._customer.heard])
        offers = [choice.values for heard in self._customer.heard for reply in heard.replies
                  for choice in reply.choices]  # fmt: skip
        assert key in known or any(values.get(slot) == key for values in offers), (slot, key)
        if slot == "time":
            return Facts(times={key})
        assert slot == "day"
        day = date.fromisoformat(key)
        return Facts({(day.month, day.day)})

    def _contact(self) -> Any:
        digest = self._scope.digest(Contact.address_digest, self._customer._contact)
        return self._scope.get(Contact, Contact.address_digest == digest)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
