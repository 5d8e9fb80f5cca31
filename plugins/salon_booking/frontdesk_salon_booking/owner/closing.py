"""What closing the business and somebody's being away have in common."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from frontdesk import Action, Choice, Done, HttpProblem, Objection, Reply, Slot, SlotKind
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.blocks.desk import BlockDesk
from frontdesk_salon_booking.events import BlockMade
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.owner.guest import Guest, expected, guests_of
from frontdesk_salon_booking.owner.lines import Lines
from frontdesk_salon_booking.owner.period import Period, reach_of, settle_days
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["BACK", "UNTIL", "Closing"]

#: The last of several days; never read from words, which are about both of them.
UNTIL = Slot("until", SlotKind.OPTION)
#: ``yes`` where the day after the last one was named as the day on which it is over.
BACK = Slot("back", SlotKind.OPTION)
_DATES = frozenset({"day", "until", "time", "back"})
_DAYS_OFFERED = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Case:
    """What is to be closed, as the form has it.

    :ivar staff: id of whose time it is; None for everybody's.
    :ivar block: as it would be made.
    """

    salon: Salon
    desk: BlockDesk
    period: Period
    staff: str | None
    block: Block

    @property
    def guests(self) -> Sequence[Guest]:
        """The customers whom it touches, as things stand now."""
        return guests_of(self.salon.scope, expected(self.desk.touched(self.block), self.salon.now))


class Closing(Action):
    """Takes time out of the calendar for an owner, who is shown what that touches, and asked."""

    @abstractmethod
    def staff(self, turn: Turn) -> str | None:
        """Id of whose time it is; None for everybody's."""

    def prepare(self, turn: Turn) -> Done | Objection | None:
        """Which days are meant, and whether they can be closed."""
        if not turn.customer.staff:
            return Done()
        self._settle(turn)
        if Period.of(turn.values) is None:
            return None
        case = self._case(turn)
        if case is None:
            reply = self._which_days(turn, "owner.past")
            return Objection(reply, "day", _DATES)
        before = self._closed_already(case, Reception.of(turn))
        if before is not None:
            when = self._lines(turn).when(case.period, facts.blocked(before))
            return Done(Reply(sentence(self._say(turn, "already", case, when)), template="owner.already"))
        return None

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question for a slot."""
        return self._which_days(turn, "owner.ask_day")

    def confirmation(self, turn: Turn) -> Reply | None:
        """What exactly will be closed, and whom that touches."""
        case = self._case(turn)
        if case is None:
            raise AssertionError("a form with days that have passed is objected to before")
        lines, guests = self._lines(turn), case.guests
        found = [sentence(self._say(turn, "will", case, lines.when(case.period)))]
        extra = self._with_last(turn, case)
        if extra is not None:
            found.append(
                turn.say("owner.works_again", day=sentence(self._day(turn, case.period.last + _DAY)))
            )
        if guests:
            found.append(turn.say("owner.touched", count=len(guests), lines=lines.visits(guests)))
        else:
            found.append(turn.say("owner.untouched"))
        found.append(turn.say("owner.ask" if guests else "owner.ask_only"))
        choices = [Choice(turn.say("owner.yes"), answer="yes"), *([extra] if extra else [])]
        return Reply(
            "\n".join(found), (*choices, Choice(turn.say("owner.no"), answer="no")), template="owner.ask"
        )

    def refused(self, turn: Turn) -> Reply | None:
        """Nothing is closed."""
        return Reply(turn.say("owner.kept"), template="owner.kept")

    def run(self, turn: Turn) -> Done | Objection:
        """Close it, as things stand now, and see to it that the customers are told."""
        case = self._case(turn)
        if case is None:
            reply = self._which_days(turn, "owner.past")
            return Objection(reply, "day", _DATES)
        now = case.salon.now
        block = case.desk.put(
            case.period.body(case.salon.section, case.staff),
            by="owner",
            conversation=turn.conversation_id,
            tell_at=now,
        )
        turn.emit(BlockMade(turn.tenant.id, block.id, "owner"))
        turn.later("salon_booking.tell_of_closures")
        # Whoever booked while the owner was being asked is among them: nobody can any more.
        guests = replace(case, block=block).guests
        text = self._done(turn, case, block, guests)
        carry: dict[str, Any] = {name: turn.values[name] for name in sorted(_DATES) if name in turn.values}
        return Done(Reply(text, template="owner.closed"), carry=carry)

    def _done(self, turn: Turn, case: _Case, block: Block, guests: Sequence[Guest]) -> str:
        lines = self._lines(turn)
        when = lines.when(case.period, facts.blocked(block))
        found = [self._say(turn, "done", case, when)]
        told = [guest for guest in guests if guest.conversation_id is not None]
        others = [guest for guest in guests if guest.conversation_id is None]
        if told:
            found.append(turn.say("owner.telling", count=len(told), lines=lines.visits(told)))
        if others:
            found.append(turn.say("owner.call", lines=lines.visits(others, phones=True)))
        return "\n\n".join(found)

    def _settle(self, turn: Turn) -> None:
        """Which days this message names: kept as the first and the last of them."""
        said = turn.reading.slots.get("day")
        if said is None or "until" in turn.reading.slots:
            return
        reach = reach_of(turn.message.text)
        days = settle_days(said, Reception.of(turn).timetable.today, reach)
        if days is None:
            turn.values.pop("day", None)
            return
        turn.values["day"], turn.values["until"] = (day.isoformat() for day in days)
        turn.values["back"] = "yes" if reach == "until" else "no"

    def _case(self, turn: Turn) -> _Case | None:
        """None where the time has passed already."""
        salon, period = Salon.of(turn), Period.of(turn.values)
        if period is None:
            raise AssertionError("a form is only run when all its slots are filled")
        desk, staff = BlockDesk(salon), self.staff(turn)
        try:
            block = desk.plan(period.body(salon.section, staff))
        except HttpProblem:
            return None
        return _Case(salon, desk, period, staff, block)

    @staticmethod
    def _closed_already(case: _Case, reception: Reception) -> Block | None:
        """What takes all of the time already; None where nothing does."""
        blocks = reception.availability.blocks_on(case.staff or "", case.period.first)
        wanted = case.block
        return next(
            (
                each
                for each in blocks
                if each.staff in (None, case.staff)
                and each.start_ts <= max(wanted.start_ts, case.salon.now)
                and wanted.end_ts <= each.end_ts
            ),
            None,
        )

    def _with_last(self, turn: Turn, case: _Case) -> Choice | None:
        """The day on which it is over, to be closed as well: "until Wednesday" is said of both."""
        if turn.values.get("back") != "yes" or case.period.until:
            return None
        last = case.period.last + _DAY
        values = {"day": case.period.first.isoformat(), "until": last.isoformat(), "back": "no"}
        return Choice(turn.say("owner.with_last", day=turn.speech.day_short(last)), values=values)

    def _which_days(self, turn: Turn, key: str) -> Reply:
        today = Reception.of(turn).timetable.today
        said = [each for each in turn.reading.unclear.get("day", ()) if isinstance(each, str)]
        days = list(map(date.fromisoformat, said)) or [today + each * _DAY for each in range(_DAYS_OFFERED)]
        choices = tuple(
            Choice(
                sentence(self._title(turn, day)),
                {"day": day.isoformat(), "until": day.isoformat(), "back": "no"},
            )
            for day in days
        )
        return Reply(turn.say(key), choices, turn.say("booking.list_days"), key)

    def _title(self, turn: Turn, day: date) -> str:
        return turn.speech.cite(Reception.of(turn).wording.day_title(day), *facts.agreed(day))

    @staticmethod
    def _day(turn: Turn, day: date) -> str:
        return turn.speech.cite(turn.speech.day(day), *facts.agreed(day))

    @staticmethod
    def _lines(turn: Turn) -> Lines:
        return Lines(turn.speech, Reception.of(turn).wording)

    def _say(self, turn: Turn, what: str, case: _Case, when: str) -> str:
        params: dict[str, Any] = {"when": when}
        if case.staff is None:
            return turn.say(f"owner.salon_{what}", **params)
        return turn.say(f"owner.staff_{what}", staff=Reception.of(turn).wording.staff(case.staff), **params)
