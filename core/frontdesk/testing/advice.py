"""What an owner can add to a bot definition for a phrase to be understood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from frontdesk.bots import Bot
from frontdesk.dialogue import NOTHING
from frontdesk.testing.phrases import Phrase
from frontdesk.understanding import unknown_words

__all__ = ["advice"]


def advice(bot: Bot, phrase: Phrase, intent: str, wrong: Iterable[str]) -> tuple[str, ...]:
    """What to add, a sentence each; empty where the words are known and it is the rules that read them wrong.

    :param intent: what was understood.
    :param wrong: names of the slots that are not right.
    """
    strange = unknown_words(bot.lexicon, phrase.say)
    return tuple(dict.fromkeys(_advice(bot, phrase, intent, sorted(wrong), strange)))


def _advice(
    bot: Bot, phrase: Phrase, intent: str, wrong: Sequence[str], strange: Sequence[str]
) -> Iterator[str]:
    words = ", ".join(f"'{word}'" for word in strange)
    for slot in wrong:
        index = bot.lexicon.options.get(slot)
        expected = phrase.values.get(slot)
        if index is not None and expected and words:
            names = [option.id for option in index.options if option.id in expected]
            yield f"no {slot} is called {words}: add it to what {' or '.join(names)} is called"
    if intent in phrase.intent:
        return
    if NOTHING in phrase.intent:
        return
    wanted = phrase.intent[0]
    if words:
        yield f"nothing of '{wanted}' knows {words}"
