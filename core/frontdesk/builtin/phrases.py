"""What the dialogue itself says. Every text can be overridden in the bot's ``texts:``."""

from __future__ import annotations

from frontdesk.hookspecs import hookimpl
from frontdesk.offers import Texts

__all__ = ["frontdesk_texts"]

_RU = {
    "core.not_understood": "Простите, не получилось вас понять. Напишите, пожалуйста, другими словами.",
    "core.not_understood_again": "Простите, опять не получилось понять. Попробуйте, пожалуйста, короче.",
    "core.not_caught": "Простите, не получилось понять.",
    "core.stuck": "Давайте иначе: выберите подходящее или напишите «стоп», и мы прервёмся.",
    "core.afterwards": "Хорошо, этим займёмся сразу после.",
    "core.which": "Хорошо! Что из этого вам подходит?",
    "core.gave_up": "Кажется, так у нас не получится. Давайте начнём заново: чем могу помочь?",
    "core.take_your_time": "Ничего страшного, не торопитесь.",
    "core.guided": "Ничего страшного! Вот чем я могу помочь:",
    "core.refused": "Хорошо. Напишите, пожалуйста, что поменять.",
    "core.stopped": "Хорошо, остановимся на этом. Если что-то понадобится, напишите.",
    "core.nothing_to_stop": "Хорошо. Если что-то понадобится, напишите.",
    "core.acknowledged": "Хорошо! Если что-то понадобится, напишите.",
    "core.cannot_come": "Понимаю, ничего страшного. Как поступим?",
    "core.suggest": "Уточните, пожалуйста: что вы хотите?",
    "core.is_that_right": "Всё верно?",
    "core.failed": "Простите, у нас что-то сломалось. Напишите, пожалуйста, ещё раз через несколько минут.",
    "core.busy": "Сейчас очень много обращений одновременно, и сделать это не получилось. "
    "Попробуйте, пожалуйста, ещё раз.",
    "core.back": "Снова с вами бот.",
    "core.back_given": "Снова с вами бот: чем могу помочь?",
    "core.back_late": "Простите, сейчас никто не смог вам ответить. Снова с вами бот: чем могу помочь?",
    "core.yes": "Да",
    "core.no": "Нет",
    "core.stop": "Не сейчас",
    "core.choose": "Выбрать",
}

_EN = {
    "core.not_understood": "Sorry, I did not get that. Could you put it another way?",
    "core.not_understood_again": "Sorry, I still did not get that. Could you try one short sentence?",
    "core.not_caught": "Sorry, I did not get that.",
    "core.stuck": "Let's try differently: choose what fits, or write “stop” and we leave it there.",
    "core.afterwards": "Of course, that comes right after this.",
    "core.which": "Lovely! Which one would you like?",
    "core.gave_up": "It seems this does not work out. Let's start afresh: how can I help?",
    "core.take_your_time": "No problem, take your time.",
    "core.guided": "No problem! Here is what I can do for you:",
    "core.refused": "All right. What would you like to change?",
    "core.stopped": "All right, we leave it there. Write whenever you need something.",
    "core.nothing_to_stop": "All right. Write whenever you need something.",
    "core.acknowledged": "All right! Write whenever you need something.",
    "core.cannot_come": "I see, no problem. What shall we do?",
    "core.suggest": "Just to be sure: what would you like to do?",
    "core.is_that_right": "Is that right?",
    "core.failed": "Sorry, something broke on our side. Please write again in a few minutes.",
    "core.busy": "It is very busy here at this moment, and that did not go through. Please try once more.",
    "core.back": "The bot is back with you.",
    "core.back_given": "The bot is back with you: how can I help?",
    "core.back_late": "Sorry, nobody could answer you just now. The bot is back: how can I help?",
    "core.yes": "Yes",
    "core.no": "No",
    "core.stop": "Not now",
    "core.choose": "Choose",
}


@hookimpl
def frontdesk_texts() -> Texts:
    """What to say when there is nothing in particular to say it for."""
    return Texts({"ru": _RU, "en": _EN})
