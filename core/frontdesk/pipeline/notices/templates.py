"""Templates for notices: what a channel takes when it takes free-form text no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frontdesk.messages import Template
from frontdesk.pipeline.notices.words import language_of, worded
from frontdesk.storage import Scope
from frontdesk.storage.models import NoticeEntry

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.channels import Channel

__all__ = ["template_of", "wanted_template"]


def template_of(channel: Channel, scope: Scope, notice: Any, conversation: Any, bot: Bot) -> Template | None:
    """The template that says what a notice says, filled in.

    :return: None where the owner has entered none, or one with places or buttons that the notice has not.
    """
    body, language = scope.reveal(notice, NoticeEntry.body), language_of(scope, conversation, bot)
    form = channel.template(bot, body["text"], language)
    if form is None:
        return None
    made = worded(notice.id, body, bot, language)
    if not made.values.keys() >= set(form.params) or form.buttons > len(made.reply.choices):
        return None
    return Template(
        name=form.name,
        language=form.language,
        values=tuple(str(made.values[name]) for name in form.params),
        choices=tuple(choice.id for choice in made.reply.choices[: form.buttons]),
    )


def wanted_template(channel: Channel | None, scope: Scope, notice: Any, conversation: Any, bot: Bot) -> str:
    """What is missing where there is none: ``no template for reminder.ask (ru)``."""
    text, language = scope.reveal(notice, NoticeEntry.body)["text"], language_of(scope, conversation, bot)
    form = channel and channel.template(bot, text, language)
    return f"{f'template {form.name} does not fit' if form else 'no template for'} {text} ({language})"
