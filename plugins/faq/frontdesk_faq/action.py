"""Answering a question from the definition, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from frontdesk import Action, Choice, Done, Form, Option, Reply, Slot, SlotKind, Source
from frontdesk_faq.config import Entry, Faq, text_in

if TYPE_CHECKING:
    from frontdesk import Bot, Turn

__all__ = ["QUESTION", "AnswerQuestion", "suggestion"]

#: "I have a question": it is still to come.
_ANNOUNCED = re.compile(r"(?:вопрос\w*|questions?)(?:\W+\w+)?\W*$", re.IGNORECASE)
_MOST_SUGGESTIONS = 3
_MOST_CHOICES = 10


def _options(bot: Bot) -> Sequence[Option]:
    entries = bot.section(Faq).entries
    return [
        Option(
            entry.id, {language: [text_in(entry.title, language)] for language in bot.languages}, whole=True
        )
        for entry in entries
    ]


QUESTION = Slot("question", SlotKind.OPTION, options=_options)


class AnswerQuestion(Action):
    """Answers one question, or all that the message asks."""

    name = "faq"
    form = Form((QUESTION,))

    def prepare(self, turn: Turn) -> Done | None:
        """Say so at once where the question is none that has an answer: what was open goes on."""
        asked = turn.values.get(QUESTION.name) or turn.reading.unclear.get(QUESTION.name)
        if asked or turn.stage != "open" or turn.reading.chosen is not None:
            return None
        if _ANNOUNCED.search(turn.message.text):
            return None
        entries = turn.bot.section(Faq).entries
        choices = _choices(entries[:_MOST_CHOICES], turn.language)
        if "human" in turn.bot.abilities.intents:
            choices = (*choices[: _MOST_CHOICES - 1], Choice(turn.say("menu.human"), intent="human"))
        label = turn.say("faq.choose")
        return Done(Reply(turn.say("faq.unknown"), choices, label, template="faq.unknown"))

    def ask(self, turn: Turn, slot: Slot) -> Reply:
        """Which question? The ones in doubt, or all of them, to choose from."""
        section = turn.bot.section(Faq)
        doubtful = turn.reading.unclear.get(slot.name)
        entries = [entry for entry in section.entries if not doubtful or entry.id in doubtful]
        return Reply(
            turn.say("faq.ask_question"),
            choices=_choices(entries[:_MOST_CHOICES], turn.language),
            choices_label=turn.say("faq.choose"),
            template="faq.ask_question",
        )

    def run(self, turn: Turn) -> Done:
        """Answer."""
        entries = _asked(turn)
        answers = [(entry.id, text_in(entry.answer, turn.language)) for entry in entries]
        cited = [turn.speech.cite(text, Source("config", f"faq.entries.{name}")) for name, text in answers]
        return Done(Reply("\n\n".join(cited), template="+".join(f"faq:{entry.id}" for entry in entries)))


def suggestion(turn: Turn) -> Reply | None:
    """The entries that come closest to what nobody understood; None when none comes close."""
    section = turn.bot.section(Faq)
    close = [section.entry(match.entry) for match in section.questions.find(turn.message.text)]
    entries = [entry for entry in close if entry is not None][:_MOST_SUGGESTIONS]
    if not entries:
        return None
    return Reply(
        turn.say("faq.suggestion"),
        choices=_choices(entries, turn.language),
        choices_label=turn.say("faq.choose"),
        template="faq.suggestion",
    )


def _asked(turn: Turn) -> list[Entry]:
    """The entry that was asked for, and those that the same message asks for in other words, in order."""
    section = turn.bot.section(Faq)
    wanted = str(turn.values[QUESTION.name])
    recognised = section.questions.recognised(turn.message.text)
    heard = next((match.words for match in recognised if match.entry == wanted), None)
    names = [wanted]
    if heard is not None:
        # The same words again are only a worse reading of the question itself.
        apart = [match for match in recognised if match.entry == wanted or not match.words & heard]
        names = [match.entry for match in sorted(apart, key=lambda match: match.position)]
    entries = (section.entry(name) for name in names)
    return [entry for entry in entries if entry is not None]


def _choices(entries: Iterable[Entry], language: str) -> tuple[Choice, ...]:
    return tuple(
        Choice(text_in(entry.title, language), values={QUESTION.name: entry.id}, intent="faq")
        for entry in entries
    )
