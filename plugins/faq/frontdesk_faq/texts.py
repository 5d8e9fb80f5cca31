"""What the plugin says around the answers."""

from __future__ import annotations

from frontdesk import Texts

__all__ = ["TEXTS"]

TEXTS = Texts(
    {
        "ru": {
            "faq.ask_question": "Что вам подсказать?",
            "faq.suggestion": "Возможно, вы хотели узнать об этом?",
            "faq.choose": "Вопросы",
        },
        "en": {
            "faq.ask_question": "What would you like to know?",
            "faq.suggestion": "Did you want to know about this?",
            "faq.choose": "Questions",
        },
    }
)
