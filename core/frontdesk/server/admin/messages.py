"""``/admin/messages/<salon id>``: what a business and its customers wrote to each other."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk.messages import Status
from frontdesk.paging import PageWanted
from frontdesk.pipeline.whys import MessageUnknown, Whys
from frontdesk.problems import HttpProblem
from frontdesk.storage import Contact, Message, Scope
from frontdesk.storage.models import InboxEntry, OutboxEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["message_routes"]


def message_routes(desk: Desk) -> Blueprint:
    """The routes that list messages, and tell why one was sent."""
    routes = Blueprint("admin_messages", __name__)
    whys = Whys(desk)

    @routes.get("/admin/messages/<salon>")
    async def messages(salon: str) -> ResponseReturnValue:
        return await asyncio.to_thread(_list, desk, salon, PageWanted.of(request.args))

    @routes.get("/admin/messages/<salon>/<int:message>/why")
    async def why(salon: str, message: int) -> ResponseReturnValue:
        return await asyncio.to_thread(_why, desk, whys, salon, message)

    return routes


def _why(desk: Desk, whys: Whys, salon: str, message: int) -> dict[str, Any]:
    with desk.storage.connection():
        _require(desk, salon)
        try:
            return whys.tell(message, salon).document()
        except MessageUnknown as error:
            raise HttpProblem(404, "Not Found", str(error)) from None


def _require(desk: Desk, salon: str) -> None:
    if desk.tenants.get(salon) is None:
        raise HttpProblem(404, "Not Found", "There is no salon of this id.")


def _list(desk: Desk, salon: str, wanted: PageWanted) -> dict[str, Any]:
    with desk.storage.connection():
        _require(desk, salon)
        scope = desk.storage.scope(salon)
        page = scope.page(scope.select(Message), wanted.limit, wanted.cursor)
        beside = _Beside(
            addresses=_addresses(scope, {row.contact for row in page.items}),
            dead=_dead(scope, {row.conversation_id for row in page.items if row.direction == "in"}),
            held=_held(scope, {row.id for row in page.items if row.status == Status.PENDING}),
        )
        return {"items": [_item(scope, row, beside) for row in page.items], "next": page.next}


@dataclass(frozen=True, slots=True)
class _Beside:
    """What is told of messages and lies in other tables.

    :ivar addresses: the channel's ids of contacts, by our own.
    :ivar dead: why messages of customers were given up, by the digests of the channel's ids.
    :ivar held: the entries of replies that are kept back for their account, by the ids of the messages.
    """

    addresses: dict[int, str]
    dead: dict[bytes, str]
    held: dict[int, Any]


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


def _held(scope: Scope, messages: set[int]) -> dict[int, Any]:
    """Those of these messages that the channel does not take from the account for now."""
    if not messages:
        return {}
    kept_back = OutboxEntry.message.in_(messages) & (OutboxEntry.state == "held")
    return {row.message_id: row for row in scope.rows(scope.select(OutboxEntry).where(kept_back))}


def _item(scope: Scope, row: Any, beside: _Beside) -> dict[str, Any]:
    item = {
        "id": row.id,
        "direction": row.direction,
        "type": row.type,
        "content": scope.reveal(row, Message.content),
        "status": row.status,
        "status_at": row.status_at.isoformat(),
        "channel_message_id": scope.reveal(row, Message.channel_message_id),
        "contact": beside.addresses.get(row.contact),
        "error": row.error,
        "cost": float(row.cost),
        "created_at": row.created_at.isoformat(),
    }
    error = beside.dead.get(bytes(row.channel_message_digest or b"")) if row.direction == "in" else None
    if error is not None:
        item |= {"status": Status.FAILED.value, "error": error}
    held = beside.held.get(row.id)
    if held is not None:
        item |= {"status": "held", "error": held.error, "held_until": held.due_at.isoformat()}
    return item
