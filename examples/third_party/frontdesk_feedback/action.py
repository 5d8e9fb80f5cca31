"""Taking feedback: the stars, and, when there are few, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Choice, Done, Form, Objection, Reply, Result, Slot, SlotKind
from frontdesk_feedback.config import FeedbackSettings
from frontdesk_feedback.model import Feedback
from frontdesk_feedback.observer import FeedbackGiven

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["COMMENT", "STARS", "GiveFeedback"]

STARS = Slot("stars", SlotKind.NUMBER)
COMMENT = Slot("comment", SlotKind.TEXT)


class GiveFeedback(Action):
    """Stores what a customer says about a visit."""

    name = "feedback"
    form = Form((STARS, COMMENT))

    def prepare(self, turn: Turn) -> Objection | None:
        """Refuse six stars; do not ask happy customers why."""
        stars = turn.values.get("stars")
        if stars is None:
            return None
        if not 1 <= stars <= 5:
            again = Reply(turn.say("feedback.one_to_five"), self._scale(), template="feedback.one_to_five")
            return Objection(again, slot="stars", drop=frozenset({"stars"}))
        if stars >= turn.bot.section(FeedbackSettings).ask_why_below:
            turn.values.setdefault("comment", "")
        return None

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """The question, with the scale to tap."""
        question = super().ask(turn, slot)
        return Reply(question.text, self._scale(), template=question.template) if slot == STARS else question

    def run(self, turn: Turn) -> Result:
        """Store it and say thank you."""
        turn.scope.insert_new(
            Feedback,
            contact_id=turn.customer.id,
            message_key=turn.message_key,
            stars=turn.values["stars"],
            comment=turn.values["comment"] or None,
            created_at=turn.now,
        )
        turn.emit(FeedbackGiven(turn.tenant.id, turn.values["stars"]))
        return Done(
            Reply(turn.say("feedback.thanks", count=turn.values["stars"]), template="feedback.thanks")
        )

    def _scale(self) -> tuple[Choice, ...]:
        return tuple(Choice("★" * stars, {"stars": stars}) for stars in range(1, 6))
