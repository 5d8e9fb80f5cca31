"""What a model may say in small talk: nothing that states anything."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from frontdesk.builtin.openai_reader.courtesies import is_courteous
from frontdesk.readings import Utterance
from frontdesk.understanding import RulesUnderstander, claims

if TYPE_CHECKING:
    from frontdesk.bots import Bot

__all__ = ["is_at_ease", "may_be_said"]

_LONGEST = 160
#: Markup, and the marks of what is masked.
_MARKUP = re.compile(r"[<>{}\[\]*_`#|\\\n]")


def is_at_ease(utterance: Utterance) -> bool:
    """Whether nothing is open in the conversation that any words could be taken to speak of: no question, no
    form, no choice that fills one, nothing just done."""
    if utterance.asked is not None or utterance.confirming or utterance.values or utterance.about:
        return False
    return not any(choice.values or choice.answer for choice in utterance.offered)


def may_be_said(text: str, bot: Bot, utterance: Utterance) -> bool:
    """Whether a model's words may go to a customer: short courtesies in the bot's language, where nothing is
    open, and about nothing that the business does, has, costs or promises.

    The bot's own rules read them, too: where they find anything that a customer could want here, a value of
    any list, a day or an hour, the words are not said.
    """
    if not is_at_ease(utterance) or not text.strip() or len(text) > _LONGEST:
        return False
    if _MARKUP.search(text.strip()) or claims(text) or not is_courteous(text):
        return False
    alone = replace(utterance, text=text, asked=None, confirming=False, offered=(), values={}, about={})
    read = RulesUnderstander().read(alone, None)
    if read is None or read.slots or read.unclear or read.also or read.unmet:
        return False
    if read.language is not None and read.language not in bot.languages:
        return False
    intents = bot.abilities.intents
    return all(intents[guess.intent].courtesy for guess in read.guesses)
