"""What the plugin says around the answers."""

from __future__ import annotations

from frontdesk import Texts

__all__ = ["TEXTS"]

TEXTS = Texts(
    {
        "ru": {
            "faq.ask_question": "Что вам подсказать?",
            "faq.unknown": "Этого я, к сожалению, не знаю. Могу подсказать другое или позвать человека.",
            "faq.suggestion": "Возможно, вы хотели узнать об этом?",
            "faq.choose": "Вопросы",
        },
        "en": {
            "faq.ask_question": "What would you like to know?",
            "faq.unknown": "I am afraid I do not know that. I can tell you about these, or call a person.",
            "faq.suggestion": "Did you want to know about this?",
            "faq.choose": "Questions",
        },
    }
)
