"""What is wrong with an ``openai:`` section that is valid by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.builtin.openai_reader.config import KNOWN_PRICES, OpenAi
from frontdesk.errors import Problem

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = ["problems"]

_NO_PRICE = "AI100"


def problems(bot: Bot) -> Sequence[Problem]:
    """A budget in dollars for a model whose price nobody knows: it would never be used up."""
    section = bot.section(OpenAi)
    if "openai" not in bot.definition.understanding or section.daily_budget_usd is None:
        return []
    if section.price is not None:
        return []
    known = ", ".join((*KNOWN_PRICES, *section.prices))
    message = (
        f"nobody knows what '{section.model}' costs, so a daily budget in dollars would never be used up "
        f"(prices are known of {known}); write its price under 'prices:', or 'daily_budget_usd: null'"
    )
    return [Problem(_NO_PRICE, message, ("openai", "model"))]
