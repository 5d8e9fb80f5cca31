"""All tables of the core."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Database,
    DecimalField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from frontdesk.storage import Digest, Moment, PlainJSON, SealedJSON, SealedText


def up(migrator: Any, db: Database) -> None:
    """Create them."""
    contacts = _create_people(db)
    conversations = _create_conversations(db, contacts)
    messages = _create_messages(db, conversations)
    _create_ways_in(db, conversations)
    _create_ways_out(db, conversations, messages)
    _create_alerts(db, conversations)
    _create_ai(db, conversations)


def _create_people(db: Database) -> type[Model]:
    class Tenants(Model):
        id = CharField(primary_key=True)
        name = TextField()
        bot = CharField()
        timezone = CharField(null=True)
        settings = PlainJSON()
        active = BooleanField()
        created_at = Moment()
        updated_at = Moment()

        class Meta:
            table_name = "tenants"
            indexes = ((("created_at", "id"), False), (("updated_at",), False))

    class ChannelAccounts(Model):
        id = BigAutoField()
        tenant_id = CharField()
        channel = CharField()
        account = CharField()
        access_token = SealedText(null=True)
        active = BooleanField()

        class Meta:
            table_name = "channel_accounts"
            indexes = ((("channel", "account"), True), (("tenant_id",), False))

    class Contacts(Model):
        id = BigAutoField()
        tenant_id = CharField()
        channel = CharField()
        address = SealedText()
        address_digest = Digest()
        phone = SealedText(null=True)
        phone_digest = Digest(null=True)
        name = SealedText(null=True)
        created_at = Moment()

        class Meta:
            table_name = "contacts"
            indexes = (
                (("address_digest", "tenant_id", "channel"), True),
                (("tenant_id", "phone_digest"), False),
            )

    _create(db, Tenants, ChannelAccounts, Contacts)
    return Contacts


def _create_conversations(db: Database, contacts: type[Model]) -> type[Model]:
    class Conversations(Model):
        id = BigAutoField()
        tenant_id = CharField()
        channel = CharField()
        account = CharField()
        contact = ForeignKeyField(contacts, on_delete="CASCADE", backref="+")
        state = SealedJSON(null=True)
        language = CharField(null=True)
        fence = BigIntegerField()
        lease_until = Moment(null=True)
        person_since = Moment(null=True)
        person_reason = CharField(null=True)
        paused_until = Moment(null=True)
        unread = IntegerField()
        last_inbound_at = Moment(null=True)
        created_at = Moment()

        class Meta:
            table_name = "conversations"
            indexes = ((("tenant_id", "channel", "contact"), True),)

    Conversations.add_index(
        Conversations.paused_until,
        where=Conversations.paused_until.is_null(False),
        name="conversations_paused",
    )
    Conversations.add_index(
        Conversations.paused_until, where=Conversations.unread > 0, name="conversations_unread"
    )
    _create(db, Conversations)
    return Conversations


def _create_messages(db: Database, conversations: type[Model]) -> type[Model]:
    class Messages(Model):
        id = BigAutoField()
        tenant_id = CharField()
        conversation = ForeignKeyField(conversations, on_delete="CASCADE", backref="+")
        contact_id = BigIntegerField()
        direction = CharField(max_length=3)
        type = CharField()
        content = SealedText()
        channel_message_id = SealedText(null=True)
        channel_message_digest = Digest(null=True)
        status = CharField()
        status_at = Moment()
        error = TextField(null=True)
        cost = DecimalField(max_digits=12, decimal_places=6)
        why = SealedJSON(null=True)
        reference = CharField(null=True, unique=True)
        created_at = Moment()

        class Meta:
            table_name = "messages"
            indexes = ((("tenant_id", "id"), False),)

    known = Messages.channel_message_digest.is_null(False) & Messages.reference.is_null(False)
    Messages.add_index(Messages.channel_message_digest, where=known, name="messages_sent")
    _create(db, Messages)
    return Messages


def _create_ways_in(db: Database, conversations: type[Model]) -> None:
    class Inbox(Model):
        id = BigAutoField()
        tenant_id = CharField()
        channel = CharField()
        account = CharField()
        message_digest = Digest()
        # Its own index would be preferred to the one with the state, and all that is done read through.
        conversation = ForeignKeyField(
            conversations, null=True, index=False, on_delete="CASCADE", backref="+"
        )
        payload = SealedJSON()
        state = CharField()
        attempts = IntegerField()
        error = TextField(null=True)
        received_at = Moment()
        due_at = Moment()

        class Meta:
            table_name = "inbox"
            indexes = (
                (("channel", "account", "message_digest"), True),
                (("conversation", "state", "id"), False),
                (("state", "due_at"), False),
            )

    class Quarantine(Model):
        id = BigAutoField()
        channel = CharField()
        body = SealedText()
        reason = TextField()
        received_at = Moment()

        class Meta:
            table_name = "quarantine"

    _create(db, Inbox, Quarantine)


def _create_ways_out(db: Database, conversations: type[Model], messages: type[Model]) -> None:
    class Outbox(Model):
        id = BigAutoField()
        tenant_id = CharField()
        conversation = ForeignKeyField(conversations, index=False, on_delete="CASCADE", backref="+")
        message = ForeignKeyField(messages, on_delete="CASCADE", backref="+")
        payload = SealedJSON()
        state = CharField()
        attempts = IntegerField()
        tries = IntegerField()
        due_at = Moment()
        claimed_until = Moment(null=True)
        attempted_at = Moment(null=True)
        error = TextField(null=True)

        class Meta:
            table_name = "outbox"
            indexes = (
                (("conversation", "state", "id"), False),
                (("state", "due_at"), False),
            )

    class Receipts(Model):
        id = BigAutoField()
        channel = CharField()
        account = CharField()
        message_digest = Digest()
        reference = CharField(null=True, index=True)
        status = CharField()
        at = Moment()
        error_code = CharField(null=True)
        error = TextField(null=True)
        applied = BooleanField()

        class Meta:
            table_name = "receipts"
            indexes = (
                (("channel", "account", "message_digest", "status"), True),
                (("applied", "id"), False),
            )

    _create(db, Outbox, Receipts)


def _create_alerts(db: Database, conversations: type[Model]) -> None:
    class Alerts(Model):
        id = BigAutoField()
        tenant_id = CharField()
        conversation = ForeignKeyField(conversations, on_delete="CASCADE", backref="+")
        notifier = CharField()
        reason = CharField()
        state = CharField()
        attempts = IntegerField()
        error = TextField(null=True)
        created_at = Moment()
        due_at = Moment()

        class Meta:
            table_name = "alerts"
            indexes = ((("state", "due_at"), False),)

    _create(db, Alerts)


def _create_ai(db: Database, conversations: type[Model]) -> None:
    class AiConversations(Model):
        id = BigAutoField()
        tenant_id = CharField()
        conversation = ForeignKeyField(conversations, on_delete="CASCADE", backref="+")
        model = CharField()
        created_at = Moment()

        class Meta:
            table_name = "ai_conversations"

    class AiMessages(Model):
        id = BigAutoField()
        tenant_id = CharField()
        ai_conversation = ForeignKeyField(AiConversations, on_delete="CASCADE", backref="+")
        role = CharField()
        content = SealedText()
        model = CharField()
        tokens_in = IntegerField()
        tokens_out = IntegerField()
        cost = DecimalField(max_digits=12, decimal_places=6)
        response_ms = IntegerField(null=True)
        error = CharField(null=True)
        created_at = Moment()

        class Meta:
            table_name = "ai_messages"
            indexes = ((("tenant_id", "created_at"), False),)

    _create(db, AiConversations, AiMessages)


def _create(db: Database, *tables: type[Model]) -> None:
    db.bind(tables)
    db.create_tables(tables)
