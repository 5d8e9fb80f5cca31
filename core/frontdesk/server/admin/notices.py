"""``/admin/notices/<salon id>``: what customers were to be told, and were not."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from peewee import SQL
from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk.paging import PageWanted
from frontdesk.problems import HttpProblem
from frontdesk.storage import Contact, Conversation, Scope
from frontdesk.storage.models import NoticeEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["notice_routes"]


def notice_routes(desk: Desk) -> Blueprint:
    """The route that lists the notices of a business that were not sent."""
    routes = Blueprint("admin_notices", __name__)

    @routes.get("/admin/notices/<salon>")
    async def notices(salon: str) -> ResponseReturnValue:
        return await asyncio.to_thread(_list, desk, salon, PageWanted.of(request.args))

    return routes


def _list(desk: Desk, salon: str, wanted: PageWanted) -> dict[str, Any]:
    with desk.storage.connection():
        if desk.tenants.get(salon) is None:
            raise HttpProblem(404, "Not Found", "There is no salon of this id.")
        scope = desk.storage.scope(salon)
        # As the index has it, which holds these alone.
        unsent = scope.select(NoticeEntry).where(NoticeEntry.state == SQL("'unsent'"))
        page = scope.page(unsent, wanted.limit, wanted.cursor)
        contacts = _contacts(scope, {row.conversation_id for row in page.items})
        return {"items": [_item(scope, row, contacts) for row in page.items], "next": page.next}


def _contacts(scope: Scope, conversations: set[int]) -> dict[int, str]:
    """The channel's ids of the customers, by conversation."""
    if not conversations:
        return {}
    talks = scope.rows(scope.select(Conversation).where(Conversation.id.in_(conversations)))
    people = scope.rows(scope.select(Contact).where(Contact.id.in_({talk.contact_id for talk in talks})))
    addresses = {row.id: str(scope.reveal(row, Contact.address)) for row in people}
    return {talk.id: addresses[talk.contact_id] for talk in talks}


def _item(scope: Scope, row: Any, contacts: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "key": row.key,
        "text": scope.reveal(row, NoticeEntry.body)["text"],
        "contact": contacts.get(row.conversation_id),
        "reason": row.reason,
        "detail": row.detail,
        "message": row.message,
        "due_at": row.due_at.isoformat(),
    }
