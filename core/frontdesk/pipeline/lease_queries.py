"""What leases ask of the database: for every message, in as few statements as its kind allows."""

from __future__ import annotations

from peewee import CTE, JOIN, Select, fn

from frontdesk.pipeline.dues import outside
from frontdesk.storage import Contact, Conversation, Message, Prepared, Slot
from frontdesk.storage.models import InboxEntry, OutboxEntry
from frontdesk.storage.statements import holding

__all__ = [
    "CLAIMED",
    "CLAIM_FREE",
    "FIRSTS",
    "HOLD_FREE",
    "RENEW",
    "RENEW_FREE",
    "STANDING",
    "STANDING_NUMBERED",
]

_IDS = Slot(Conversation.id, "ids")
_FREE = holding(
    Conversation.select(Conversation.id).where(Conversation.id.in_(_IDS)).order_by(Conversation.id),
    skip_locked=True,
)
_Waiting = InboxEntry.alias()
_OLDEST = (
    _Waiting.select(fn.MIN(_Waiting.id))
    .where(_Waiting.conversation.in_(_IDS) & (_Waiting.state == "pending"))
    .group_by(_Waiting.conversation)
)
_LEASED = (
    Conversation.id,
    Conversation.tenant,
    Conversation.fence,
    Conversation.channel,
    Conversation.account,
    Conversation.contact,
    Conversation.language,
    Conversation.state,
)
_CLAIM = (
    Conversation.update(fence=Slot(Conversation.fence), lease_until=Slot(Conversation.lease_until, "until"))
    .where(
        Conversation.id.in_(
            InboxEntry.select(InboxEntry.conversation).where(
                InboxEntry.id.in_(_OLDEST)
                & outside(InboxEntry.due_at, Slot(InboxEntry.due_at, "now"), Slot(InboxEntry.due_at, "never"))
            )
        )
    )
    .where(
        Conversation.lease_until.is_null()
        | outside(
            Conversation.lease_until,
            Slot(Conversation.lease_until, "now"),
            Slot(Conversation.lease_until, "never"),
        )
    )
    .returning(*_LEASED)
)
_Behind = InboxEntry.alias()
#: With whom it is from: what a channel said of the customer lately counts for this turn already.
_FIRST = (
    InboxEntry.id,
    InboxEntry.attempts,
    InboxEntry.received_at,
    InboxEntry.payload,
    Contact.name,
    Contact.phone,
    fn.EXISTS(
        _Behind.select(_Behind.id).where(
            (_Behind.conversation == InboxEntry.conversation)
            & (_Behind.state == "pending")
            & (_Behind.id > InboxEntry.id)
        )
    ),
)
# On SQLite, whose transaction holds everything.
CLAIMED = Prepared(_CLAIM, many=["ids"])
FIRSTS = Prepared(
    InboxEntry.select(InboxEntry.conversation, *_FIRST)
    .join(Conversation)
    .join(Contact)
    .where(InboxEntry.id.in_(_OLDEST)),
    many=["ids"],
)
# On PostgreSQL, in one message: hold those that nobody else holds, then claim them and read the rest. Not in
# one statement, which would show a conversation as it was before its holder let go: its message, answered by
# now, would be answered again. The first tells the second what it holds by way of a setting.
_SETTING = "frontdesk.free"
HOLD_FREE = Prepared(
    Select(
        [_FREE],
        [fn.set_config(_SETTING, fn.COALESCE(fn.string_agg(_FREE.c.id.cast("text"), ","), ""), True)],
    ),
    many=["ids"],
)
_IS_FREE = Conversation.id == fn.ANY(fn.string_to_array(fn.current_setting(_SETTING), ",").cast("bigint[]"))
_MINE = CTE("mine", _CLAIM.where(_IS_FREE))
CLAIM_FREE = Prepared(
    Conversation.select(
        Conversation.id,
        _IS_FREE,
        *(_MINE.c[field.column_name] for field in _LEASED),
        *_FIRST,
    )
    .join(_MINE, JOIN.LEFT_OUTER, on=(_MINE.c.id == Conversation.id))
    .join(
        InboxEntry, JOIN.LEFT_OUTER, on=(InboxEntry.conversation == _MINE.c.id) & InboxEntry.id.in_(_OLDEST)
    )
    .join(Contact, JOIN.LEFT_OUTER, on=(Contact.id == _MINE.c.contact_id))
    .where(Conversation.id.in_(_IDS))
    .with_cte(_MINE),
    many=["ids"],
)
_UNSENT = ("pending", "sending", "held")
# A commit that was answered with an error may have been kept: then the lease was given back with it.
_HELD = Conversation.select(Conversation.id, Conversation.fence).where(
    Conversation.id.in_(_IDS) & Conversation.lease_until.is_null(False)
)
STANDING = Prepared(
    _HELD.select_extend(
        fn.EXISTS(
            OutboxEntry.select(OutboxEntry.id).where(
                (OutboxEntry.conversation == Conversation.id) & OutboxEntry.state.in_(_UNSENT)
            )
        )
    ),
    many=["ids"],
)
# On PostgreSQL with the numbers for a message and its reply, which need not be asked for when they are
# inserted. They are taken while the conversation is held: what is later there has the greater one.
_ROWS_HELD = CTE("held", holding(_HELD.order_by(Conversation.id)))
STANDING_NUMBERED = Prepared(
    Select(
        [_ROWS_HELD],
        [
            _ROWS_HELD.c.id,
            _ROWS_HELD.c.fence,
            fn.EXISTS(
                OutboxEntry.select(OutboxEntry.id).where(
                    (OutboxEntry.conversation == _ROWS_HELD.c.id) & OutboxEntry.state.in_(_UNSENT)
                )
            ),
            *(fn.nextval(f"{model._meta.table_name}_id_seq") for model in (Message, Message, OutboxEntry)),
        ],
    ).with_cte(_ROWS_HELD),
    many=["ids"],
)
_RENEWAL = Conversation.update(lease_until=Slot(Conversation.lease_until, "until")).where(
    (Conversation.fence == Slot(Conversation.fence))
    # What was given back in the meantime stays given back.
    & Conversation.lease_until.is_null(False)
)
_THIS = Conversation.id == Slot(Conversation.id)
RENEW = Prepared(_RENEWAL.where(_THIS))
# On PostgreSQL, without waiting for a turn that is just being taken, which may take long and needs it least.
_This = Conversation.alias()
_THIS_FREE = holding(_This.select(_This.id).where(_This.id == Slot(Conversation.id)), skip_locked=True)
RENEW_FREE = Prepared(_RENEWAL.where(Conversation.id.in_(_THIS_FREE)))
