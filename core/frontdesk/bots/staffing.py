"""The section ``handover:``: when people take over from the bot, and when they are there."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from frontdesk.handover import Reason
from frontdesk.intents import Intent
from frontdesk.understanding import normalize
from frontdesk.understanding.complaints import COMPLAINTS, INSULTS
from frontdesk.understanding.tokens import split_words
from frontdesk.understanding.triggers import TriggerIndex

__all__ = ["HandoverRules", "Notify", "When"]

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HOURS = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):([0-5]\d)|24:00)")


def _check_hours(hours: str) -> str:
    if not _HOURS.fullmatch(hours) or hours[:5] >= hours[6:]:
        raise ValueError('write from when to when, such as "09:00-18:00"')
    return hours


def _check_url(url: str) -> str:
    if not re.fullmatch(r"https?://[^\s/?#@]+([/?][^\s#]*)?", url):
        raise ValueError("write a whole address: https://example.com/staff")
    return url


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class When(_Part):
    """What else leads to a person, beside asking for one."""

    misses: int | None = Field(
        default=None, ge=1, le=20, description="So many messages in a row that the bot did not understand."
    )
    complaints: bool = Field(default=False, description="The customer complains or is rude.")
    words: dict[str, list[str]] = Field(
        default_factory=dict,
        description="Words by language, as beginnings of words: refund, invoic. With = a whole word: =boss.",
    )


class Notify(_Part):
    """Where to tell the staff."""

    url: Annotated[str, AfterValidator(_check_url)] = Field(description="An address that takes a POST.")
    secret: str = Field(
        min_length=16,
        repr=False,
        description="What the request is signed with: ${NAME} from the environment.",
    )


class HandoverRules(_Part):
    """When people take over from the bot."""

    return_after: int = Field(
        default=240, ge=1, le=10_080, description="Minutes of silence after which the bot comes back."
    )
    when: When = Field(
        default_factory=When, description="What else leads to a person, beside asking for one."
    )
    hours: dict[Weekday, Annotated[str, AfterValidator(_check_hours)]] | None = Field(
        default=None, description='When people are there: {mon: "09:00-18:00"}. Always, without it.'
    )
    notify: Notify | None = Field(default=None, description="Where to tell the staff that somebody waits.")

    @property
    def quiet(self) -> timedelta:
        """The silence after which the bot comes back."""
        return timedelta(minutes=self.return_after)

    def opens(self, now: datetime) -> datetime | None:
        """When somebody will be there.

        :param now: aware, in the business's time zone.
        :return: a moment in the same zone; None where somebody is there already, or nobody ever is.
        """
        if not self.hours:
            return None
        for ahead in range(8):
            day = now.date() + timedelta(days=ahead)
            hours = self.hours.get(_WEEKDAYS[day.weekday()])
            if hours is None:
                continue
            begins, ends = hours.split("-")
            opening = datetime.combine(day, time.fromisoformat(begins), now.tzinfo)
            if ahead:
                return opening
            if now < opening:
                return opening
            if ends == "24:00" or now.time() < time.fromisoformat(ends):
                return None
        return None

    def until(self, now: datetime) -> datetime:
        """When the bot comes back if nothing happens: people who are not there yet get their time, too."""
        return (self.opens(now) or now) + self.quiet

    def reason(self, text: str) -> Reason | None:
        """Why a message goes to a person, whatever else it says; None where it does not."""
        if self._triggers is None:
            return None
        fired = [each for each in self._triggers.find(split_words(normalize(text))) if not each.negated]
        return Reason(fired[0].intent) if fired else None

    @cached_property
    def _triggers(self) -> TriggerIndex | None:
        watched = {Reason.WORDS: {language: tuple(words) for language, words in self.when.words.items()}}
        if self.when.complaints:
            watched[Reason.COMPLAINT] = {
                language: (*words, *INSULTS[language]) for language, words in COMPLAINTS.items()
            }
        intents = [
            Intent(name=reason.value, action="hand_over", triggers=triggers)
            for reason, triggers in watched.items()
            if triggers
        ]
        return TriggerIndex(intents) if intents else None
