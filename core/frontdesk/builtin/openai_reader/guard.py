"""What a model may say in small talk: nothing that states anything."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from frontdesk.readings import Utterance
from frontdesk.understanding import RulesUnderstander, claims

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = ["may_be_said"]

_LONGEST = 240
#: Markup, and the marks of what is masked.
_MARKUP = re.compile(r"[<>{}\[\]*_`#|\\\n]")


def may_be_said(text: str, bot: Bot, utterance: Utterance) -> bool:
    """Whether a model's words may go to a customer: short, in the bot's language, and about nothing that the
    business does, has, costs or promises.

    The bot's own rules read them: where they find anything that a customer could want here, a value of any
    list, a day or an hour, the words are not said.
    """
    if not text.strip() or len(text) > _LONGEST or _MARKUP.search(text.strip()) or claims(text):
        return False
    alone = replace(utterance, text=text, asked=None, confirming=False, offered=(), values={}, about={})
    read = RulesUnderstander().read(alone, None)
    if read is None or read.slots or read.unclear or read.also or read.unmet:
        return False
    if read.language is not None and read.language not in bot.languages:
        return False
    intents = bot.abilities.intents
    return all(intents[guess.intent].courtesy for guess in read.guesses)
