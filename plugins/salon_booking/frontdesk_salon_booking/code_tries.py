"""How many wrong codes a customer has given in a row."""

from __future__ import annotations

from datetime import datetime, timedelta

import peewee

from frontdesk.storage import Contact, Moment, Scope, TenantModel

__all__ = ["MOST", "PAUSE", "CodeTries", "CodeTry"]

#: So many wrong codes in a row, none long after the one before, and no more are looked at for a while.
MOST = 5
PAUSE = timedelta(hours=1)


class CodeTry(TenantModel):
    """The wrong codes of one contact since the last right one.

    :cvar wrong: how many there were in a row.
    :cvar last_at: when the last one was given; aware, UTC.
    """

    contact = peewee.ForeignKeyField(Contact, on_delete="CASCADE", backref="+")
    wrong = peewee.IntegerField()
    last_at = Moment()

    class Meta:
        table_name = "booking_code_tries"
        indexes = ((("tenant", "contact"), True),)

    @property
    def until(self) -> datetime:
        """How long it counts; aware, UTC."""
        last: datetime = self.last_at
        return last + PAUSE


class CodeTries:
    """Counts the tries of one contact. What counts runs inside the turn's write transaction.

    :param now: aware.
    """

    def __init__(self, scope: Scope, contact_id: int, now: datetime) -> None:
        self._scope = scope
        self._contact = contact_id
        self._now = now

    def too_many(self) -> CodeTry | None:
        """The row of wrong ones after which no further code is looked at; None where the next one is."""
        known = self._known()
        return None if known is None or known.wrong < MOST else known

    def wrong(self) -> None:
        """One more was wrong.

        :raises OutsideTransaction: there is no write transaction.
        """
        self._scope.lock(f"code tries:{self._contact}")
        known = self._known()
        self._forget()
        before = known.wrong if known else 0
        self._scope.insert(CodeTry, contact=self._contact, wrong=before + 1, last_at=self._now)

    def right(self) -> None:
        """One was right: the row of wrong ones ends.

        :raises OutsideTransaction: there is no write transaction.
        """
        if self._known():
            self._forget()

    def _known(self) -> CodeTry | None:
        """The row of wrong ones, while it still counts."""
        known: CodeTry | None = self._scope.get(CodeTry, CodeTry.contact == self._contact)
        return known if known is not None and self._now < known.until else None

    def _forget(self) -> None:
        self._scope.delete(CodeTry, CodeTry.contact == self._contact)
