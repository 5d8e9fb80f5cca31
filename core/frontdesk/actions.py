"""What the bot can do, and what it must know before it does it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from frontdesk.intents import Slot
from frontdesk.messages import Reply
from frontdesk.topics import Topic

if TYPE_CHECKING:
    from frontdesk.turns import Turn

__all__ = ["Action", "Done", "Form", "Objection", "Result"]


@dataclass(frozen=True, slots=True)
class Form:
    """The slots an action needs before it can run, in the order in which they are asked for.

    :ivar optional: names of slots that are taken when given and never asked for.
    :ivar repeats: names of slots of which one message may name several ("a haircut and a manicure"): the form
        is filled with the first, and begun again with the next once it is done.
    """

    slots: tuple[Slot, ...] = ()
    optional: frozenset[str] = frozenset()
    repeats: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Done:
    """The action ran; its form is closed.

    :ivar reply: made from committed rows or from configuration only. None when there is nothing to say.
    :ivar ends: what else is open is dropped too, not gone back to (a person takes over, goodbye).
    :ivar topic: what the customer may say more about; None leaves it at what was talked of before.
    :ivar carry: values that hold for the next request of the same message, too (see :attr:`Form.repeats`).
    :ivar also_done: so many of the next requests (``turn.further``) were done along with it.
    """

    reply: Reply | None = None
    ends: bool = False
    topic: Topic | None = None
    carry: Mapping[str, Any] = field(default_factory=dict, repr=False)
    also_done: int = 0


@dataclass(frozen=True, slots=True)
class Objection:
    """It cannot be done like this: a normal result ("that time is taken"), not an error. The form stays open.

    :ivar reply: says why and asks again; its choices carry values that would do.
    :ivar slot: the slot that is asked for again.
    :ivar drop: names of the values that are forgotten (usually ``{slot}``).
    """

    reply: Reply
    slot: str
    drop: frozenset[str] = field(default_factory=frozenset)


Result = Done | Objection


class Action(ABC):
    """Something the bot can do. One instance serves all tenants; it keeps no state between calls.

    All methods run inside the turn's write transaction (outermost; ``BEGIN IMMEDIATE`` on SQLite) and do
    database work only, through ``turn.scope``; anything slow is handed to ``turn.later`` and runs after the
    commit. When a method raises, nothing of the turn is kept, and the message is tried again after 1, 2, 4
    and 4 seconds; then it is given up, and the customer is told.
    """

    #: Its name; unique among the plugins of a bot. Intents refer to it.
    name: str
    #: What it needs to know.
    form: Form = Form()

    def prepare(self, turn: Turn) -> Result | None:
        """Called on every step of the form, before anything is asked. May fill in values that follow from
        others (``turn.values["staff"] = ...`` when only one person does it), and objects early to what cannot
        be ("we are closed on Sunday").

        :return: None to go on; an objection; or :class:`Done` where nothing is to be asked and nothing is to
            be done ("you have no booking to cancel"), which closes the form.
        """
        return None

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question for a slot that is missing, unclear (``turn.reading.unclear``) or only narrowed to a
        range (``turn.values``). Its choices carry values."""
        return Reply(turn.say(f"{self.name}.ask_{slot.name}"), template=f"{self.name}.ask_{slot.name}")

    def prefer(self, turn: Turn, slot: Slot) -> Mapping[str, Any]:
        """What to take for a slot when the customer leaves it to the business ("whatever", "the earliest").

        :return: values by slot name, which are confirmed before anything is done; empty to ask all the same.
        """
        return {}

    def confirmation(self, turn: Turn) -> Reply | None:
        """What to ask before running, once the form is full; None to run at once.

        ``turn.unsure`` is True when the form was not filled by one complete, unambiguous request.
        """
        return None

    def refused(self, turn: Turn) -> Reply | None:
        """The customer said no to the confirmation.

        :return: what to say when that is the end of it ("then it stays as it is"); None to ask what to
            change.
        """
        return None

    def closed(self, turn: Turn) -> None:  # noqa: B027 - most actions keep nothing meanwhile
        """A form of this action was open before this turn or in it, and no form of its is any more: it is
        done, or given up, or the customer went on to something else, or a person takes over. Here is given
        back what was kept for it meanwhile. Called at the end of the turn; ``turn.memory`` is still kept.

        Not called where nobody writes any more: what must not be kept for long needs an end of its own."""

    @abstractmethod
    def run(self, turn: Turn) -> Result:
        """Do it. ``turn.values`` holds the form. Idempotent per ``turn.message_key``: a turn that is rolled
        back is run again.

        :raises Conflict: somebody else was faster; the turn is rolled back and run again at once, three times
            at most. After that the customer is told that it is busy, and nothing of the turn is kept.
        """
