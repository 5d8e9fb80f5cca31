"""What customers tell of their own day: "I work until six" is "after six", "a meeting at 11" is no wish.

What is told so is replaced in the text by what it means, or by blanks, letter for letter: places stay places.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from frontdesk.understanding.pattern import Pattern
from frontdesk.understanding.when.value import When

__all__ = ["BUSY_UNTIL", "ELSEWHERE", "read_beside_circumstances"]

#: So long they cannot come.
BUSY_UNTIL = Pattern(
    r"(?<!\w)(?:"
    r"(?:работа(?:ю|ем|ет)|на работе|занят[аы]?|уч[уи](?:сь|мся)|на уч[её]бе|смена|на смене)(?: \w+)? до|"
    r"(?:освобожусь|освободимся|освобождаюсь|заканчиваю|закончу|выхожу)(?: \w+){0,2} (?:в|к|около)|"
    r"(?:work|working|at work|busy|in class|in school|at school)(?: \w+)? (?:until|till|til)|"
    r"(?:finish(?: work)?|get off(?: work)?|get out of work|off work|done with work) (?:at|by|around)"
    r")(?= )",
    "работа занят уч смен освобо заканч законч выхожу work busy class school finish off done",
)
#: Why they want it so. What is free, or will do, is a wish of theirs.
ELSEWHERE = Pattern(
    r"(?:(?:^|(?<=[,.;!(])) *|(?<!\w)(?:потому что|так как|because|as|since) +)"
    r"(?:а то |но |but )?(?:"
    r"у (?:меня|нас|него|неё|нее|мужа|жены|сына|дочки|дочери|ребенка|ребёнка) "
    r"(?!(?:\w+ )?(?:получ|выйдет|выходит|свобод|удобн|есть время|окно))|"
    r"(?:i have|i've got|i got) (?:an? |my |to |another )(?!appointment|booking)|"
    r"my [a-z]+ (?:is|starts|begins) (?:at|from) )[^,.;!?]*",
    "у have got my",
)
_AFTER = re.compile(r"[а-яё]")


def read_beside_circumstances(text: str, read: Callable[[str], When]) -> When:
    """Day and hour of a text, those of what else the customer does that day apart.

    :param text: normalized.
    :param read: reads day and hour of a text.
    """
    found = BUSY_UNTIL.search(text)
    while found is not None:
        word = "после" if _AFTER.search(found.group()) else "after"
        text = text[: found.start()] + word.ljust(len(found.group())) + text[found.end() :]
        found = BUSY_UNTIL.search(text)
    told = ELSEWHERE.search(text)
    if told is None:
        return read(text)
    wanted = read(text[: told.start()] + " " * len(told.group()) + text[told.end() :])
    # Where nothing else tells an hour, it is what they speak of: "у меня запись в 11".
    return wanted if wanted.times else read(text)
