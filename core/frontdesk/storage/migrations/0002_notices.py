"""What customers are told without having asked."""

from __future__ import annotations

from typing import Any

from peewee import (
    BigAutoField,
    BigIntegerField,
    BooleanField,
    CharField,
    Database,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from frontdesk.storage import Moment, PlainJSON, SealedJSON


def up(migrator: Any, db: Database) -> None:
    """Create the table."""

    class Conversations(Model):
        id = BigAutoField()

        class Meta:
            table_name = "conversations"

    class Notices(Model):
        id = BigAutoField()
        tenant_id = CharField()
        conversation = ForeignKeyField(Conversations, on_delete="CASCADE", backref="+")
        key = CharField()
        body = SealedJSON()
        guard = CharField(null=True)
        ids = PlainJSON()
        to_person = BooleanField()
        state = CharField()
        reason = CharField(null=True)
        detail = TextField(null=True)
        message_id = BigIntegerField(null=True)
        attempts = IntegerField()
        due_at = Moment()
        expires_at = Moment(null=True)
        created_at = Moment()

        class Meta:
            table_name = "notices"
            indexes = ((("tenant_id", "key"), True),)

    Notices.add_index(Notices.due_at, where=Notices.state == "waiting", name="notices_waiting")
    db.bind([Conversations, Notices])
    db.create_tables([Notices])
