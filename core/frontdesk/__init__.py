"""Chatbots that do the work of a front desk: answer, book, move, cancel, hand over to a person.

This is all that a plugin or an application imports from the framework, together with ``frontdesk.storage``,
``frontdesk.understanding`` and ``frontdesk.testing``. Every other module is private to it.
"""

from __future__ import annotations

import importlib
import typing

from frontdesk.actions import Action, Done, Form, Objection, Result
from frontdesk.busy import BusyCalendar, BusySource, BusyTime, BusyWanted, CalendarUnread
from frontdesk.channels import (
    Channel,
    Envelope,
    Fail,
    Hold,
    HttpRequest,
    HttpResponse,
    Outcome,
    Retry,
    Sent,
    TemplateForm,
    WebhookRequest,
)
from frontdesk.clock import Clock, FrozenClock, ShiftedClock, SystemClock
from frontdesk.errors import (
    BadCursor,
    BotInvalid,
    ChannelError,
    Conflict,
    DatabaseRefused,
    EnvelopeUnreadable,
    FrontdeskError,
    LeaseLost,
    MigrationsPending,
    MustBeAlone,
    OutsideTransaction,
    Overloaded,
    PluginRefused,
    Problem,
    RefusedToStart,
    SettingsRefused,
    SignatureInvalid,
    StorageError,
    TransportError,
    Undecryptable,
    ValueRefused,
)
from frontdesk.events import (
    DeliveryFailed,
    DeliveryHeld,
    Event,
    HandedOver,
    MessageReceived,
    MessageSent,
    ModelBudgetSpent,
    Observer,
    TurnTaken,
)
from frontdesk.explanation import explain
from frontdesk.handover import Handover, Reason, StaffAlert
from frontdesk.hookspecs import hookimpl
from frontdesk.hours import Opening
from frontdesk.intents import Intent, Option, Slot, SlotKind
from frontdesk.messages import STAFF, Choice, Inbound, Outbound, Receipt, Reply, Status, Template
from frontdesk.notices import Button, Notice, NoticeFate, NoticeGuard, Param, Unsent
from frontdesk.notifiers import Notifier
from frontdesk.offers import Fixture, Job, Metric, Migrations, Priority, Section, Texts
from frontdesk.paging import PageWanted
from frontdesk.problems import FieldError, HttpProblem, invalid_body, read_body
from frontdesk.readings import Guess, Occasion, Reading, Understander, Utterance
from frontdesk.settings import Settings
from frontdesk.sources import Source
from frontdesk.speech import Speech
from frontdesk.tenants import Customer, Tenant
from frontdesk.topics import Topic
from frontdesk.turns import LaterJob, Turn
from frontdesk.version import __version__

if typing.TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.desk import Desk

__all__ = [
    "STAFF",
    "Action",
    "BadCursor",
    "Bot",
    "BotInvalid",
    "BusyCalendar",
    "BusySource",
    "BusyTime",
    "BusyWanted",
    "Button",
    "CalendarUnread",
    "Channel",
    "ChannelError",
    "Choice",
    "Clock",
    "Conflict",
    "Customer",
    "DatabaseRefused",
    "DeliveryFailed",
    "DeliveryHeld",
    "Desk",
    "Done",
    "Envelope",
    "EnvelopeUnreadable",
    "Event",
    "Fail",
    "FieldError",
    "Fixture",
    "Form",
    "FrontdeskError",
    "FrozenClock",
    "Guess",
    "HandedOver",
    "Handover",
    "Hold",
    "HttpProblem",
    "HttpRequest",
    "HttpResponse",
    "Inbound",
    "Intent",
    "Job",
    "LaterJob",
    "LeaseLost",
    "MessageReceived",
    "MessageSent",
    "Metric",
    "Migrations",
    "MigrationsPending",
    "ModelBudgetSpent",
    "MustBeAlone",
    "Notice",
    "NoticeFate",
    "NoticeGuard",
    "Notifier",
    "Objection",
    "Observer",
    "Occasion",
    "Opening",
    "Option",
    "Outbound",
    "Outcome",
    "OutsideTransaction",
    "Overloaded",
    "PageWanted",
    "Param",
    "PluginRefused",
    "Priority",
    "Problem",
    "Reading",
    "Reason",
    "Receipt",
    "RefusedToStart",
    "Reply",
    "Result",
    "Retry",
    "Section",
    "Sent",
    "Settings",
    "SettingsRefused",
    "ShiftedClock",
    "SignatureInvalid",
    "Slot",
    "SlotKind",
    "Source",
    "Speech",
    "StaffAlert",
    "Status",
    "StorageError",
    "SystemClock",
    "Template",
    "TemplateForm",
    "Tenant",
    "Texts",
    "Topic",
    "TransportError",
    "Turn",
    "TurnTaken",
    "Undecryptable",
    "Understander",
    "Unsent",
    "Utterance",
    "ValueRefused",
    "WebhookRequest",
    "__version__",
    "explain",
    "hookimpl",
    "invalid_body",
    "read_body",
]

#: Names whose modules bring nearly everything else along: imported when they are first asked for.
_LATER = {"Bot": "frontdesk.bots", "Desk": "frontdesk.desk"}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_LATER[name]), name)
