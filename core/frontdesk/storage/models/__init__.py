"""The core's tables, one noun a file."""

from __future__ import annotations

from frontdesk.storage.models.ai import AiConversation, AiMessage
from frontdesk.storage.models.alerts import AlertEntry
from frontdesk.storage.models.base import Model, TenantModel
from frontdesk.storage.models.contacts import Contact
from frontdesk.storage.models.conversations import Conversation
from frontdesk.storage.models.inbox import InboxEntry, QuarantineEntry
from frontdesk.storage.models.messages import Message
from frontdesk.storage.models.notices import NoticeEntry
from frontdesk.storage.models.outbox import OutboxEntry
from frontdesk.storage.models.receipts import ReceiptEntry
from frontdesk.storage.models.tenants import ChannelAccount, TenantEntry

__all__ = [
    "CORE_MODELS",
    "AiConversation",
    "AiMessage",
    "AlertEntry",
    "ChannelAccount",
    "Contact",
    "Conversation",
    "InboxEntry",
    "Message",
    "Model",
    "NoticeEntry",
    "OutboxEntry",
    "QuarantineEntry",
    "ReceiptEntry",
    "TenantEntry",
    "TenantModel",
]

#: All tables of the core.
CORE_MODELS: tuple[type[Model], ...] = (
    TenantEntry,
    ChannelAccount,
    Contact,
    Conversation,
    Message,
    InboxEntry,
    OutboxEntry,
    ReceiptEntry,
    AlertEntry,
    NoticeEntry,
    QuarantineEntry,
    AiConversation,
    AiMessage,
)
