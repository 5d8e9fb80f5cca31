"""The businesses that the phone can write to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontdesk import Bot, Desk, Tenant

__all__ = ["Showroom"]

_MOST_SUGGESTIONS = 5
_MOST_BUSINESSES = 50


class Showroom:
    """Shows what there is to try."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def businesses(self, language: str) -> list[dict[str, Any]]:
        """Every business with a WhatsApp account, with some things that its bot understands.

        :param language: what the page is shown in.
        """
        return list(self._businesses(language))

    def _businesses(self, language: str) -> Iterator[dict[str, Any]]:
        for tenant in self._desk.tenants.list(_MOST_BUSINESSES).items:
            account = self._desk.tenants.account(tenant.id, "whatsapp")
            if account is None or not tenant.active:
                continue
            bot = self._desk.bots.for_tenant(tenant)
            yield {
                "account": account.account,
                "name": _name(tenant, bot, language),
                "languages": list(bot.languages),
                "timezone": bot.zone.key,
                "suggestions": _suggestions(bot, language),
            }


def _name(tenant: Tenant, bot: Bot, language: str) -> str:
    """The business's name; where it is just the bot's, in the page's language."""
    return bot.name(language) if tenant.name == bot.name(bot.default_language) else tenant.name


def _suggestions(bot: Bot, language: str) -> list[str]:
    """An example of each thing that can be wanted, in this language or the bot's own."""
    spoken = language if language in bot.languages else bot.default_language
    examples = [intent.examples.get(spoken) for intent in bot.abilities.intents.values() if intent.title]
    return [each[0] for each in examples if each][:_MOST_SUGGESTIONS]
