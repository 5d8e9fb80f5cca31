"""One step of the dialogue, as actions and hooks see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from frontdesk.events import Event
from frontdesk.handover import Reason
from frontdesk.messages import Inbound
from frontdesk.readings import Reading
from frontdesk.tenants import Customer, Tenant

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.speech import Speech
    from frontdesk.storage import Scope

__all__ = ["LaterJob", "Turn"]


@dataclass(frozen=True, slots=True)
class LaterJob:
    """A job to be queued once the turn is committed.

    :ivar delay: seconds.
    """

    name: str
    ids: tuple[int | str, ...]
    delay: float = 0.0


@dataclass(slots=True)
class Turn:
    """One step of the dialogue. Lives inside the turn's write transaction; do not keep it.

    :ivar bot: as this tenant has it.
    :ivar scope: the tenant's part of the database; the write transaction is open.
    :ivar customer: who wrote.
    :ivar conversation_id: our id of the conversation.
    :ivar message: what was written, as the channel parsed it.
    :ivar message_key: our id of the inbound message: the same when the turn is run again.
    :ivar reading: what the message was understood to mean; ``reading.slots`` is what it alone said.
    :ivar now: when the turn runs, aware, in the tenant's time zone.
    :ivar language: what to answer in.
    :ivar values: the open form's values; actions may change them.
    :ivar unsure: the open form was not filled by one complete, unambiguous request.
    :ivar stage: ``open`` where this message opened the form, ``next`` where it goes on to the next of several
        requests, ``on`` everywhere else.
    :ivar taken: names of the form's slots that this very message filled or changed.
    :ivar further: what the form is begun with again once it is done (see ``Form.repeats``).
    :ivar about: what the conversation is about: the open form's values, or what was done last.
    :ivar facts: by slot name, what the open form changes, as the action found it: "an hour later" is counted
        from it in the messages that follow.
    :ivar returned: a person had the conversation up to this message; the reply begins by saying so.
    :ivar handed_over: why a person has the conversation after this turn; None when the bot keeps it.
    :ivar aside: another form is open and its question follows in the same message: keep the reply short.
    :ivar memory: what plugins keep about this conversation between turns, by plugin name; plain JSON.
    :ivar notes: what plugins found out and need again in this very turn, by the class of it; kept nowhere.
    """

    bot: Bot
    tenant: Tenant
    scope: Scope
    customer: Customer
    conversation_id: int
    message: Inbound
    message_key: int
    reading: Reading
    now: datetime
    language: str
    speech: Speech
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    unsure: bool = False
    stage: Literal["open", "next", "on"] = "on"
    taken: frozenset[str] = frozenset()
    further: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    about: Mapping[str, Any] = field(default_factory=dict, repr=False)
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    aside: bool = False
    returned: bool = False
    handed_over: Reason | None = None
    memory: dict[str, Any] = field(default_factory=dict, repr=False)
    notes: dict[type, Any] = field(default_factory=dict, repr=False)
    events: list[Event] = field(default_factory=list)
    jobs: list[LaterJob] = field(default_factory=list)

    def say(self, key: str, **params: Any) -> str:
        """A text of the bot in the customer's language, with its parameters filled in.

        :raises KeyError: when neither the bot nor any plugin has this text.
        """
        return self.speech.say(key, **params)

    def hand_over(self, reason: Reason = Reason.ASKED) -> None:
        """Leave the conversation to a person, with the turn's commit.

        Staff is told, and the bot keeps silent until it comes back (``handover:`` in the bot definition).
        What the customer is told about it is up to the caller.

        :param reason: the first one counts.
        """
        self.handed_over = self.handed_over or reason

    def emit(self, event: Event) -> None:
        """Tell observers, after the commit. Lost where the process dies right after it."""
        self.events.append(event)

    def later(self, job: str, *ids: int | str, delay: float = 0.0) -> None:
        """Queue a job, after the commit. Jobs get ids, nothing else; the rest they read from the database.

        Lost where the process dies between commit and queueing, or with the queue. For what must not be lost,
        write a row and let a periodic job (``Job.every``) look for it; this only makes it happen sooner.

        :param job: its full name, ``plugin.job``.
        :param delay: seconds from the commit.
        """
        self.jobs.append(LaterJob(job, ids, delay))
