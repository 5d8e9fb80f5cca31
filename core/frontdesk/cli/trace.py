"""How a message came about, laid out for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

__all__ = ["trace_lines"]

#: What stands before the sentences of a section.
_TITLES = {
    "reading": "understood",
    "decision": "decided",
    "template": "said",
    "sources": "facts from",
    "delivery": "since then",
}
_WIDTH = 12


def trace_lines(sections: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The sentences of :func:`frontdesk.explain`, a line each."""
    for name, sentences in sections.items():
        title = _TITLES.get(name, name)
        for sentence in sentences:
            yield f"{title:<{_WIDTH}}{sentence}"
            title = ""
