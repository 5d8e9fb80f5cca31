"""All bots of a process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from frontdesk.bots.bot import Bot
from frontdesk.bots.check import located
from frontdesk.bots.codes import Code
from frontdesk.bots.definition import TenantSeed
from frontdesk.bots.reading import bundled, read_definition
from frontdesk.bots.tree import Node
from frontdesk.errors import BotInvalid, Problem
from frontdesk.plugins import Plugins
from frontdesk.settings import Settings
from frontdesk.suggestions import did_you_mean
from frontdesk.tenants import Tenant

__all__ = ["Bots"]

_SUFFIXES = (".yaml", ".yml")


class Bots:
    """All bots of a process, by id.

    :param bots: the bots.
    """

    def __init__(self, bots: Mapping[str, Bot]) -> None:
        self._bots = dict(bots)

    @classmethod
    def load(cls, source: Path | str, plugins: Plugins, environ: Mapping[str, str]) -> Bots:
        """Read, check and make ready a bot definition or a folder of them.

        :param source: a YAML file, a folder (each ``*.yaml`` in it that does not begin with ``_`` or ``.``)
            or the name of a bundled bot.
        :param environ: what ``${NAME}`` in the definitions is filled from; usually ``os.environ``.
        :raises BotInvalid: with everything that is wrong with any of them.
        """
        bots: dict[str, Bot] = {}
        files: dict[str, Path] = {}
        problems: list[Problem] = []
        for path in _files(Path(source)):
            try:
                bot = _load(path, plugins, environ)
            except BotInvalid as invalid:
                problems += invalid.problems
                continue
            if bot.id in bots:
                message = (
                    f"{files[bot.id]} has the id '{bot.id}' too; rename a file, or give one of them an id:"
                )
                problems.append(Problem(Code.SAME_ID, message, file=str(path), line=1, column=1))
            bots[bot.id], files[bot.id] = bot, path
        problems += _shared_accounts(bots)
        if problems:
            raise BotInvalid(problems)
        return cls(bots)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in the order of the files."""
        return tuple(self._bots)

    @property
    def seeds(self) -> tuple[tuple[str, TenantSeed], ...]:
        """The businesses that the files name, each with the id of its bot."""
        return tuple((bot.id, seed) for bot in self for seed in bot.definition.tenants)

    def get(self, bot_id: str) -> Bot | None:
        """The bot with this id, or None."""
        return self._bots.get(bot_id)

    def for_tenant(self, tenant: Tenant) -> Bot:
        """The bot that works for a business, with the business's settings.

        :raises BotInvalid: when there is no such bot, or the settings do not fit it any more.
        """
        bot = self.get(tenant.bot)
        if bot is None:
            hint = did_you_mean(tenant.bot, self.ids)
            message = f"tenant '{tenant.id}' runs the bot '{tenant.bot}', which is not loaded{hint}"
            raise BotInvalid([Problem(Code.UNKNOWN_BOT, message, file=f"tenant {tenant.id}")])
        return bot.for_tenant(tenant)

    def __iter__(self) -> Iterator[Bot]:
        return iter(self._bots.values())

    def __len__(self) -> int:
        return len(self._bots)


def _files(source: Path) -> list[Path]:
    if source.is_dir():
        found = sorted(
            path for path in source.iterdir() if path.suffix in _SUFFIXES and path.name[0] not in "_."
        )
        if found:
            return found
        message = "there is no bot definition (*.yaml) in this folder; put one there"
    elif source.exists() or source.suffix in _SUFFIXES:
        return [source]
    else:
        ready = bundled()
        if str(source) in ready:
            return [ready[str(source)]]
        hint = did_you_mean(str(source), ready)
        message = f"there is no such file or folder, nor a bundled bot '{source}'{hint}"
    raise BotInvalid([Problem(Code.UNREADABLE, message, file=str(source))])


def _load(path: Path, plugins: Plugins, environ: Mapping[str, str]) -> Bot:
    tree, problems = read_definition(path, environ)
    own_id = tree.child("id")
    bot_id = own_id.value if own_id and isinstance(own_id.value, str) else path.stem
    try:
        bot = Bot(bot_id, tree, plugins)
    except BotInvalid as invalid:
        unset = {(problem.file, problem.line, problem.column) for problem in problems}
        more = [each for each in invalid.problems if (each.file, each.line, each.column) not in unset]
        raise BotInvalid([*problems, *more]) from None
    problems += _check_seeds(bot, tree, plugins)
    if problems:
        raise BotInvalid(problems)
    return bot


def _check_seeds(bot: Bot, tree: Node, plugins: Plugins) -> list[Problem]:
    """What is wrong with the businesses in a definition that is otherwise right."""
    problems: list[Problem] = []
    ids: set[str] = set()
    channels = plugins.channels(Settings()) if bot.definition.tenants else {}
    for index, seed in enumerate(bot.definition.tenants):
        path = ("tenants", index)
        if seed.id in ids:
            message = f"another business has the id '{seed.id}' too; give it another one"
            problems.append(Problem(Code.SAME_TENANT, message, (*path, "id")))
        ids.add(seed.id)
        for number, account in enumerate(seed.accounts):
            if account.channel not in channels:
                message = (
                    f"no plugin has a channel '{account.channel}'{did_you_mean(account.channel, channels)}"
                )
                problems.append(
                    Problem(Code.UNKNOWN_CHANNEL, message, (*path, "accounts", number, "channel"))
                )
        _, settings = tree.resolve((*path, "settings"))
        if seed.settings:
            try:
                bot.with_overlay(settings)
            except BotInvalid as invalid:
                problems += invalid.problems
    return located(problems, tree)


def _shared_accounts(bots: Mapping[str, Bot]) -> Iterator[Problem]:
    taken: dict[tuple[str, str], str] = {}
    for bot in bots.values():
        for seed in bot.definition.tenants:
            for account in seed.accounts:
                address = (account.channel, account.account)
                other = taken.setdefault(address, seed.id)
                if other != seed.id:
                    message = f"'{seed.id}' and '{other}' have the same {account.channel} account; delete one"
                    yield Problem(Code.SAME_ACCOUNT, message, file=bot.id)
