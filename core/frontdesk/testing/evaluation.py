"""How well a bot understands phrases: each read by the functions that read a customer's message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from frontdesk.bots import Bot, Bots
from frontdesk.bots.codes import Code
from frontdesk.builtin import BUILTINS
from frontdesk.dialogue import CHOICE, INFORM, NO, NOTHING, STOP, YES, OpenForm, State, gist_of
from frontdesk.errors import BotInvalid, Problem
from frontdesk.messages import Inbound
from frontdesk.pipeline.understand import understand, utterance_of
from frontdesk.plugins import Plugins
from frontdesk.readings import Reading
from frontdesk.suggestions import did_you_mean
from frontdesk.testing.advice import advice
from frontdesk.testing.desks import ACCOUNT, CHANNEL
from frontdesk.testing.phrases import Phrase, PhraseFile
from frontdesk.testing.scorecard import Scorecard, Verdict

__all__ = ["evaluate"]

_GISTS = (YES, NO, STOP, CHOICE, INFORM, NOTHING)


def evaluate(phrases: PhraseFile, plugins: Plugins | None = None) -> Scorecard:
    """Have the bot of a file read its phrases.

    :param plugins: the loaded plugins; by default everything that is installed.
    :raises BotInvalid: something is wrong with the bot's definition, or the phrases speak of what it has not.
    """
    plugins = plugins or Plugins.load(BUILTINS)
    bot = next(iter(Bots.load(phrases.bot_source, plugins, {})))
    problems = list(_strange(phrases, bot))
    if problems:
        raise BotInvalid(problems)
    now = phrases.clock if phrases.clock.tzinfo else phrases.clock.replace(tzinfo=bot.zone)
    verdicts = tuple(
        _verdict(bot, phrase, line, _read(bot, phrase, phrase.language or phrases.language, now))
        for phrase, line in zip(phrases.phrases, phrases.lines, strict=True)
    )
    return Scorecard(phrases.file, phrases.at_least, verdicts)


def _read(bot: Bot, phrase: Phrase, language: str | None, now: datetime) -> Reading:
    message = Inbound(CHANNEL, ACCOUNT, message_id="1", contact="A", sent_at=now, text=phrase.say)
    state = State(form=_form(bot, phrase.asked), language=language)
    return understand(bot, utterance_of(bot, state, message, now), _raise)


def _form(bot: Bot, asked: str | None) -> OpenForm | None:
    """The first form that asks for this."""
    for intent in bot.abilities.intents.values():
        action = bot.abilities.actions.get(intent.action)
        if asked and action and any(slot.name == asked for slot in action.form.slots):
            return OpenForm(action.name, intent.name, asked=asked)
    return None


def _verdict(bot: Bot, phrase: Phrase, line: int, reading: Reading) -> Verdict:
    read = {**{slot: (value,) for slot, value in reading.slots.items()}, **reading.unclear}
    intent = gist_of(reading, bot.abilities)
    wrong: frozenset[str] = frozenset()
    if phrase.slots is not None:
        names = read.keys() | phrase.values.keys()
        wrong = frozenset(
            name for name in names if not _fits(read.get(name, ()), phrase.values.get(name, ()))
        )
    advised = advice(bot, phrase, intent, wrong) if wrong or intent not in phrase.intent else ()
    return Verdict(phrase, line, intent, read, wrong, reading.reasons, advised)


def _fits(read: Iterable[Any], expected: Iterable[Any]) -> bool:
    """Whether something was read, and nothing that is not expected."""
    known = [_folded(each) for each in expected]
    found = [_folded(each) for each in read]
    return bool(found) and all(each in known for each in found)


def _folded(value: Any) -> Any:
    return value.casefold() if isinstance(value, str) else value


def _strange(phrases: PhraseFile, bot: Bot) -> Iterable[Problem]:
    """Intents, slots and languages that the bot does not have: mistakes in the file."""
    intents = (*bot.abilities.intents, *_GISTS)
    forms = [action.form.slots for action in bot.abilities.actions.values()]
    slots = {slot.name for form in forms for slot in form}
    slots |= {slot.name for intent in bot.abilities.intents.values() for slot in intent.slots}
    known: Mapping[str, Iterable[str]] = {"intent": intents, "slot": slots, "language": bot.languages}
    if phrases.language is not None and phrases.language not in bot.languages:
        yield _problem("language", phrases.language, bot.languages, phrases.file, 1)
    for phrase, line in zip(phrases.phrases, phrases.lines, strict=True):
        named = (
            ("intent", phrase.intent),
            ("slot", (*(phrase.slots or ()), *((phrase.asked,) if phrase.asked else ()))),
            ("language", (phrase.language,) if phrase.language else ()),
        )
        for what, names in named:
            for name in names:
                if name not in known[what]:
                    yield _problem(what, name, known[what], phrases.file, line)


def _problem(what: str, name: str, known: Iterable[str], file: Any, line: int) -> Problem:
    message = f"the bot has no {what} '{name}'{did_you_mean(name, known)}"
    return Problem(Code.WRONG_VALUE, message, file=str(file), line=line, column=1)


def _raise(_: str, error: Exception) -> None:
    raise error
