"""Every error frontdesk raises on purpose.

FrontdeskError
 ├─ RefusedToStart         a setting, plugin or database keeps the process from starting (exit code 3)
 │   ├─ SettingsRefused    an environment variable is missing, wrong or does not fit the others
 │   ├─ PluginRefused      a plugin cannot be loaded
 │   ├─ MigrationsPending  the database is older than the code
 │   └─ DatabaseRefused    the database cannot be opened, or not safely (also a StorageError)
 ├─ BotInvalid             a bot definition has problems; carries all of them (exit code 1; 3 at a start)
 ├─ StorageError
 │   ├─ OutsideTransaction work that needs the outermost write transaction was tried without one
 │   ├─ MustBeAlone        a lock is held by somebody else, and others share the write transaction
 │   ├─ LeaseLost          another worker took the conversation over; the turn is rolled back
 │   ├─ Conflict           a constraint fired at the last moment; the turn is rolled back and run again
 │   ├─ ValueRefused       the database will never take a value: too long, too large, not allowed in it
 │   ├─ BadCursor          a page was asked for with a cursor that no page ever gave
 │   └─ Undecryptable      a sealed value does not belong here, was changed, or its key is gone
 ├─ ChannelError
 │   ├─ SignatureInvalid   a webhook is not from whom it claims to be: 401, nothing stored
 │   └─ EnvelopeUnreadable a webhook is rightly signed, but not the documented JSON: quarantined
 ├─ Overloaded             more comes in than can be written down: 503, the channel tries again later
 └─ TransportError         a request left and no answer came: nobody knows whether it arrived
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "BadCursor",
    "BotInvalid",
    "ChannelError",
    "Conflict",
    "DatabaseRefused",
    "EnvelopeUnreadable",
    "FrontdeskError",
    "LeaseLost",
    "MigrationsPending",
    "MustBeAlone",
    "OutsideTransaction",
    "Overloaded",
    "PluginRefused",
    "Problem",
    "RefusedToStart",
    "SettingsRefused",
    "SignatureInvalid",
    "StorageError",
    "TransportError",
    "Undecryptable",
    "ValueRefused",
]


class FrontdeskError(Exception):
    """The root of all errors that frontdesk raises on purpose."""


class RefusedToStart(FrontdeskError):
    """The process must not start.

    :param what: what is wrong, naming the variable, plugin or file.
    :param cure: what to do about it, as an instruction.
    """

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(f"{what}\n  {cure}")
        self.what = what
        self.cure = cure


class SettingsRefused(RefusedToStart):
    """An environment variable is missing, wrong, or does not fit the others."""


class PluginRefused(RefusedToStart):
    """A plugin cannot be loaded."""


class MigrationsPending(RefusedToStart):
    """The database is older than the code."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a bot definition, as ``frontdesk check`` prints it.

    :ivar code: stable, upper case with a number, such as ``FD101``; documented in docs/bots.md.
    :ivar message: what is wrong and what to do.
    :ivar path: where, as keys and indexes from the root of the document: ``("salon_booking", "staff", 0)``.
    :ivar file: the file, filled in by the loader when the one who found it does not know.
    :ivar line: 1-based, 0 when unknown.
    :ivar column: 1-based, 0 when unknown.
    """

    code: str
    message: str
    path: tuple[str | int, ...] = ()
    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.code} {self.message}"


class BotInvalid(FrontdeskError):
    """A bot definition has problems."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


class StorageError(FrontdeskError):
    """The database could not do what was asked."""


class OutsideTransaction(StorageError):
    """Work that needs the outermost write transaction was tried without one."""


class MustBeAlone(StorageError):
    """A lock would have to be waited for in a transaction that is shared; the turn is taken again alone."""


class LeaseLost(StorageError):
    """Another worker took the conversation over; nothing of this turn is kept."""


class Conflict(StorageError):
    """A constraint fired at the last moment: roll back and run the turn again.

    After three runs the customer is told that it is busy, and to try once more.
    """


class DatabaseRefused(RefusedToStart, StorageError):
    """The database cannot be opened, or would not keep what it is given."""


class ValueRefused(StorageError):
    """A value is too long, too large, or holds what the database does not allow: it will never take it."""


class BadCursor(StorageError):
    """A page was asked for with a cursor that no page ever gave."""


class Undecryptable(StorageError):
    """A sealed value does not belong here, was changed, or its key is not in the ring."""


class ChannelError(FrontdeskError):
    """A channel cannot take what came in."""


class SignatureInvalid(ChannelError):
    """The webhook is not from whom it claims to be."""


class EnvelopeUnreadable(ChannelError):
    """The webhook is rightly signed, but it is not the documented JSON."""


class Overloaded(FrontdeskError):
    """More comes in than can be written down; nothing was stored, the sender is to try again later."""


class TransportError(FrontdeskError):
    """A request may have left, and no usable answer came back.

    :param sent: False when it certainly did not leave (connection refused, name not found).
    """

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent
