"""``/admin/messages/<salon id>``: what a business and its customers wrote to each other."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk.problems import HttpProblem
from frontdesk.server.admin.paging import PageWanted
from frontdesk.storage import Contact, Message, Scope

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
        addresses = _addresses(scope, {row.contact_id for row in page.items})
        return {"items": [_item(scope, row, addresses) for row in page.items], "next": page.next}


def _addresses(scope: Scope, contacts: set[int]) -> dict[int, str]:
    """The channel's ids of these contacts, read at once and not one by one."""
    if not contacts:
        return {}
    rows = scope.rows(scope.select(Contact).where(Contact.id.in_(contacts)))
    return {row.id: str(scope.reveal(row, Contact.address)) for row in rows}


def _item(scope: Scope, row: Any, addresses: dict[int, str]) -> dict[str, Any]:
    return {
        "id": row.id,
        "direction": row.direction,
        "type": row.type,
        "content": scope.reveal(row, Message.content),
        "status": row.status,
        "status_at": row.status_at.isoformat(),
        "channel_message_id": scope.reveal(row, Message.channel_message_id),
        "contact": addresses.get(row.contact_id),
        "error": row.error,
        "cost": float(row.cost),
        "created_at": row.created_at.isoformat(),
    }
