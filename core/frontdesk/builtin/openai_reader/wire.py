"""The way to a model: what goes over it, and what can go wrong."""

from __future__ import annotations

import importlib
import threading
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontdesk.builtin.openai_reader.config import OpenAi
    from frontdesk.settings import Settings

__all__ = ["Address", "Completion", "LiveWire", "Wire", "WireFailed", "usage_of"]

_OPENAI = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Address:
    """Where a model is asked, and with which key; an empty one reaches nobody."""

    base_url: str
    api_key: str = field(repr=False)

    @classmethod
    def of(cls, section: OpenAi, settings: Settings) -> Address:
        """The bot's own, or else the installation's. A key goes to the address it was given for only."""
        if section.base_url is not None:
            key = section.api_key.get_secret_value() if section.api_key else ""
            return cls(section.base_url.rstrip("/"), key)
        key = section.api_key.get_secret_value() if section.api_key else settings.openai_api_key or ""
        return cls((settings.openai_base_url or _OPENAI).rstrip("/"), key)


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered.

    :ivar refused: it would not.
    :ivar cut_off: there was more, and no room for it.
    :ivar tokens_in: all that was sent, ``cached`` and ``written`` included, as the API counted it.
    """

    content: str = field(repr=False)
    refused: bool = False
    cut_off: bool = False
    tokens_in: int = 0
    tokens_out: int = 0
    cached: int = 0
    written: int = 0

    @classmethod
    def of(cls, payload: object) -> Completion:
        """Read the JSON of a chat completion; what is missing in it counts as nothing.

        :raises WireFailed: it is no chat completion.
        """
        answer = _mapping(payload)
        choices = answer.get("choices")
        choice = _mapping(choices[0]) if isinstance(choices, list) and choices else {}
        if "message" not in choice:
            raise WireFailed("broken", usage=usage_of(answer))
        message = _mapping(choice["message"])
        content = message.get("content")
        finish = choice.get("finish_reason")
        return cls(
            content if isinstance(content, str) else "",
            refused=bool(message.get("refusal")) or finish == "content_filter",
            cut_off=finish == "length",
            **usage_of(answer),
        )


class WireFailed(Exception):
    """No answer came, or none that can be read.

    :ivar kind: in a word, for metrics.
    :ivar again: whether another try may help.
    :ivar after: seconds to wait before it, where the API says so.
    :ivar usage: what the API counted all the same, as :class:`Completion` has it.
    """

    def __init__(
        self,
        kind: str,
        *,
        again: bool = False,
        after: float | None = None,
        usage: Mapping[str, int] | None = None,
    ) -> None:
        super().__init__(kind)
        self.kind = kind
        self.again = again
        self.after = after
        self.usage = dict(usage or {})


class Wire(ABC):
    """A way to models. Threads share it."""

    @abstractmethod
    def reaches(self, address: Address) -> bool:
        """Whether there is anybody to ask."""

    @abstractmethod
    def prepare(self) -> None:
        """Load what takes its time to load, before the first customer waits for it."""

    @abstractmethod
    def ask(self, address: Address, body: Mapping[str, Any], seconds: float) -> Completion:
        """One try.

        :param body: of the chat completions API.
        :param seconds: how long it may take, give or take what an answer takes that comes in small pieces.
        :raises WireFailed: there is no answer.
        """


class LiveWire(Wire):
    """Over the network."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._clients: dict[Address, Any] = {}

    def reaches(self, address: Address) -> bool:
        return bool(address.api_key)

    def prepare(self) -> None:
        _library()

    def ask(self, address: Address, body: Mapping[str, Any], seconds: float) -> Completion:
        with self._guard:
            client = self._clients.get(address)
            if client is None:
                client = self._clients[address] = _library().Client(address)
        return Completion.of(client.complete(body, seconds))


def _library() -> Any:
    """The library of OpenAI. Loading it takes a second and more: not for those who have no model."""
    return importlib.import_module("frontdesk.builtin.openai_reader.live")


def usage_of(payload: object) -> dict[str, int]:
    """What the API counted, from the JSON of an answer or of an error."""
    usage = _mapping(_mapping(payload).get("usage"))
    details = _mapping(usage.get("prompt_tokens_details"))
    return {
        "tokens_in": _count(usage.get("prompt_tokens")),
        "tokens_out": _count(usage.get("completion_tokens")),
        "cached": _count(details.get("cached_tokens")),
        "written": _count(details.get("cache_write_tokens")),
    }


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
