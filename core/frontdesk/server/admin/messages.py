"""``/admin/messages/<salon id>``: what a business and its customers wrote to each other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk.messages import Status
from frontdesk.problems import HttpProblem
from frontdesk.server.admin.paging import PageWanted
from frontdesk.storage import Contact, Message, Scope
from frontdesk.storage.models import InboxEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["message_routes"]


def message_routes(desk: Desk) -> Blueprint:
    """The route that lists messages."""
    routes = Blueprint("admin_messages", __name__)

    @routes.get("/admin/messages/<salon>")
    async def messages(salon: str) -> ResponseReturnValue:
        return await asyncio.to_thread(_list, desk, salon, PageWanted.of(request.args))

    return routes


def _list(desk: Desk, salon: str, wanted: PageWanted) -> dict[str, Any]:
    with desk.storage.connection():
        if desk.tenants.get(salon) is None:
            raise HttpProblem(404, "Not Found", "There is no salon of this id.")
        scope = desk.storage.scope(salon)
        page = scope.page(scope.select(Message), wanted.limit, wanted.cursor)
        addresses = _addresses(scope, {row.contact for row in page.items})
        dead = _dead(scope, {row.conversation_id for row in page.items if row.direction == "in"})
        return {"items": [_item(scope, row, addresses, dead) for row in page.items], "next": page.next}


def _addresses(scope: Scope, contacts: set[int]) -> dict[int, str]:
    """The channel's ids of these contacts, read at once and not one by one."""
    if not contacts:
        return {}
    rows = scope.rows(scope.select(Contact).where(Contact.id.in_(contacts)))
    return {row.id: str(scope.reveal(row, Contact.address)) for row in rows}


def _dead(scope: Scope, conversations: set[int]) -> dict[bytes, str]:
    """Why messages of these conversations were given up, by the digests of their ids."""
    if not conversations:
        return {}
    given_up = InboxEntry.conversation.in_(conversations) & InboxEntry.state.in_(("dead", "dropped"))
    rows = scope.rows(scope.select(InboxEntry).where(given_up))
    return {bytes(row.message_digest): row.error or "given up" for row in rows}


def _item(scope: Scope, row: Any, addresses: dict[int, str], dead: dict[bytes, str]) -> dict[str, Any]:
    error = dead.get(bytes(row.channel_message_digest or b"")) if row.direction == "in" else None
    return {
        "id": row.id,
        "direction": row.direction,
        "type": row.type,
        "content": scope.reveal(row, Message.content),
        "status": row.status if error is None else Status.FAILED.value,
        "status_at": row.status_at.isoformat(),
        "channel_message_id": scope.reveal(row, Message.channel_message_id),
        "contact": addresses.get(row.contact),
        "error": row.error if error is None else error,
        "cost": float(row.cost),
        "created_at": row.created_at.isoformat(),
    }
