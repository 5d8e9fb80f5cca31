"""One message without context: what it says about when, and what it was understood to mean."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from frontdesk.bots import Bot
from frontdesk.dialogue import State, gist_of
from frontdesk.messages import Inbound
from frontdesk.pipeline.understand import understand, utterance_of
from frontdesk.readings import Reading
from frontdesk.testing.desks import ACCOUNT, CHANNEL
from frontdesk.understanding import read_when
from nlu.catalogue import Business, Catalogue
from nlu.values import INTENTS, SLOTS, name_of, time_of, when_of

__all__ = ["Phrases", "inbound", "moment", "read"]


class Phrases:
    """Answers ``when`` and ``parse``.

    :param catalogue: the tenant.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def when(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Day and time of a phrase."""
        language = request["lang"]
        bot = self._catalogue.bot(Business(language))
        return when_of(read_when(request["text"], now=moment(bot, request), language=language))

    def parse(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Intent and slots of a message."""
        business = Business(request["lang"], tuple(dict.fromkeys(request.get("providers", ()))))
        bot = self._catalogue.bot(business)
        now = moment(bot, request)
        reading = read(bot, State(), request["text"], now)
        said = {**{slot: values[0] for slot, values in reading.unclear.items()}, **reading.slots}
        slots = {SLOTS[slot]: name_of(bot, slot, value) for slot, value in said.items() if slot in SLOTS}
        if "time" in slots:
            when = read_when(request["text"], now=now, language=business.language)
            slots["time"] = time_of(slots["time"], when)
        return {"intent": INTENTS[gist_of(reading, bot.abilities)], "slots": slots}


def moment(bot: Bot, request: Mapping[str, Any]) -> datetime:
    """When it was written: the same hour on the tenant's own clock, as all days are meant in local time."""
    return datetime.fromisoformat(request["now"]).replace(tzinfo=bot.zone)


def read(bot: Bot, state: State, text: str, now: datetime) -> Reading:
    """What the pipeline makes of a message.

    :raises Exception: whatever an understander raised; customers would be answered without it.
    """
    message = inbound(text, now)
    return understand(bot, utterance_of(bot, state, message, now), _fail)


def inbound(text: str, now: datetime) -> Inbound:
    """A message as a channel would hand it over."""
    return Inbound(CHANNEL, ACCOUNT, message_id="1", contact="A", sent_at=now, text=text)


def _fail(_: str, error: Exception) -> None:
    raise error
