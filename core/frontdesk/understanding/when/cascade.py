"""Rules that join tokens into bigger ones, applied one after another (a cascaded finite-state grammar)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from frontdesk.understanding.when.token import Token

__all__ = ["Cascade", "Rule", "Rules", "rule"]

Build = Callable[[Sequence[Token]], tuple[str, object] | None]

#: Tokens in a row that may be about time, with the word that ends them. No rule joins ``_`` with anything.
_RUN = re.compile(r"[,.v]*[^_,.v][^_]*_?")
_REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Rule:
    """Joins a run of tokens into one.

    :ivar pattern: over the tags, one letter a token. Lookarounds see the neighbours, and beyond a ``_``
        nothing: rules are tried on the tokens between two of them.
    :ivar build: makes the tag and the value of the new token of the old ones, or None where they do not fit
        after all.
    """

    pattern: re.Pattern[str]
    build: Build


def rule(pattern: str, build: Build) -> Rule:
    """A rule from the text of its pattern."""
    return Rule(re.compile(pattern), build)


class Rules:
    """Rules in the order in which they are tried."""

    def __init__(self, *rules: Rule) -> None:
        self._rules = rules
        # People say few things about time, and in ever the same order.
        self._next = lru_cache(maxsize=_REMEMBERED)(self._search)

    def apply(self, tokens: list[Token], tags: str) -> str:
        """Let every rule join what it can.

        :param tags: of the tokens.
        :return: their tags after that.
        """
        found = self._next(tags, 0, 0)
        while found is not None:
            number, first, last = found
            run = tokens[first:last]
            built = self._rules[number].build(run)
            if built is not None:
                tag, value = built
                text = " ".join([token.text for token in run])
                tokens[first:last] = [Token(tag, value, text, run[0].start, run[-1].end, the=run[0].the)]
                tags = f"{tags[:first]}{tag}{tags[last:]}"
            found = self._next(tags, number, first + 1)
        return tags

    def _search(self, tags: str, number: int, start: int) -> tuple[int, int, int] | None:
        """The next place where a rule fits: its number, first token and end. Later rules begin in front."""
        for candidate in range(number, len(self._rules)):
            match = self._rules[candidate].pattern.search(tags, start)
            if match is not None:
                return candidate, match.start(), match.end()
            start = 0
        return None


class Cascade:
    """Sets of rules, each over what the one before it has made."""

    def __init__(self, *stages: Rules) -> None:
        self._stages = stages

    def apply(self, tokens: list[Token]) -> list[Token]:
        """The tokens after every rule has joined what it can."""
        tags = "".join([token.tag for token in tokens])
        joined = list(tokens)
        for found in reversed(list(_RUN.finditer(tags))):
            first, last = found.span()
            run, its_tags = tokens[first:last], found[0]
            for rules in self._stages:
                its_tags = rules.apply(run, its_tags)
            joined[first:last] = run
        return joined
