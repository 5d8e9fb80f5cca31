"""Checking the businesses that stand in bot definitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from frontdesk.bots.bot import Bot, overlaid
from frontdesk.bots.check import located
from frontdesk.bots.codes import Code
from frontdesk.bots.definition import AccountSeed
from frontdesk.bots.tree import Node
from frontdesk.errors import BotInvalid, Problem
from frontdesk.plugins import Plugins
from frontdesk.settings import Settings
from frontdesk.suggestions import did_you_mean

__all__ = ["check_seeds", "shared_accounts"]

_USUAL_CHANNEL: str = AccountSeed.model_fields["channel"].default


def check_seeds(bot_id: str, tree: Node, plugins: Plugins, known: Sequence[Problem]) -> list[Problem]:
    """What is wrong with the businesses of a definition: among each other, with their channels, and with what
    they override.

    :param tree: the definition; parts of it that have the wrong type are passed over.
    :param known: what is wrong with the definition itself, and not to be said again of each business.
    """
    seeds = tree.child("tenants")
    if seeds is None or not seeds.items:
        return []
    problems = [*_same_ids(seeds), *_accounts(seeds, plugins.channels(Settings()))]
    found = located(problems, tree)
    said = {(problem.code, problem.path, problem.message) for problem in known}
    for seed in seeds.items:
        settings = seed.child("settings")
        if settings is not None and settings.mapping:
            try:
                overlaid(bot_id, tree, settings, plugins)
            except BotInvalid as invalid:
                more = invalid.problems
                found += [each for each in more if (each.code, each.path, each.message) not in said]
    return found


def shared_accounts(bots: Mapping[str, Bot]) -> Iterator[Problem]:
    """The accounts that businesses of different bots both have."""
    taken: dict[tuple[str, str], tuple[str, str]] = {}
    for bot in bots.values():
        for index, seed in enumerate(bot.definition.tenants):
            for number, account in enumerate(seed.accounts):
                address = (account.channel, account.account)
                other_bot, other = taken.setdefault(address, (bot.id, seed.id))
                if other_bot != bot.id:
                    mark = bot.where(("tenants", index, "accounts", number, "account"))
                    message = _taken(seed.id, other, account.channel)
                    yield Problem(
                        Code.SAME_ACCOUNT, message, file=mark.file, line=mark.line, column=mark.column
                    )


def _taken(one: str, other: str, channel: str) -> str:
    if one == other:
        return f"'{one}' has this {channel} account twice; delete one"
    return f"'{one}' and '{other}' have the same {channel} account; delete one"


def _same_ids(seeds: Node) -> Iterator[Problem]:
    ids: set[str] = set()
    for index, seed in enumerate(seeds.items):
        own = _word(seed, "id")
        if own and own in ids:
            message = f"another business has the id '{own}' too; give it another one"
            yield Problem(Code.SAME_TENANT, message, ("tenants", index, "id"))
        ids.add(own)


def _accounts(seeds: Node, channels: Mapping[str, Any]) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for index, seed in enumerate(seeds.items):
        accounts = seed.child("accounts")
        for number, account in enumerate(accounts.items if accounts else ()):
            path = ("tenants", index, "accounts", number)
            channel, address = _word(account, "channel") or _USUAL_CHANNEL, _word(account, "account")
            if channel not in channels:
                message = f"no plugin has a channel '{channel}'{did_you_mean(channel, channels)}"
                yield Problem(Code.UNKNOWN_CHANNEL, message, (*path, "channel"))
            own = _word(seed, "id")
            if address and (channel, address) in taken:
                message = _taken(own, taken[channel, address], channel)
                yield Problem(Code.SAME_ACCOUNT, message, (*path, "account"))
            taken.setdefault((channel, address), own)


def _word(node: Node, key: str) -> str:
    """The text or number under a key; empty for anything else."""
    child = node.child(key)
    return str(child.value) if child is not None and isinstance(child.value, str | int) else ""
