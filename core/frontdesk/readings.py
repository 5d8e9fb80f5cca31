"""What one message was understood to mean."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from frontdesk.intents import Slot
from frontdesk.messages import Choice

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk
    from frontdesk.tenants import Tenant

__all__ = ["Guess", "Occasion", "Reading", "Understander", "Utterance"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """Where a message was written, for understanders that look beyond its text (a language model).

    :ivar desk: the open desk. No transaction is open: what is written needs a short one of its own, and is
        kept even where the turn is rolled back or run again.
    :ivar conversation_id: our id of the conversation.
    :ivar contact_id: our id of who wrote.
    """

    desk: Desk
    tenant: Tenant
    conversation_id: int
    contact_id: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message with all that is needed to understand it.

    :ivar now: the moment it was written, aware, in the tenant's time zone. "Tomorrow" is counted from here.
    :ivar language: what the conversation has been in so far; None at its start.
    :ivar asked: the slot the bot has just asked for, or None.
    :ivar confirming: True when the bot has just asked "is that right?".
    :ivar offered: the choices the bot has just shown, in their order.
    :ivar values: what the open form holds so far ("an hour later" is counted from its time).
    :ivar about: what the open form changes, or else what the conversation was about last: the booking just
        made. What ``values`` do not hold is counted from it.
    :ivar occasion: where it was written; None where it belongs to no conversation (tests, measurements).
    """

    text: str = field(repr=False)
    now: datetime
    bot: Bot
    language: str | None = None
    asked: Slot | None = None
    confirming: bool = False
    offered: Sequence[Choice] = ()
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    about: Mapping[str, Any] = field(default_factory=dict, repr=False)
    occasion: Occasion | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Guess:
    """An intent, and how sure the reader is: 0 to 1."""

    intent: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What one message was understood to mean.

    :ivar guesses: the intents found, surest first; several when the message asks for several things.
    :ivar slots: values by slot name, in the form's own JSON form (see :class:`SlotKind`).
    :ivar unclear: slots for which two or more values are possible, with all of them, likeliest first.
    :ivar also: further values of slots that ``slots`` has the first of: "a haircut and a manicure".
    :ivar further: the further requests of the message, where each has values of its own: "a haircut on Friday
        at 3 and a manicure on Sunday". ``slots`` holds the first.
    :ivar declined: it names a day or an hour that will not do, while nothing is being asked: "I can't make it
        tomorrow".
    :ivar addition: it wants something beside what was said before: "and a manicure, too".
    :ivar company: it asks for somebody beside the customer what the customer has: "and my sister".
    :ivar removal: it wants something left out that was asked for: "no manicure after all".
    :ivar unmet: slots for which something was named that is not to be had: a service nobody offers, a day
        that no calendar has.
    :ivar uncertain: slots whose value is likely and no more; a form that takes one is confirmed.
    :ivar indifferent: it leaves the choice to the business: "whatever", "any time", "the earliest".
    :ivar undecided: they say that they do not know.
    :ivar dropped: slots whose value it takes back without giving another: "another day, please".
    :ivar answer: whether it agrees or refuses.
    :ivar chosen: which of the offered choices it picks, or None.
    :ivar stop: it calls off what is being done ("forget it").
    :ivar correction: it takes back something said before ("no, better at 3").
    :ivar language: what it is written in; None when that cannot be told (``15:00``).
    :ivar speak: the language that it asks to be answered in ("по-английски, пожалуйста"), or None.
    :ivar source: who read it: ``tap``, ``rules``, the understander's name.
    :ivar reasons: why, for people: one short line each, for ``--trace``.
    :ivar doubtful: a language model had a part in it: what it leads to is confirmed before it is done.
    :ivar small_talk: what a language model would say to it. Said only where nothing else is to be said, where
        the bot allows it, and never where it states anything.
    :ivar model_call: id of the model's answer in ``ai_messages``, or None when no model was asked.
    """

    guesses: tuple[Guess, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict, repr=False)
    unclear: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, repr=False)
    also: Mapping[str, tuple[Any, ...]] = field(default_factory=dict, repr=False)
    further: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    declined: bool = False
    addition: bool = False
    removal: bool = False
    company: bool = False
    unmet: frozenset[str] = frozenset()
    uncertain: frozenset[str] = frozenset()
    indifferent: bool = False
    undecided: bool = False
    dropped: frozenset[str] = frozenset()
    answer: Literal["yes", "no"] | None = None
    chosen: Choice | None = None
    stop: bool = False
    correction: bool = False
    language: str | None = None
    speak: str | None = None
    source: str = ""
    reasons: tuple[str, ...] = ()
    doubtful: bool = False
    small_talk: str = field(default="", repr=False)
    model_call: int | None = None

    @property
    def intent(self) -> str | None:
        """The surest intent, or None."""
        return self.guesses[0].intent if self.guesses else None

    @property
    def confidence(self) -> float:
        """How sure the reader is of the surest intent; 0 without one."""
        return self.guesses[0].confidence if self.guesses else 0.0

    @property
    def empty(self) -> bool:
        """True when nothing at all was understood."""
        return not (
            self.guesses
            or self.slots
            or self.unclear
            or self.unmet
            or self.indifferent
            or self.undecided
            or self.dropped
            or self.answer
            or self.chosen
            or self.stop
            or self.correction
            or self.speak
        )


class Understander(ABC):
    """Something that reads messages.

    Called outside any transaction, in a worker thread: it may take its time (a language model takes seconds).
    The bot's ``understanding:`` list names the ones to ask, in order; each gets what the ones before it read.
    """

    #: Its name in the bot's ``understanding:`` list.
    name: str

    @abstractmethod
    def read(self, utterance: Utterance, so_far: Reading | None) -> Reading | None:
        """What the message means.

        :param so_far: what the understanders before this one read; None for the first.
        :return: the reading to go on with (it replaces ``so_far``), or None to keep what there is.
        """
