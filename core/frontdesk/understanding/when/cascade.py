"""Rules that join tokens into bigger ones, applied one after another (a cascaded finite-state grammar)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from frontdesk.understanding.when.token import Token

__all__ = ["Rule", "Rules", "rule"]

Build = Callable[[Sequence[Token]], tuple[str, object] | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """Joins a run of tokens into one.

    :ivar pattern: over the tags, one letter a token. Lookarounds see the neighbours.
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
        self._any = re.compile("|".join(f"(?:{each.pattern.pattern})" for each in rules))

    def apply(self, tokens: list[Token]) -> list[Token]:
        """The tokens after every rule has joined what it can."""
        tags = "".join([token.tag for token in tokens])
        # Most phrases have nothing for most sets of rules.
        for each in self._rules if self._any.search(tags) else ():
            start = 0
            while match := each.pattern.search(tags, start):
                first, last = match.span()
                built = each.build(tokens[first:last]) if last > first else None
                if built is None:
                    start = first + 1
                    continue
                tag, value = built
                run = tokens[first:last]
                text = " ".join(token.text for token in run)
                tokens[first:last] = [Token(tag, value, text, run[0].start, run[-1].end, the=run[0].the)]
                tags = f"{tags[:first]}{tag}{tags[last:]}"
                start = first + 1
        return tokens
