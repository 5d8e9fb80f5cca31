"""All bots of a process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from frontdesk.bots.bot import Bot
from frontdesk.bots.check import in_order
from frontdesk.bots.codes import Code
from frontdesk.bots.definition import TenantSeed
from frontdesk.bots.reading import bundled, read_definition
from frontdesk.bots.seeds import check_seeds, shared_accounts
from frontdesk.errors import BotInvalid, Problem
from frontdesk.plugins import Plugins
from frontdesk.suggestions import did_you_mean
from frontdesk.tenants import Tenant

__all__ = ["Bots"]

_SUFFIXES = (".yaml", ".yml")
#: What is often wrong only because the definition that this one extends could not be read.
_FROM_A_BASE = frozenset(
    {
        Code.MISSING_KEY,
        Code.SECTION_UNUSED,
        Code.UNKNOWN_UNDERSTANDER,
        Code.UNKNOWN_LANGUAGE,
        Code.UNKNOWN_TEXT,
    }
)


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
        problems += shared_accounts(bots)
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
    bot, found = None, []
    try:
        bot = Bot(bot_id, tree, plugins)
    except BotInvalid as invalid:
        found = list(invalid.problems)
    found += check_seeds(bot_id, tree, plugins, found)
    problems += _without_echoes(found, problems)
    if bot is None or problems:
        raise BotInvalid(in_order(problems))
    return bot


def _without_echoes(problems: Sequence[Problem], before: Sequence[Problem]) -> list[Problem]:
    """Problems without those that only follow from what went wrong in reading the files."""
    baseless = any(problem.code in (Code.EXTENDS_UNKNOWN, Code.EXTENDS_CYCLE) for problem in before)
    unset = {(problem.file, problem.line, problem.column) for problem in before}
    return [
        problem
        for problem in problems
        if (problem.file, problem.line, problem.column) not in unset
        and not (baseless and problem.code in _FROM_A_BASE)
    ]
