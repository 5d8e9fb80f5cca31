"""Telling customers that an owner has closed what they had booked, and the owner who could not be told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frontdesk import BotInvalid, Button, HttpProblem, Job, Notice, NoticeGuard
from frontdesk.storage import Scope
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.blocks.desk import BlockDesk
from frontdesk_salon_booking.letters import lowered, sentence
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.notice_guards import STANDS
from frontdesk_salon_booking.own_bookings import topic_of
from frontdesk_salon_booking.owner.guest import Guest, expected, guests_of
from frontdesk_salon_booking.owner.lines import Lines
from frontdesk_salon_booking.owner.offers import Offer, Offers
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.wording import Wording

if TYPE_CHECKING:
    from frontdesk import Bot, Desk

__all__ = ["CLOSURES", "TELL", "TOUCHED"]

#: So long after the customers were written to, it shows whom that did not reach.
_GRACE = timedelta(minutes=2)
#: A person may have the conversation, or the bot owe an answer: it is looked at again, for so long.
_AGAIN, _PATIENCE = timedelta(minutes=10), timedelta(hours=1)


def _run(desk: Desk, *_ids: int | str) -> None:
    """Tell what is left to be told of all closures. Idempotent: of each it is told once."""
    now, house = desk.clock.now(), desk.storage.house
    with desk.storage.connection():
        due = (Block.tell_at <= now) | (Block.report_at <= now)
        found = house.rows(house.select(Block).where(due).order_by(Block.id))
    failed: list[Exception] = []
    for block in found:
        try:
            with desk.storage.write():
                _tell(desk, block, now)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others are told
            failed.append(error)
    if failed:
        raise failed[0]


def _tell(desk: Desk, block: Block, now: datetime) -> None:
    scope = desk.storage.scope(block.tenant)
    try:
        salon = Salon.find(desk, block.tenant)
    except (BotInvalid, HttpProblem):
        # It is told once the business takes bookings again.
        return
    teller = _Teller(desk, salon, block)
    if block.tell_at is not None and block.tell_at <= now:
        follows = now + _GRACE if block.removed_at is None else None
        if _taken(scope, block, tell_at=None, report_at=follows):
            teller.tell_all()
    elif _taken(scope, block, report_at=None):
        teller.report()


def _taken(scope: Scope, block: Block, **values: datetime | None) -> bool:
    """Whether it is ours to tell: another worker may have been faster."""
    mine = (Block.version == block.version) & (Block.tell_at == block.tell_at)
    if block.tell_at is None:
        mine = (Block.version == block.version) & (Block.report_at == block.report_at)
    return bool(scope.update(Block, Block.id == block.id, mine, **values))


class _Teller:
    """Tells of one closure."""

    def __init__(self, desk: Desk, salon: Salon, block: Block) -> None:
        self._desk = desk
        self._salon = salon
        self._scope = salon.scope
        self._block = block
        self._blocks = BlockDesk(salon)
        self._offers = Offers(salon, block)

    def tell_all(self) -> None:
        """Write to everybody who is touched and has not been written to about it."""
        for guest in self._guests():
            if guest.conversation_id is None:
                continue
            if self._block.removed_at is None:
                self._apologize(guest, guest.conversation_id)
            else:
                self._take_back(guest, guest.conversation_id)

    def report(self) -> None:
        """Tell the owner whom the bot could not write to, once."""
        guests, talk = self._guests(), self._block.conversation_id  # type: ignore[attr-defined]
        if talk is None or self._block.removed_at is not None:
            return
        states = {guest.booking.id: self._state(guest) for guest in guests}
        now = self._salon.now
        if "waiting" in states.values() and now < self._block.created_at + _PATIENCE:
            self._scope.update(Block, Block.id == self._block.id, report_at=now + _AGAIN)
            return
        guests = [guest for guest in guests if states[guest.booking.id] in ("unsent", "waiting")]
        if not guests:
            return
        by_language = {
            language: Lines(self._salon.bot.speech(language), self._wording(language)).visits(
                guests, phones=True
            )
            for language in self._salon.bot.languages
        }
        notice = Notice("owner.unreached", {"lines": by_language}, to_person=True)
        self._desk.notices.write(self._scope, talk, notice, key=f"salon_booking.unreached:{self._block.id}")

    def _apologize(self, guest: Guest, conversation_id: int) -> None:
        if self._told_of_another(guest.booking):
            return
        booking, offers = guest.booking, self._offers.for_booking(guest.booking)
        who = "salon" if self._block.staff is None else "staff"
        params = {"booking": self._by_language(lambda wording: lowered(wording.short(booking)))}
        if self._block.staff is not None:
            staff = self._block.staff
            params["staff"] = self._by_language(lambda wording: wording.staff(staff))
        if offers:
            params["options"] = self._by_language(lambda wording: self._options(wording, offers))
        notice = Notice(
            f"closure.{who}{'_offers' if offers else ''}",
            params,
            buttons=(*(self._button(booking, offer) for offer in offers), _cancel(booking)),
            topic=replace(topic_of(booking), lasting=True),
            guard=f"salon_booking.{TOUCHED.name}",
            ids=(booking.id, booking.version, self._block.id),
            expires=booking.start_ts,
        )
        self._desk.notices.write(self._scope, conversation_id, notice, key=_key(self._block, booking))

    def _take_back(self, guest: Guest, conversation_id: int) -> None:
        """Whoever was told that it does not take place is told that it does, after all."""
        booking = guest.booking
        fate = self._desk.notices.find(self._scope, _key(self._block, booking))
        if fate is None or fate.state != "posted" or self._told_of_another(booking):
            return
        notice = Notice(
            "closure.removed",
            {"booking": self._by_language(lambda wording: lowered(wording.short(booking)))},
            guard=f"salon_booking.{STANDS.name}",
            ids=(booking.id, booking.version),
            expires=booking.start_ts,
        )
        key = f"{_key(self._block, booking)}:removed"
        self._desk.notices.write(self._scope, conversation_id, notice, key=key)

    def _guests(self) -> Sequence[Guest]:
        return guests_of(self._scope, expected(self._blocks.touched(self._block), self._salon.now))

    def _told_of_another(self, booking: Booking) -> bool:
        """Whether the customer knows already, of another closure of the same time."""
        others = self._scope.select(Block).where(
            Block.removed_at.is_null(),
            Block.id != self._block.id,
            Block.start_ts < booking.end_ts,
            Block.end_ts > booking.start_ts,
        )
        keys = [_key(other, booking) for other in self._scope.rows(others)]
        return any(self._desk.notices.find(self._scope, key) is not None for key in keys)

    def _state(self, guest: Guest) -> str | None:
        fate = self._desk.notices.find(self._scope, _key(self._block, guest.booking))
        return None if fate is None else fate.state

    def _options(self, wording: Wording, offers: Sequence[Offer]) -> str:
        options = [wording.by(wording.when(each.slot.day, each.slot.time), each.staff) for each in offers]
        return "\n".join(sentence(option) for option in options)

    def _button(self, booking: Booking, offer: Offer) -> Button:
        titles = {language: self._title(language, booking, offer) for language in self._salon.bot.languages}
        return Button("closure.take", {"option": titles}, values=offer.values(booking), intent="move")

    def _title(self, language: str, booking: Booking, offer: Offer) -> str:
        """Short enough for a button: the day and the time, or, at the same time, who does it."""
        speech = self._salon.bot.speech(language)
        time = speech.time(offer.slot.time)
        if offer.same_time:
            return f"{time}, {self._wording(language).staff(offer.staff)}"
        return f"{speech.day_short(offer.slot.day)}, {time}"

    def _by_language(self, say: Callable[[Wording], str]) -> dict[str, str]:
        return {language: say(self._wording(language)) for language in self._salon.bot.languages}

    def _wording(self, language: str) -> Wording:
        return Wording(self._salon.bot.speech(language), self._offers.timetable)


def _cancel(booking: Booking) -> Button:
    return Button("closure.cancel", values={"code": booking.booking_code}, intent="cancel")


def _key(block: Block, booking: Booking) -> str:
    """What makes it this news and no other: a visit that was moved into the closure since is told of, too."""
    return f"salon_booking.closure:{block.id}:{booking.id}:{booking.version}"


def _touched(scope: Scope, bot: Bot, now: datetime, *ids: int | str) -> str | None:
    """A visit that stands as it was, in a time that is still closed.

    :param ids: of the booking, its version, and the id of the block.
    """
    booking_id, version, block_id = map(int, ids)
    block = scope.get(Block, Block.id == block_id)
    if block is None or block.removed_at is not None:
        return "open again"
    return STANDS(scope, bot, now, booking_id, version)


#: ``salon_booking.touched``, asked about a booking's id and version and the id of the block.
TOUCHED = NoticeGuard("touched", _touched)
#: Queued with the commit that closes something; what is lost then is found a minute later.
TELL = "tell_of_closures"
CLOSURES = Job(TELL, _run, every=60.0)
