"""What a bot will not be able to tell customers: notices without a template where a channel wants one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.channels import Channel

__all__ = ["untold"]


def untold(bots: Iterable[Bot], channels: Collection[Channel]) -> Iterator[str]:
    """A warning for each notice and channel. Nothing is wrong with the bot: it may be on other channels."""
    for bot in bots:
        for channel in channels:
            if channel.window is None:
                continue
            hours = round(channel.window.total_seconds() / 3600)
            for key in bot.notices:
                missing = [each for each in bot.languages if channel.template(bot, key, each) is None]
                if missing:
                    yield (
                        f"{bot.id}: warning: '{key}' ({', '.join(missing)}) has no template on "
                        f"{channel.name}, and is not sent {hours} hours after the customer's last message; "
                        f"name one under '{channel.name}: templates:' (docs/templates.md)"
                    )
