"""Makes, lists and takes back the addresses of feeds."""

from __future__ import annotations

import hmac
import re
import secrets
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict

from frontdesk import FieldError, HttpProblem, invalid_body
from frontdesk_salon_booking.calendar_file import CalendarFile
from frontdesk_salon_booking.feeds.diary_file import diary_file
from frontdesk_salon_booking.feeds.models import Feed
from frontdesk_salon_booking.feeds.visit_file import visit_file
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["FeedBody", "FeedDesk"]

_TOKEN_BYTES = 32
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")


class FeedBody(BaseModel):
    """A feed to make.

    :ivar staff: whose calendar it is; absent or null for that of the whole business.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    staff: str | None = None


class FeedDesk:
    """The feeds of one business."""

    def __init__(self, desk: Desk, salon: Salon) -> None:
        self._storage = desk.storage
        self._salon = salon
        self._scope = salon.scope

    def make(self, body: FeedBody) -> dict[str, Any]:
        """A new feed, with its address: this once, since only a hash of it is kept.

        :raises HttpProblem: 422, nobody of the staff has this id.
        """
        section = self._salon.section
        if body.staff is not None and section.member(body.staff) is None:
            known = ", ".join(member.id for member in section.staff) or "nobody"
            raise invalid_body(FieldError("#/staff", f"is nobody of the staff; there are: {known}"))
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        values = {"staff": body.staff, "token_digest": token, "created_at": self._salon.now}
        with self._storage.write():
            number = self._scope.insert(Feed, **values)
        feed = self._scope.get(Feed, Feed.id == number)
        return {**_item(feed), "path": f"/salon_booking/feeds/{self._salon.tenant.id}/{token}.ics"}

    def page(self, limit: int, cursor: str | None) -> dict[str, Any]:
        """A page of the feeds, the newest first, without their addresses."""
        page = self._scope.page(self._scope.select(Feed), limit, cursor)
        return {"items": [_item(feed) for feed in page.items], "next": page.next}

    def take_back(self, number: int) -> None:
        """Whoever knows the address of a feed does not read it any more.

        :raises HttpProblem: 404, there is no such feed.
        """
        with self._storage.write():
            gone = self._scope.delete(Feed, Feed.id == number)
        if not gone:
            raise HttpProblem(404, "Not Found", "There is no feed of this id.")

    def read(self, token: str) -> CalendarFile:
        """What a feed tells now.

        :raises HttpProblem: 404, no feed has this token.
        """
        feed = self._known(token)
        if feed is None:
            raise HttpProblem(404, "Not Found", "There is no calendar at this address.")
        return diary_file(self._salon, feed.staff)

    def visit(self, token: str) -> CalendarFile:
        """What the calendar file of a single visit tells its customer now.

        :raises HttpProblem: 404, no visit has this token, or it is long over.
        """
        return visit_file(self._salon, token)

    def _known(self, token: str) -> Feed | None:
        if not _TOKEN.fullmatch(token):
            return None
        # Found by a hash with a key: how long that takes tells nothing of what would be the right token.
        digest = self._scope.digest(Feed.token_digest, token)
        feed: Feed | None = self._scope.get(Feed, Feed.token_digest == digest)
        return feed if feed is not None and hmac.compare_digest(feed.token_digest, digest) else None


def _item(feed: Any) -> dict[str, Any]:
    return {"id": feed.id, "staff": feed.staff, "created_at": feed.created_at.isoformat()}
