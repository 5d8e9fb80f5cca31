"""What becomes of a message while a person has the conversation, and of what that person writes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk.dialogue import MENU, resolved
from frontdesk.handover import Handover, Reason
from frontdesk.storage import Message

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.pipeline.answer import Case
    from frontdesk.pipeline.record import Record
    from frontdesk.storage import Scope

__all__ = ["hand_over", "is_a_persons", "keep_silent", "note_staff"]

#: "Back to the bot", and not a sentence in which it is mentioned.
_SHORT = 4


def is_a_persons(case: Case, now: datetime) -> bool:
    """Whether the bot keeps silent on a message: a person has the conversation, and keeps it; or has written
    an answer already."""
    if case.burst is not None and case.burst.staffed:
        return True
    handover = case.lease.handover
    return handover is not None and handover.holds(now) and not _wants_the_bot(case)


def keep_silent(case: Case, record: Record, now: datetime) -> str:
    """Keep the customer's message for the person who has the conversation.

    :return: the decision, in a word.
    """
    handover = case.lease.handover
    heard = case.burst.messages if case.burst else (case.message,)
    if handover is not None and handover.holds(now):
        quiet = case.bot.definition.handover.quiet
        record.handing.give(case.lease, handover.heard(now, quiet, len(heard)))
    record.answered(case.lease, case.state, case.burst)
    for message in heard:
        record.heard(case.lease, message, why={"by": "person"})
    return "silence"


def note_staff(case: Case, record: Record, scope: Scope, now: datetime) -> str:
    """Keep what staff wrote past the bot; from now on the conversation is theirs.

    What the bot has promised in the meantime is sent all the same: its turn is committed, and a booking that
    it tells of stands.

    :return: the decision, in a word.
    """
    if _is_ours(case, scope):
        record.answered(case.lease, case.state, heard=False)
        return "echo"
    quiet = case.bot.definition.handover.quiet
    # Channels bring what was written during an outage hours later.
    at = min(case.message.sent_at, now)
    before = case.lease.handover
    state = case.state
    if before is not None and before.holds(now):
        record.handing.give(case.lease, before.answered(at, quiet))
    elif now < at + quiet:
        state = state.let_go()
        record.handing.give(case.lease, Handover(Reason.STAFF, since=at, until=at).answered(at, quiet))
    record.answered(case.lease, state, heard=False)
    record.staff_wrote(case.lease, case.message)
    return "staff"


def hand_over(bot: Bot, case: Case, record: Record, reason: Reason, now: datetime) -> None:
    """The turn ends with a person having the conversation."""
    until = bot.definition.handover.until(now.astimezone(bot.zone))
    heard = len(case.burst.messages) if case.burst else 1
    record.handing.give(case.lease, Handover(reason, since=now, until=until, unread=heard))
    told = [name for name, notifier in bot.abilities.notifiers.items() if notifier.wants(bot)]
    record.handing.tell(case.lease, reason, told)


def _is_ours(case: Case, scope: Scope) -> bool:
    """Whether it is a message of ours that the channel shows us as if staff had written it."""
    digest = scope.digest(Message.channel_message_digest, case.message.message_id)
    sent = (Message.channel_message_digest == digest) & Message.reference.is_null(False)
    return scope.get(Message, sent) is not None


def _wants_the_bot(case: Case) -> bool:
    reading = resolved(case.state, case.reading)
    if reading.chosen is not None:
        return reading.chosen.intent == MENU
    return reading.intent == MENU and len(case.message.text.split()) <= _SHORT
