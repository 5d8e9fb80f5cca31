"""One spelling for what is the same to a reader: case, ё, quotes, dashes, spaces."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["normalize"]

_SAME = str.maketrans(
    {
        "ё": "е",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "„": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "‑": "-",
        "‐": "-",
        "\u200b": " ",
        "\u200d": " ",
        "\ufe0f": " ",
        "\xa0": " ",
        "\u202f": " ",
    }
)
_DIFFERENT = re.compile(f"[{''.join(map(chr, _SAME))}]")


def normalize(text: str) -> str:
    """The text in lower case, in compatible Unicode form (NFKC), with one kind of quote, dash and space.

    ``ё`` becomes ``е``, since most people type it that way. Positions that readers of this package report are
    positions in this form. Idempotent.
    """
    # NFKC can bring forth capitals (letter-like signs) and lower case can undo composition: so it frames.
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).lower())
    if _DIFFERENT.search(folded):
        folded = folded.translate(_SAME)
    return " ".join(folded.split())
