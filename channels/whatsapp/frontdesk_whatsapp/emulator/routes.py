"""The stand-in's routes: the Graph API below ``/graph``, the phone at ``/``."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import httpx
from quart import Blueprint, current_app, request
from quart.typing import ResponseReturnValue

from frontdesk import HttpProblem
from frontdesk_whatsapp.emulator.exchange import Exchange
from frontdesk_whatsapp.emulator.handset import Handset
from frontdesk_whatsapp.emulator.requests import RequestRefused, read_request
from frontdesk_whatsapp.emulator.showroom import Showroom
from frontdesk_whatsapp.emulator.trace import Trace

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["emulator_routes"]

_SESSION = "x-phone-session"
#: Seconds that a page waits for news before it asks again.
_PATIENCE = 2.0
_LONGEST_TEXT = 4096


def emulator_routes(desk: Desk) -> Blueprint:
    """The blueprint of the stand-in.

    :param desk: open, with a demonstration's settings; webhooks are signed with the first of its app secrets.
    """
    routes = Blueprint("whatsapp_emulator", __name__, static_folder="static", static_url_path="/phone/static")
    exchange = Exchange(_post, app_secret=desk.settings.app_secrets[0], clock=desk.clock)
    _graph_routes(routes, desk, exchange)
    _phone_routes(routes, desk, exchange)
    return routes


async def _post(body: bytes, headers: Mapping[str, str]) -> int:
    """Post to the very webhook that WhatsApp would post to."""
    app: Any = current_app._get_current_object()  # type: ignore[attr-defined]
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://whatsapp") as client:
        response = await client.post("/webhook", content=body, headers=dict(headers))
    return response.status_code


def _graph_routes(routes: Blueprint, desk: Desk, exchange: Exchange) -> None:
    @routes.post("/graph/<version>/<account>/messages")
    async def send(version: str, account: str) -> ResponseReturnValue:
        body = await request.get_data(cache=False, as_text=False, parse_form_data=False)
        try:
            await asyncio.to_thread(_authorize, desk, account, request.headers.get("authorization", ""))
            message = read_request(body)
        except RequestRefused as refused:
            return refused.document(), refused.status
        message_id = exchange.accept(account, message)
        current_app.add_background_task(exchange.report, account, message_id, message)
        recipient = message.get("to") or message.get("recipient")
        return {
            "messaging_product": "whatsapp",
            "contacts": [{"input": recipient, "wa_id": recipient}],
            "messages": [{"id": message_id}],
        }


def _authorize(desk: Desk, account: str, given: str) -> None:
    """Refuse a token that is not the account's."""
    if desk.tenants.route("whatsapp", account) is None:
        raise RequestRefused(100, "There is no such phone number.", status=404)
    token = desk.tenants.access_token("whatsapp", account)
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise RequestRefused(190, "The access token is not the one of this phone number.", status=401)


def _phone_routes(routes: Blueprint, desk: Desk, exchange: Exchange) -> None:
    showroom, trace = Showroom(desk), Trace(desk)

    def handset() -> Handset:
        found = exchange.handset(request.headers.get(_SESSION, ""))
        if found is None:
            raise HttpProblem(404, "Not Found", "This phone was put away; open a new one.")
        return found

    @routes.get("/")
    async def page() -> ResponseReturnValue:
        return await routes.send_static_file("phone.html")

    @routes.get("/phone/businesses")
    async def businesses() -> ResponseReturnValue:
        language = request.args.get("language", "en")[:8]
        return {"businesses": await asyncio.to_thread(showroom.businesses, language)}

    @routes.post("/phone/sessions")
    async def start() -> ResponseReturnValue:
        wanted = await _json()
        account, name = str(wanted.get("account", "")), str(wanted.get("name", "")).strip()[:60]
        if await asyncio.to_thread(desk.tenants.route, "whatsapp", account) is None:
            raise HttpProblem(404, "Not Found", "There is no such business.")
        session, opened = exchange.open(account, name or "Guest")
        return {"session": session, "number": f"+{opened.wa_id}", "name": opened.name}, 201

    @routes.post("/phone/messages")
    async def write() -> ResponseReturnValue:
        wanted = await _json()
        await _write(exchange, handset(), wanted)
        return {"status": "ok"}

    @routes.get("/phone/updates")
    async def updates() -> ResponseReturnValue:
        phone = handset()
        version = await phone.changes(_number(request.args.get("since", "")), _PATIENCE)
        references = {bubble.reference for bubble in phone.bubbles if bubble.reference}
        tenant = await asyncio.to_thread(desk.tenants.route, "whatsapp", phone.account)
        why = await asyncio.to_thread(trace.read, tenant.id, references) if tenant else {}
        return {"version": version, "bubbles": [bubble.shown() for bubble in phone.bubbles], "why": why}


async def _write(exchange: Exchange, phone: Handset, wanted: Mapping[str, Any]) -> None:
    if "choice" in wanted:
        offer = phone.find(str(wanted.get("message", "")))
        choice = offer.choice(str(wanted["choice"])) if offer else None
        if offer is None or choice is None:
            raise HttpProblem(404, "Not Found", "There is no such button.")
        await exchange.tap(phone, offer, choice)
        return
    text = str(wanted.get("text", "")).strip()
    if not 0 < len(text) <= _LONGEST_TEXT:
        raise HttpProblem(422, "Unprocessable", f"A message has 1 to {_LONGEST_TEXT} characters.")
    await exchange.write(phone, text)


async def _json() -> Mapping[str, Any]:
    document = await request.get_json(force=True, silent=True)
    if not isinstance(document, dict):
        raise HttpProblem(422, "Unprocessable", "The body is not a JSON object.")
    return document


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
