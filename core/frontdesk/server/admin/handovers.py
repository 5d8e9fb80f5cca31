"""``/admin/conversations/<salon id>``: conversations that people have, and what staff writes in them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk.handover import Handover
from frontdesk.paging import PageWanted
from frontdesk.pipeline.handovers import HandoverRefused, Handovers
from frontdesk.problems import HttpProblem, read_body

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["handover_routes"]

#: A text that no channel takes is longer (WhatsApp: 4096).
_LONGEST = 4096
_MOST_MINUTES = 10_080


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class _Handing(_Body):
    """:ivar minutes: for so long; without it, until the silence that the bot definition names."""

    to: Literal["person", "bot"]
    minutes: int | None = Field(default=None, ge=1, le=_MOST_MINUTES)

    @model_validator(mode="after")
    def _no_minutes_for_the_bot(self) -> _Handing:
        if self.to == "bot" and self.minutes is not None:
            raise ValueError("minutes is for a person; the bot keeps the conversation")
        return self


class _Written(_Body):
    text: str = Field(min_length=1, max_length=_LONGEST, pattern=r"\S", repr=False)


def handover_routes(desk: Desk) -> Blueprint:
    """The routes by which staff takes part."""
    routes = Blueprint("admin_handovers", __name__)
    handovers = Handovers(desk)

    @routes.get("/admin/conversations/<salon>/waiting")
    async def waiting(salon: str) -> ResponseReturnValue:
        limit = PageWanted.of(request.args).limit
        return await _run(desk, salon, lambda: _list(handovers, salon, limit))

    @routes.post("/admin/conversations/<salon>/<int(max=9223372036854775807):conversation>/handover")
    async def hand(salon: str, conversation: int) -> ResponseReturnValue:
        body = read_body(_Handing, await request.get_data(cache=False, as_text=False, parse_form_data=False))
        return await _run(desk, salon, lambda: _hand(handovers, salon, conversation, body))

    @routes.post("/admin/messages/<salon>/<int(max=9223372036854775807):conversation>")
    async def write(salon: str, conversation: int) -> ResponseReturnValue:
        body = read_body(_Written, await request.get_data(cache=False, as_text=False, parse_form_data=False))
        answer = await _run(
            desk, salon, lambda: {"id": handovers.write(salon, conversation, body.text), "status": "pending"}
        )
        return answer, 202

    return routes


async def _run(desk: Desk, salon: str, do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    def run() -> dict[str, Any]:
        with desk.storage.connection():
            if desk.tenants.get(salon) is None:
                raise HttpProblem(404, "Not Found", "There is no salon of this id.")
            try:
                return do()
            except HandoverRefused as refused:
                raise HttpProblem(refused.status, refused.title, str(refused)) from None

    return await asyncio.to_thread(run)


def _list(handovers: Handovers, salon: str, limit: int) -> dict[str, Any]:
    items = [
        {
            "conversation": waiting.conversation_id,
            "channel": waiting.channel,
            "customer": waiting.customer,
            **_described(waiting.handover),
        }
        for waiting in handovers.waiting(salon, limit)
    ]
    return {"items": items}


def _hand(handovers: Handovers, salon: str, conversation: int, body: _Handing) -> dict[str, Any]:
    if body.to == "bot":
        handovers.give_back(salon, conversation)
        return {"conversation": conversation, "to": "bot"}
    handover = handovers.take(salon, conversation, body.minutes)
    return {"conversation": conversation, "to": "person", **_described(handover)}


def _described(handover: Handover) -> dict[str, Any]:
    return {
        "reason": handover.reason.value,
        "since": handover.since.isoformat(timespec="seconds"),
        "until": handover.until.isoformat(timespec="seconds"),
        "unread": handover.unread,
    }
