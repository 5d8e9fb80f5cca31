"""One business, as the admin routes find it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from frontdesk import HttpProblem, Tenant
from frontdesk.storage import Scope
from frontdesk_salon_booking.config import SalonBooking, name_in

if TYPE_CHECKING:
    from frontdesk import Bot, Desk, Turn

__all__ = ["Salon"]


@dataclass(frozen=True, slots=True)
class Salon:
    """A business that takes bookings.

    :ivar scope: its part of the database.
    :ivar now: aware, UTC.
    """

    tenant: Tenant
    bot: Bot
    section: SalonBooking
    scope: Scope
    now: datetime

    @classmethod
    def find(cls, desk: Desk, salon: str) -> Salon:
        """The business of this id.

        :raises HttpProblem: 404, there is none, or its bot takes no bookings.
        """
        tenant = desk.tenants.get(salon)
        if tenant is None:
            raise HttpProblem(404, "Not Found", "There is no salon of this id.")
        bot = desk.bots.for_tenant(tenant)
        try:
            section = bot.section(SalonBooking)
        except LookupError:
            detail = f"The bot '{bot.id}' of this salon does not enable salon_booking."
            raise HttpProblem(404, "Not Found", detail) from None
        return cls(tenant, bot, section, desk.storage.scope(tenant.id), desk.clock.now())

    @classmethod
    def of(cls, turn: Turn) -> Salon:
        """The business whose owner has written."""
        section = turn.bot.section(SalonBooking)
        return cls(turn.tenant, turn.bot, section, turn.scope, turn.now.astimezone(UTC))

    @property
    def today(self) -> date:
        """The day it is at the business."""
        return self.now.astimezone(self.bot.zone).date()

    def staff_name(self, staff: str) -> str:
        """What somebody is called in the business's first language; the id of who is not there any more.

        :param staff: id in the bot definition, empty for the one unnamed chair.
        """
        member = self.section.member(staff)
        return staff if member is None else name_in(member.name, self.bot.default_language)
