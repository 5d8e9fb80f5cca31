"""A plugin for frontdesk: customers say how it was, the owner reads it.

A form with two questions, a table with a migration, a section in the bot definition, a metric, a command and
tests that are conversations: what a plugin usually needs. It imports public names only.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
from peewee import Model

from frontdesk import Action, Fixture, Intent, Metric, Migrations, Observer, Section, Texts, hookimpl
from frontdesk_feedback.action import STARS, GiveFeedback
from frontdesk_feedback.config import FeedbackSettings
from frontdesk_feedback.fixture import FeedbackRows
from frontdesk_feedback.model import Feedback
from frontdesk_feedback.observer import Counter
from frontdesk_feedback.texts import TEXTS

if TYPE_CHECKING:
    from frontdesk import Desk

__all__: list[str] = []


@hookimpl
def frontdesk_intents() -> Sequence[Intent]:
    return [
        Intent(
            "feedback",
            action="feedback",
            triggers={"en": ["feedback", "complain", "leave review"], "ru": ["отзыв", "жалоб", "пожаловат"]},
            examples={"en": ["I want to leave feedback"], "ru": ["Хочу оставить отзыв"]},
            slots=(STARS,),
            title={"en": "Leave feedback", "ru": "Оставить отзыв"},
        )
    ]


@hookimpl
def frontdesk_actions() -> Sequence[Action]:
    return [GiveFeedback()]


@hookimpl
def frontdesk_texts() -> Texts:
    return TEXTS


@hookimpl
def frontdesk_config() -> type[Section]:
    return FeedbackSettings


@hookimpl
def frontdesk_models() -> Sequence[type[Model]]:
    return [Feedback]


@hookimpl
def frontdesk_migrations() -> Migrations:
    return Migrations(history="feedback", directory=Path(__file__).parent / "migrations")


@hookimpl
def frontdesk_fixtures() -> Sequence[Fixture]:
    return [FeedbackRows()]


@hookimpl
def frontdesk_metrics() -> Sequence[Metric]:
    return [Metric("feedback_total", "Feedback given by customers.", labels=("salon_id", "stars"))]


@hookimpl
def frontdesk_observers(desk: Desk) -> Sequence[Observer]:
    return [Counter(desk.metrics)]


@hookimpl
def frontdesk_commands() -> Sequence[click.Command]:
    return [feedback_scale]


@click.command("feedback-scale")
def feedback_scale() -> None:
    """Print what the stars mean."""
    click.echo("1 never again ... 5 could not be better")
