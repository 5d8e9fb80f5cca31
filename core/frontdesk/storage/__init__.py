"""The database: open it, write to it, and keep to one tenant's part of it.

A plugin derives its tables from :class:`TenantModel`, and reads and writes them through the :class:`Scope` it
is given (``turn.scope``).
"""

from __future__ import annotations

from frontdesk.storage.fields import Digest, Moment, PlainJSON, SealedJSON, SealedText
from frontdesk.storage.models import Contact, Conversation, Message, Model, TenantModel
from frontdesk.storage.pages import Page
from frontdesk.storage.scope import Scope
from frontdesk.storage.statements import Prepared, Slot
from frontdesk.storage.storage import Storage

__all__ = [
    "Contact",
    "Conversation",
    "Digest",
    "Message",
    "Model",
    "Moment",
    "Page",
    "PlainJSON",
    "Prepared",
    "Scope",
    "SealedJSON",
    "SealedText",
    "Slot",
    "Storage",
    "TenantModel",
]
