"""What a notifier is: a way to tell staff that somebody waits, without any input or output of its own."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk.channels import HttpRequest
from frontdesk.handover import StaffAlert

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = ["Notifier"]


class Notifier(ABC):
    """A way to tell staff. One instance serves all tenants; it keeps no state between calls.

    The core writes an alert down in the commit that hands the conversation over, sends the request that the
    notifier makes of it, and tries again for a day until it is answered with a 2xx status. So an alert may
    come twice, under the same id, and survives every crash.
    """

    #: Its name in the database and in logs.
    name: str

    @abstractmethod
    def wants(self, bot: Bot) -> bool:
        """Whether this bot's staff is to be told this way."""

    @abstractmethod
    def request(self, alert: StaffAlert, bot: Bot, now: datetime) -> HttpRequest | None:
        """The request that tells of an alert; None where there is nobody to be told any more.

        :param now: aware.
        """
