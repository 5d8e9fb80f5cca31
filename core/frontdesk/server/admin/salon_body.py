"""What ``POST /admin/salons`` takes."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from frontdesk.problems import FieldError, invalid_body, read_body

__all__ = ["SalonBody"]

_PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
#: E.164 with a leading plus, as channels tell it.
StaffNumber = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
#: What a business cannot be without, when it is not known yet.
_NEEDED = ("name", "access_token", "bot")


class SalonBody(BaseModel):
    """A business to create or to change. Fields that are absent stay as they are.

    :ivar phone_number_id: its account on WhatsApp; finds the business that is changed.
    :ivar access_token: what the account authenticates with; stored encrypted, never given out.
    :ivar staff_numbers: from where the business's own people write, E.164; stored encrypted, never given out.
        They replace those of before.
    :ivar bot: id of a loaded bot definition.
    :ivar timezone: IANA name; null for the bot's.
    :ivar settings: what it overrides in the bot definition; replaces what it overrode before.
    """

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    phone_number_id: str = Field(pattern=r"^[A-Za-z0-9_.-]+$", max_length=64)
    name: str = Field(default="", pattern=_PRINTABLE, max_length=200)
    access_token: str = Field(default="", pattern=r"^[\x21-\x7e]+$", max_length=4096, repr=False)
    staff_numbers: list[StaffNumber] = Field(default_factory=list, max_length=20, repr=False)
    bot: str = Field(default="", pattern=_PRINTABLE, max_length=200)
    timezone: str | None = Field(default=None, min_length=1, max_length=100)
    settings: dict[str, Any] = Field(default_factory=dict)
    active: bool = True

    @classmethod
    def read(cls, body: bytes) -> SalonBody:
        """Read it from a request's body.

        :raises HttpProblem: 422 with every field that is wrong.
        """
        return read_body(cls, body)

    def given(self, *names: str) -> bool:
        """Whether any of these fields stands in the body."""
        return any(name in self.model_fields_set for name in names)

    def require_all(self) -> None:
        """Make sure that everything is there that a new business needs.

        :raises HttpProblem: 422, a field is missing.
        """
        missing = [name for name in _NEEDED if not self.given(name)]
        if missing:
            raise invalid_body(*(FieldError(f"#/{name}", "is needed for a new salon") for name in missing))
