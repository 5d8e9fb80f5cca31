"""Which page of a list a request asks for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from frontdesk.problems import HttpProblem

__all__ = ["PageWanted"]

_USUAL = 50
_MOST = 200


@dataclass(frozen=True, slots=True)
class PageWanted:
    """``?limit=&cursor=``.

    :ivar limit: rows on the page: 50 unless the request says otherwise, 200 at most.
    :ivar cursor: where the page begins; None for the first.
    """

    limit: int
    cursor: str | None

    @classmethod
    def of(cls, query: Mapping[str, str]) -> PageWanted:
        """Read it from a query.

        :raises HttpProblem: 400, the limit is not a positive number.
        """
        given = query.get("limit", str(_USUAL))
        if not (given.isascii() and given.isdigit() and int(given[:9]) > 0):
            raise HttpProblem(400, "Bad limit", f"limit is a number from 1 to {_MOST}.")
        return cls(min(int(given[:9]), _MOST), query.get("cursor") or None)
