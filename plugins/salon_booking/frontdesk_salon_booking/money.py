"""Amounts of money in JSON."""

from __future__ import annotations

from decimal import Decimal

__all__ = ["amount"]


def amount(price: Decimal | None) -> str | None:
    """An amount as a decimal string with two places, ``"1500.00"``; None where there is none.

    Not a number: most readers of JSON make a binary fraction of one, and sums of those are off by a cent.
    """
    return None if price is None else f"{price:.2f}"
