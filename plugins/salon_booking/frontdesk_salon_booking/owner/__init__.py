"""What the owner of a business does by message, from a registered number."""

from __future__ import annotations

from frontdesk_salon_booking.owner.agenda import Agenda
from frontdesk_salon_booking.owner.away import Away
from frontdesk_salon_booking.owner.close import Close
from frontdesk_salon_booking.owner.intents import OWNER_INTENTS
from frontdesk_salon_booking.owner.no_show import NoShow
from frontdesk_salon_booking.owner.reopen import Reopen
from frontdesk_salon_booking.owner.telling import CLOSURES, TELL, TOUCHED

__all__ = ["CLOSURES", "OWNER_INTENTS", "TELL", "TOUCHED", "Agenda", "Away", "Close", "NoShow", "Reopen"]
