"""The ``salon_booking:`` section of a bot definition: what is offered, by whom, and when."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, model_validator

from frontdesk import Section
from frontdesk_salon_booking.category import Category
from frontdesk_salon_booking.naming import Id, Name, name_in
from frontdesk_salon_booking.price import Price, PriceField
from frontdesk_salon_booking.reminders import QuietHours, Reminder
from frontdesk_salon_booking.terms import Terms
from frontdesk_salon_booking.time_off import TimesOff
from frontdesk_salon_booking.units import unit_key
from frontdesk_salon_booking.week import DayHours, WeekHours

__all__ = ["Facility", "Id", "Name", "SalonBooking", "Service", "StaffMember", "WeekHours", "name_in"]


class Facility(Section):
    """Something that services need besides whoever does them: a room, a chair, a device.

    :ivar count: how many there are of it, of which any will do.
    """

    id: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,47}$", description="Lower case, digits, _ and -.")
    ]
    name: Name
    count: int = Field(default=1, ge=1, le=99, description="How many there are of it; any of them will do.")

    @cached_property
    def units(self) -> tuple[str, ...]:
        """The keys of its units, in order."""
        return tuple(unit_key(self.id, number) for number in range(1, self.count + 1))


class Service(Section):
    """Something that can be booked.

    :ivar minutes: how long it takes; somebody of the staff may take longer (:meth:`by`).
    :ivar price: in the bot's currency; None where it is not told in advance. Somebody may have another.
    :ivar synonyms: what else customers call it, per language. Services may share one: the bot asks which.
    :ivar category: id of the kind that it is of.
    :ivar buffer_before: minutes before it in which whoever does it takes nobody else: to prepare. So many
        ``buffer_after`` it: to clean up. Customers are told neither, and both may lie outside opening hours.
    :ivar staff: ids of those who do it; None leaves it to the staff's own lists.
    :ivar places: of more than one, so many customers share a start with the same one of the staff.
    :ivar needs: ids of the resources of which it takes one each, for as long as whoever does it is busy.
    """

    id: Id
    name: Name
    minutes: int = Field(gt=0, le=24 * 60, description="How long it takes.")
    buffer_before: int = Field(default=0, ge=0, le=12 * 60, description="Minutes before it to prepare.")
    buffer_after: int = Field(default=0, ge=0, le=12 * 60, description="Minutes to clean up after it.")
    price: PriceField = Field(
        default=None, description="In the bot's currency: 2000, or {from: 2000} where it depends."
    )
    category: Id | None = Field(default=None, description="The kind that it is of: one of categories.")
    synonyms: dict[str, list[str]] = Field(default_factory=dict, description="What else customers call it.")
    staff: list[Id] | None = Field(default=None, description="Who does it; everybody when left out.")
    places: int = Field(
        default=1, ge=1, le=500, description="So many customers can come at the same time: a group class."
    )
    needs: list[Id] = Field(
        default_factory=list, max_length=20, description="What it takes one of: rooms, chairs, devices."
    )
    #: How each of those who do it does it, where they differ; nothing where all do it alike.
    _by: Mapping[str, Service] = PrivateAttr(default_factory=dict)

    def by(self, staff: str) -> Service:
        """The same as somebody does it: for as long, and at the price, that is theirs.

        :param staff: an id; who does not do it does it like everybody.
        """
        return self._by.get(staff, self)

    @property
    def differs(self) -> bool:
        """Whether it takes longer or costs more with one of the staff than with another."""
        return bool(self._by)

    def ways(self, without: Collection[str] = ()) -> Sequence[Service]:
        """It as each of those who do it does it; once where all do it alike.

        :param without: ids of those who are left out, as far as anybody is left.
        """
        left = [each for staff, each in self._by.items() if staff not in without]
        return left or list(self._by.values()) or [self]

    def agreed(self, staff: str, minutes: int, price: Price | None) -> Service:
        """The same as it was agreed with a customer when it differed; for who does it otherwise, as they do.

        :param staff: id of who was to do it.
        :param price: None where none was told.
        """
        found = self.model_copy(update={"minutes": minutes, "price": price})
        found._by = {**self._by, staff: found} if self._by else {}
        return found


class StaffMember(Section):
    """Somebody who can be booked.

    :ivar services: ids of what they do, or those with how they do it; None for everything.
    :ivar hours: when they work, as far as it is open then; None for whenever it is open.
    :ivar special_days: the same of single days, instead of that of their weekday.
    :ivar away: time off.
    """

    id: Id
    name: Name
    synonyms: dict[str, list[str]] = Field(default_factory=dict, description="What else customers call them.")
    services: list[Id] | dict[Id, Terms | None] | None = Field(
        default=None,
        description="What they do: a list; or each with what is their own: {price: 2500, minutes: 60}. "
        "Everything when left out.",
    )
    hours: WeekHours | None = Field(
        default=None, description="When they work of the opening hours; always when left out."
    )
    special_days: dict[date, DayHours] = Field(
        default_factory=dict, description="Days on which they work at other hours than on their weekday."
    )
    away: TimesOff = Field(
        default_factory=list, description="Time off: days, or from a day or time to another."
    )


class SalonBooking(Section):
    """The ``salon_booking:`` section.

    :ivar staff: empty for a business with a single unnamed chair.
    :ivar categories: kinds of services; a list too long for one message is shown by them.
    :ivar resources: rooms, chairs and devices that services need.
    :ivar special_days: the hours of single days, instead of those of their weekday; none for a day off. What
        is in ``closed_dates`` stays closed.
    :ivar slot_minutes: appointments begin at opening time and every so many minutes after it.
    :ivar lead_minutes: how long before its start an appointment can still be booked.
    :ivar horizon_days: how many days ahead can be booked, today included.
    :ivar cancel_until_hours: until how many hours before its start customers can cancel by chat; 0: until it
        begins. So many ``move_until_hours`` they can move it. Staff is bound by neither.
    :ivar max_upcoming: so many bookings a customer may have ahead who books by chat; None for any number.
    :ivar reminders: when customers who booked by chat are reminded of their visit.
    :ivar quiet_hours: when nobody is reminded, on the wall of the business: ``21:00-09:00``.
    :ivar hold_minutes: so long a time is kept for the customer who is asked the last questions about it, and
        for nobody else; 0: not at all.
    :ivar confirm: ``when_unsure`` takes a complete, unambiguous request as its own confirmation.
    :ivar ask_name: ``when_unknown`` asks only where the channel does not tell what the customer goes by.
    :ivar public_url: where customers reach this server; their confirmations then link to a calendar file.
    :ivar calendar_hosts: hosts of the operator's own network that staff's calendars may be read from, also
        without TLS; those on the internet need not be named.
    :ivar feed_customer: what calendar feeds tell of a customer: the first word of the name, or nothing.
    """

    services: list[Service] = Field(min_length=1)
    staff: list[StaffMember] = Field(default_factory=list)
    categories: list[Category] = Field(default_factory=list, description="Kinds of services: hair, nails.")
    resources: list[Facility] = Field(
        default_factory=list, description="Rooms, chairs and devices that services need."
    )
    hours: WeekHours
    closed_dates: frozenset[date] = Field(
        default_factory=frozenset, description="Days off, such as holidays."
    )
    special_days: dict[date, DayHours] = Field(
        default_factory=dict, description="Days on which other hours hold than on their weekday."
    )
    slot_minutes: int = Field(default=30, gt=0, le=24 * 60)
    lead_minutes: int = Field(default=0, ge=0)
    horizon_days: int = Field(default=60, gt=0, le=730)
    cancel_until_hours: int = Field(
        default=0, ge=0, le=720, description="Customers can cancel until so many hours before the start."
    )
    move_until_hours: int = Field(
        default=0, ge=0, le=720, description="Customers can move until so many hours before the start."
    )
    max_upcoming: int | None = Field(
        default=None, ge=1, le=1000, description="So many bookings a customer may have ahead by chat."
    )
    reminders: list[Reminder] = Field(
        default_factory=list, max_length=5, description="Reminders of a visit: [{before: 24h, ask: true}]."
    )
    quiet_hours: QuietHours | None = Field(
        default=None, description='When nobody is reminded: "21:00-09:00".'
    )
    hold_minutes: int = Field(
        default=5,
        ge=0,
        le=60,
        description="So long a time is kept for a customer who is asked to confirm it.",
    )
    confirm: Literal["always", "when_unsure"] = "when_unsure"
    ask_name: Literal["always", "when_unknown", "never"] = "when_unknown"
    ask_staff: bool = False
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#]+(/[^\s/?#]+)*$",
        description="Where customers reach this server: https://booking.example.org",
    )
    calendar_hosts: frozenset[Annotated[str, Field(pattern=r"^[a-z0-9.:-]{1,253}$")]] = Field(
        default_factory=frozenset,
        description="Hosts of your own network that calendars are read from: [cloud.internal].",
    )
    feed_customer: Literal["first_name", "none"] = "first_name"

    @model_validator(mode="after")
    def _who_does_what_how(self) -> Self:
        for service in self.services:
            ways = {staff: self._by_one(service, staff) for staff in self.who_does(service) if staff}
            if any(way is not service for way in ways.values()):
                service._by = ways
        return self

    def category(self, category_id: str) -> Category | None:
        """The category with this id."""
        return next((each for each in self.categories if each.id == category_id), None)

    def of_category(self, category: Category) -> list[Service]:
        """The services of a category, in the order of the definition."""
        return [service for service in self.services if service.category == category.id]

    def notices(self) -> Sequence[str]:
        """The reminders: a visit that is booked a week ahead is reminded of outside WhatsApp's 24 hours."""
        named = "_staff" if self.staff else ""
        keys = [f"reminder.{'ask' if each.ask else 'tell'}{named}" for each in self.reminders]
        return tuple(dict.fromkeys(keys))

    def service(self, service_id: str) -> Service | None:
        """The service with this id."""
        return self._services.get(service_id)

    def member(self, staff_id: str) -> StaffMember | None:
        """The staff member with this id."""
        return self._members.get(staff_id)

    def units_for(self, service: Service) -> tuple[tuple[str, ...], ...]:
        """For each resource that a service needs, the keys of its units."""
        if not service.needs:
            return ()
        needed = (self._facilities.get(each) for each in dict.fromkeys(service.needs))
        return tuple(facility.units for facility in needed if facility is not None)

    def facility(self, resource_id: str) -> Facility | None:
        """The resource with this id."""
        return self._facilities.get(resource_id)

    def who_does(self, service: Service) -> tuple[str, ...]:
        """Ids of those who do a service, in the order of the definition; ``("",)`` is the one chair."""
        if self._services.get(service.id) is service:
            return self._able[service.id]
        return self._who_does(service)

    def _by_one(self, service: Service, staff: str) -> Service:
        """The service as somebody does it; the very same where they have no terms of their own."""
        member = self.member(staff)
        terms = member.services.get(service.id) if member and isinstance(member.services, dict) else None
        own = {
            name: said
            for name, said in (terms.own if terms else {}).items()
            if said != getattr(service, name)
        }
        return service.model_copy(update=own) if own else service

    @cached_property
    def _services(self) -> Mapping[str, Service]:
        # Of two with the same id, which the check finds, the first one counts.
        return {service.id: service for service in reversed(self.services)}

    @cached_property
    def _members(self) -> Mapping[str, StaffMember]:
        return {member.id: member for member in reversed(self.staff)}

    @cached_property
    def _facilities(self) -> Mapping[str, Facility]:
        return {facility.id: facility for facility in reversed(self.resources)}

    @cached_property
    def _able(self) -> Mapping[str, tuple[str, ...]]:
        return {id_: self._who_does(service) for id_, service in self._services.items()}

    def _who_does(self, service: Service) -> tuple[str, ...]:
        if not self.staff:
            return ("",)
        return tuple(
            member.id
            for member in self.staff
            if (service.staff is None or member.id in service.staff)
            and (member.services is None or service.id in member.services)
        )
