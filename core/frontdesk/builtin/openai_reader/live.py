"""The library of OpenAI, asked for one answer at a time. Loaded when somebody asks for the first one."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import Any

import httpx2
import openai

from frontdesk.builtin.openai_reader.wire import Address, WireFailed, usage_of

__all__ = ["Client"]

_CONNECT_SECONDS = 3.0
#: Bytes; an answer has a few thousand.
_LARGEST = 1_000_000
_UNTIL = "frontdesk.until"


class Client:
    """Asks at one address. Its own retries are off: they know nothing of how long a customer waits."""

    def __init__(self, address: Address) -> None:
        # At DEBUG the library logs what is sent: the words of customers.
        logging.getLogger("openai").setLevel(logging.WARNING)
        # Time-outs of the library are those of a single read: bytes that trickle in would never end.
        hooks: dict[str, list[Callable[..., Any]]] = {"request": [_begin], "response": [_bound]}
        self._client = openai.OpenAI(
            base_url=address.base_url,
            api_key=address.api_key,
            max_retries=0,
            http_client=openai.DefaultHttpxClient(event_hooks=hooks),
        )

    def complete(self, body: Mapping[str, Any], seconds: float) -> object:
        """The JSON of a chat completion.

        :raises WireFailed: there is none.
        """
        timeout = openai.Timeout(seconds, connect=min(seconds, _CONNECT_SECONDS))
        try:
            raw = self._client.chat.completions.with_raw_response.create(**body, timeout=timeout)
            return json.loads(raw.http_response.content)
        except openai.APITimeoutError as error:
            raise WireFailed("timeout") from error
        except openai.APIConnectionError as error:
            raise WireFailed("connection", again=True) from error
        except openai.APIStatusError as error:
            raise _status(error) from error
        except (openai.OpenAIError, ValueError) as error:
            raise WireFailed("broken") from error


def _begin(request: httpx2.Request) -> None:
    seconds = request.extensions.get("timeout", {}).get("read") or 0.0
    request.extensions = {**request.extensions, _UNTIL: time.monotonic() + seconds}


def _bound(response: httpx2.Response) -> None:
    stream = response.stream
    if isinstance(stream, httpx2.SyncByteStream):
        response.stream = _Bounded(stream, response.request)


class _Bounded(httpx2.SyncByteStream):
    """The body of an answer, which ends in time, and somewhere."""

    def __init__(self, stream: httpx2.SyncByteStream, request: httpx2.Request) -> None:
        self._stream = stream
        self._request = request

    def __iter__(self) -> Iterator[bytes]:
        size = 0
        for chunk in self._stream:
            size += len(chunk)
            if time.monotonic() > self._request.extensions[_UNTIL]:
                raise httpx2.ReadTimeout("the answer takes too long", request=self._request)
            if size > _LARGEST:
                raise httpx2.DecodingError("the answer is too large", request=self._request)
            yield chunk

    def close(self) -> None:
        self._stream.close()


def _status(error: openai.APIStatusError) -> WireFailed:
    usage = _usage(error)
    match error.status_code:
        case 401 | 403:
            return WireFailed("unauthorized", usage=usage)
        case 429 if error.code == "insufficient_quota":
            return WireFailed("quota", usage=usage)
        case 429:
            return WireFailed("rate_limited", again=True, after=_retry_after(error), usage=usage)
        case 408 | 409 | 500 | 502 | 503 | 504 | 529:
            return WireFailed("server_error", again=True, after=_retry_after(error), usage=usage)
        case status if status >= 500:
            return WireFailed("server_error", usage=usage)
        case _:
            return WireFailed("rejected", usage=usage)


def _usage(error: openai.APIStatusError) -> dict[str, int]:
    try:
        return usage_of(json.loads(error.response.content))
    except ValueError:
        return {}


def _retry_after(error: openai.APIStatusError) -> float | None:
    """Seconds, from ``retry-after-ms`` or ``Retry-After``, which may also be a date (RFC 9110, 10.2.3)."""
    headers = error.response.headers
    try:
        if "retry-after-ms" in headers:
            return max(float(headers["retry-after-ms"]) / 1000, 0.0)
        return max(float(headers["retry-after"]), 0.0)
    except KeyError:
        return None
    except ValueError:
        return _until(headers["retry-after"], headers.get("date", ""))


def _until(date: str, sent: str) -> float | None:
    try:
        return max((parsedate_to_datetime(date) - parsedate_to_datetime(sent)).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return None
