"""What a bot definition may say, apart from the sections of plugins."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo, available_timezones

from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic_core import PydanticCustomError

from frontdesk.bots.codes import Code
from frontdesk.bots.staffing import HandoverRules
from frontdesk.catalogue import locale_of
from frontdesk.suggestions import did_you_mean

__all__ = ["AccountSeed", "BotDefinition", "Dialogue", "TenantSeed"]

_ID = r"^[a-z0-9][a-z0-9_-]{0,62}$"


def _complain(code: Code, message: str) -> PydanticCustomError:
    # The message goes in as a parameter: braces in it would be taken for fields.
    return PydanticCustomError(code.value, "{message}", {"message": message})


def _check_language(language: str) -> str:
    try:
        locale_of(language)
    except ValueError:
        hint = did_you_mean(language, ("ru", "en", "de", "fr", "es", "it", "uk", "kk", "tr", "pt"))
        raise _complain(Code.UNKNOWN_LANGUAGE, f"unknown language '{language}'{hint}") from None
    return language


def _check_timezone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        # Listing all of them reads the disk: only for those who need the list.
        hint = did_you_mean(name, available_timezones()) or "; use an IANA name such as Europe/Moscow"
        raise _complain(Code.UNKNOWN_TIMEZONE, f"unknown time zone '{name}'{hint}") from None
    return name


def _check_currency(code: str) -> str:
    if code not in list_currencies():
        hint = did_you_mean(code, list_currencies()) or "; use an ISO 4217 code such as RUB"
        raise _complain(Code.UNKNOWN_CURRENCY, f"unknown currency '{code}'{hint}")
    return code


Language = Annotated[str, AfterValidator(_check_language)]
TimeZone = Annotated[str, AfterValidator(_check_timezone)]
Currency = Annotated[str, AfterValidator(_check_currency)]
#: Empty where the environment variable that it is filled from is.
PhoneNumber = Annotated[str, Field(pattern=r"^(\+[1-9][0-9]{6,14})?$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)


class Dialogue(_Part):
    """How the bot leads a conversation."""

    fallback: Literal["clarify", "echo"] = Field(
        default="clarify",
        description="What is not understood: say so and show what the bot can do, or echo it.",
    )
    merge: bool = Field(
        default=True, description="Messages that wait together are read as one, and get one answer."
    )
    burst_wait_ms: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="Milliseconds to wait after a message for the next one. Never after a tap.",
    )

    @property
    def burst_wait(self) -> float:
        """Seconds to wait after a message for the next one; 0 where each is read for itself."""
        return self.burst_wait_ms / 1000 if self.merge else 0.0


class AccountSeed(_Part):
    """An address of a business on a channel."""

    channel: str = Field(default="whatsapp", description="Name of the channel.")
    account: str = Field(min_length=1, description="The address; WhatsApp: the phone_number_id.")
    access_token: str | None = Field(
        default=None, repr=False, description="What it authenticates with: ${NAME} from the environment."
    )
    staff_numbers: list[PhoneNumber] = Field(
        default_factory=list,
        repr=False,
        max_length=20,
        description="From where the business's own people write: ${NAME} from the environment, E.164.",
    )

    @property
    def own_numbers(self) -> list[str] | None:
        """Those of them that are set; None where there are none."""
        return [number for number in self.staff_numbers if number] or None


class TenantSeed(_Part):
    """A business that is entered into the database when it is not there yet; afterwards the database wins."""

    id: str = Field(pattern=_ID, description="Lower case, digits, _ and -.")
    name: str = Field(min_length=1, description="What the business is called.")
    timezone: TimeZone | None = Field(default=None, description="IANA name, where it differs from the bot's.")
    accounts: list[AccountSeed] = Field(default_factory=list, description="Its addresses on channels.")
    settings: dict[str, Any] = Field(default_factory=dict, description="What it overrides in the definition.")
    active: bool = Field(default=True, description="Whether its messages are answered.")


class BotDefinition(_Part):
    """A bot definition. The sections of plugins stand beside these keys, each under the plugin's name."""

    frontdesk: str | None = Field(
        default=None, pattern=r"^\d+(\.\d+){0,2}$", description="The oldest version that can run it."
    )
    extends: str | None = Field(
        default=None, description="A file beside this one, or the name of a bundled bot."
    )
    id: str | None = Field(default=None, pattern=_ID, description="The bot's id; the file's name without it.")
    name: str | dict[Language, str] | None = Field(
        default=None, description="What the bot is called, for all languages or per language."
    )
    languages: list[Language] = Field(
        min_length=1, description="What it speaks; the first one when in doubt."
    )
    timezone: TimeZone = Field(description="IANA name: Europe/Moscow.")
    currency: Currency | None = Field(default=None, description="ISO 4217 code of prices: RUB.")
    plugins: list[str] = Field(default_factory=list, description="What it can do, in the order of asking.")
    smalltalk: bool = Field(default=True, description="Greetings, thanks, goodbye, the menu, a person.")
    understanding: list[str] = Field(
        default_factory=lambda: ["rules"], description="Who reads messages, in the order of asking."
    )
    dialogue: Dialogue = Field(default_factory=Dialogue, description="How it leads a conversation.")
    handover: HandoverRules = Field(
        default_factory=HandoverRules, description="When people take over from it."
    )
    texts: dict[Language, dict[str, str | dict[str, str]]] = Field(
        default_factory=dict, description="Texts of plugins in the bot's own words, by language and key."
    )
    tenants: list[TenantSeed] = Field(default_factory=list, description="Businesses that it works for.")
