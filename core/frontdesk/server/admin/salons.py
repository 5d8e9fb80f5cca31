"""``/admin/salons``: the businesses of this installation."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk.errors import BotInvalid, Conflict, Problem
from frontdesk.paging import PageWanted
from frontdesk.problems import FieldError, HttpProblem, invalid_body
from frontdesk.server.admin.salon_body import SalonBody
from frontdesk.storage.models import ChannelAccount, TenantEntry
from frontdesk.tenants import Tenant

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["salon_routes"]

#: The channel that ``phone_number_id`` is an account of.
_CHANNEL = "whatsapp"


def salon_routes(desk: Desk) -> Blueprint:
    """The routes that list, create and change businesses."""
    routes = Blueprint("admin_salons", __name__)

    @routes.get("/admin/salons")
    async def salons() -> ResponseReturnValue:
        return await asyncio.to_thread(_list, desk, PageWanted.of(request.args))

    @routes.post("/admin/salons")
    async def save() -> ResponseReturnValue:
        body = await request.get_data(cache=False, as_text=False, parse_form_data=False)
        return await asyncio.to_thread(_save, desk, SalonBody.read(body))

    return routes


def _list(desk: Desk, wanted: PageWanted) -> dict[str, Any]:
    with desk.storage.connection():
        page = desk.tenants.list(wanted.limit, wanted.cursor)
        return {"items": _items(desk, page.items), "next": page.next}


def _save(desk: Desk, body: SalonBody) -> tuple[dict[str, Any], int]:
    with desk.storage.connection():
        known = _known(desk, body.phone_number_id)
        if known is None:
            body.require_all()
        if known is None or body.given("bot", "timezone", "settings"):
            _check_bot(desk, body, known)
        try:
            tenant, created = desk.tenants.save(
                channel=_CHANNEL, account=body.phone_number_id, **_changes(body)
            )
        except Conflict:
            raise HttpProblem(409, "Conflict", "It was changed at the same time; try again.") from None
        [item] = _items(desk, [tenant])
        return item, 201 if created else 200


def _changes(body: SalonBody) -> dict[str, Any]:
    """The fields that stand in the body, as the directory takes them: an empty time zone is the bot's own."""
    changes = body.model_dump(include=body.model_fields_set - {"phone_number_id"})
    if "timezone" in changes:
        changes["timezone"] = changes["timezone"] or ""
    return changes


def _known(desk: Desk, account: str) -> Tenant | None:
    """Whose account it is, active or not."""
    is_this = (ChannelAccount.channel == _CHANNEL) & (ChannelAccount.account == account)
    row = desk.storage.house.get(ChannelAccount, is_this)
    return None if row is None else desk.tenants.get(row.tenant)


def _check_bot(desk: Desk, body: SalonBody, known: Tenant | None) -> None:
    """Check bot, time zone and settings together, as the business will run them.

    :raises HttpProblem: 422 with everything that is wrong.
    """
    bot_id = body.bot if known is None or body.given("bot") else known.bot
    bot = desk.bots.get(bot_id)
    if bot is None:
        loaded = ", ".join(sorted(desk.bots.ids))
        raise invalid_body(FieldError("#/bot", f"is not loaded; there are: {loaded}"))
    settings = dict(body.settings if known is None or body.given("settings") else known.settings)
    timezone = body.timezone if known is None or body.given("timezone") else known.timezone
    try:
        bot.with_settings(settings | ({"timezone": timezone} if timezone else {}))
    except BotInvalid as error:
        raise invalid_body(*(_field_error(problem, timezone) for problem in error.problems)) from None


def _field_error(problem: Problem, timezone: str | None) -> FieldError:
    path = problem.path if timezone and problem.path == ("timezone",) else ("settings", *problem.path)
    return FieldError("#" + "".join(f"/{part}" for part in path), f"{problem.code} {problem.message}")


def _items(desk: Desk, tenants: Iterable[Tenant]) -> list[dict[str, Any]]:
    tenants = list(tenants)
    ids = [tenant.id for tenant in tenants]
    house = desk.storage.house
    entries = house.rows(house.select(TenantEntry).where(TenantEntry.id.in_(ids)))
    owned = ChannelAccount.tenant.in_(ids) & (ChannelAccount.channel == _CHANNEL)
    accounts = house.rows(house.select(ChannelAccount).where(owned).order_by(ChannelAccount.id.desc()))
    entry_of = {entry.id: entry for entry in entries}
    account_of = {account.tenant: account.account for account in accounts}
    return [_item(tenant, entry_of[tenant.id], account_of.get(tenant.id)) for tenant in tenants]


def _item(tenant: Tenant, entry: Any, account: str | None) -> dict[str, Any]:
    return {
        "id": tenant.id,
        "name": tenant.name,
        "phone_number_id": account,
        "bot": tenant.bot,
        "timezone": tenant.timezone,
        "settings": dict(tenant.settings),
        "active": tenant.active,
        "created_at": entry.created_at.isoformat(timespec="seconds"),
        "updated_at": entry.updated_at.isoformat(timespec="seconds"),
    }
