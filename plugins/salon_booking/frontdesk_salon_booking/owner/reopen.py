"""Open again what was closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from frontdesk import Action, Choice, Conflict, Done, Form, HttpProblem, Objection, Reply, Slot, SlotKind
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.blocks.desk import BlockDesk
from frontdesk_salon_booking.events import BlockRemoved
from frontdesk_salon_booking.forms import DAY, STAFF
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.owner.guest import expected
from frontdesk_salon_booking.owner.lines import Lines
from frontdesk_salon_booking.owner.period import Period
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["Reopen"]

#: Which closure it is: never read from words, only chosen.
_BLOCK = Slot("block", SlotKind.OPTION)
_MOST_CHOICES = 9
_MIDNIGHT = "00:00"


class Reopen(Action):
    """ "We are open tomorrow after all": removes what was closed, and tells those who had been told of it."""

    name = "reopen"
    form = Form((_BLOCK, DAY, STAFF), optional=frozenset({"day", "staff"}))

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Which closure is meant: the only one that fits, or the one that is chosen."""
        if not turn.customer.staff:
            return Done()
        blocks = self._fitting(turn)
        if not blocks:
            return Done(Reply(turn.say("owner.nothing_closed"), template="owner.nothing_closed"))
        chosen = turn.values.get("block")
        if chosen is not None and self._block(turn) is None:
            del turn.values["block"]
        elif chosen is None and len(blocks) == 1:
            turn.values["block"] = str(blocks[0].id)
        return None

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question which one."""
        choices = tuple(
            Choice(self._title(turn, block), {"block": str(block.id)}, description=self._told(turn, block))
            for block in self._fitting(turn)[:_MOST_CHOICES]
        )
        return Reply(turn.say("owner.ask_block"), choices, turn.say("core.choose"), "owner.ask_block")

    def confirmation(self, turn: Turn) -> Reply:
        """What will be open again."""
        block = self._required(turn)
        text = turn.say("owner.will_reopen", what=self._told(turn, block))
        choices = (
            Choice(turn.say("owner.yes_reopen"), answer="yes"),
            Choice(turn.say("owner.no"), answer="no"),
        )
        return Reply(text, choices, template="owner.will_reopen")

    def refused(self, turn: Turn) -> Reply | None:
        """It stays closed."""
        return Reply(turn.say("owner.kept"), template="owner.kept")

    def run(self, turn: Turn) -> Done:
        """Open it, and see to it that the customers are told."""
        block, salon = self._required(turn), Salon.of(turn)
        desk = BlockDesk(salon)
        told = block.made_by == "owner" and bool(expected(desk.touched(block), salon.now))
        try:
            desk.take_back(block.id, by="owner", tell_at=salon.now, report_at=None)
        except HttpProblem as problem:
            raise Conflict("the block was removed while it was being talked of") from problem
        turn.emit(BlockRemoved(turn.tenant.id, block.id, "owner"))
        turn.later("salon_booking.tell_of_closures")
        text = turn.say("owner.reopened", what=self._told(turn, block))
        if told:
            text = turn.say("owner.expecting", reopened=text)
        return Done(Reply(text, template="owner.reopened"))

    def _blocks(self, turn: Turn) -> Sequence[Block]:
        """Those that hold and are not over, in order of time."""
        now = Salon.of(turn).now
        held = turn.scope.select(Block).where(Block.removed_at.is_null(), Block.end_ts > now)
        return turn.scope.rows(held.order_by(Block.start_ts, Block.id))

    def _fitting(self, turn: Turn) -> Sequence[Block]:
        """Those of them that fit what was said."""
        blocks = self._blocks(turn)
        staff = Reception.of(turn).section.member(str(turn.values.get("staff")))
        if staff is not None:
            return [block for block in blocks if block.staff == staff.id]
        days = _span(turn.values.get("day"))
        return [block for block in blocks if days is None or _touches(block, *days)]

    def _block(self, turn: Turn) -> Block | None:
        wanted = str(turn.values.get("block"))
        return next((block for block in self._blocks(turn) if str(block.id) == wanted), None)

    def _required(self, turn: Turn) -> Block:
        block = self._block(turn)
        if block is None:
            raise Conflict("the block was removed while it was being talked of")
        return block

    def _title(self, turn: Turn, block: Block) -> str:
        """Who and from which day on: short enough for a row of a list."""
        who = Reception.of(turn).wording.staff(block.staff) if block.staff else turn.say("owner.salon")
        first = turn.speech.day_short(_period(block).first)
        return turn.speech.cite(f"{who}, {first}", facts.blocked(block))

    def _told(self, turn: Turn, block: Block) -> str:
        reception = Reception.of(turn)
        when = Lines(turn.speech, reception.wording).when(_period(block), facts.blocked(block))
        who = reception.wording.staff(block.staff) if block.staff else turn.say("owner.salon")
        return turn.speech.cite(sentence(f"{who}, {when}"), facts.blocked(block))


def _period(block: Block) -> Period:
    """What a block closes, on the wall."""
    begin, end = datetime.fromisoformat(block.wall_start), datetime.fromisoformat(block.wall_end)
    since, until = f"{begin:%H:%M}", f"{end:%H:%M}"
    last = end.date() - timedelta(days=1) if until == _MIDNIGHT else end.date()
    return Period(
        begin.date(),
        last,
        None if since == _MIDNIGHT else since,
        None if until == _MIDNIGHT else until,
    )


def _span(said: Any) -> tuple[date, date] | None:
    """The days that were named; None for none."""
    if isinstance(said, str):
        return date.fromisoformat(said), date.fromisoformat(said)
    if isinstance(said, Mapping) and said.get("from") and said.get("to"):
        return date.fromisoformat(said["from"]), date.fromisoformat(said["to"])
    return None


def _touches(block: Block, first: date, last: date) -> bool:
    period = _period(block)
    return period.first <= last and first <= period.last
