"""What the plugin says."""

from __future__ import annotations

from frontdesk import Texts

__all__ = ["TEXTS"]

TEXTS = Texts(
    {
        "en": {
            "feedback.ask_stars": "How was it, from 1 to 5?",
            "feedback.ask_comment": "I am sorry. What went wrong?",
            "feedback.one_to_five": "From 1 (never again) to 5 (could not be better), please.",
            "feedback.thanks": {
                "one": "Thank you. {count} star: the owner will read it today.",
                "other": "Thank you! {count} stars noted.",
            },
        },
        "ru": {
            "feedback.ask_stars": "Как всё прошло, от 1 до 5?",
            "feedback.ask_comment": "Очень жаль. Что было не так?",
            "feedback.one_to_five": "От 1 (больше ни ногой) до 5 (лучше не бывает), пожалуйста.",
            "feedback.thanks": {
                "one": "Спасибо. {count} звезда: владелец прочитает сегодня же.",
                "few": "Спасибо! Записала: {count} звезды.",
                "many": "Спасибо! Записала: {count} звёзд.",
                "other": "Спасибо! Записала: {count} звезды.",
            },
        },
    }
)
