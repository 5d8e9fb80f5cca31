"""Answers questions from the bot definition: prices, the address, parking, whatever customers keep asking.

.. code-block:: yaml

    understanding: [rules, faq]
    faq:
      entries:
        - id: address
          title: {ru: Адрес, en: Address}
          ask:
            ru: [где вы находитесь, как к вам добраться, адрес]
            en: [where are you, how do I get there, address]
          answer:
            ru: Невский проспект, 1.
            en: Nevsky prospect 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk import Action, Intent, Problem, Reply, Section, Texts, Understander, hookimpl
from frontdesk_faq.action import QUESTION, AnswerQuestion, suggestion
from frontdesk_faq.checks import problems
from frontdesk_faq.config import Faq
from frontdesk_faq.texts import TEXTS
from frontdesk_faq.triggers import TRIGGERS
from frontdesk_faq.understander import FaqUnderstander

if TYPE_CHECKING:
    from frontdesk import Bot, Turn

__all__ = [
    "frontdesk_actions",
    "frontdesk_check",
    "frontdesk_config",
    "frontdesk_fallback",
    "frontdesk_intents",
    "frontdesk_texts",
    "frontdesk_understanders",
]


@hookimpl
def frontdesk_config() -> type[Section]:
    """The ``faq:`` section."""
    return Faq


@hookimpl
def frontdesk_check(bot: Bot) -> Sequence[Problem]:
    """Entries that would leave a customer without an answer."""
    return problems(bot)


@hookimpl
def frontdesk_intents() -> Sequence[Intent]:
    """A question that the definition answers."""
    title = {"ru": "Задать вопрос", "en": "Ask a question"}
    return [Intent("faq", action="faq", slots=(QUESTION,), from_slots=True, title=title, triggers=TRIGGERS)]


@hookimpl
def frontdesk_understanders() -> Sequence[Understander]:
    """The reader that recognises the questions."""
    return [FaqUnderstander()]


@hookimpl
def frontdesk_actions() -> Sequence[Action]:
    """Answering."""
    return [AnswerQuestion()]


@hookimpl
def frontdesk_fallback(turn: Turn) -> Reply | None:
    """The questions that come closest to what nobody understood, to choose from."""
    return suggestion(turn)


@hookimpl
def frontdesk_texts() -> Texts:
    """What to say around the answers."""
    return TEXTS
