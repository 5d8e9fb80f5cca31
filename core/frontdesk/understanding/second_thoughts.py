"""What takes something back, or turns down what is offered: other times, hours that will not do."""

from __future__ import annotations

import re

from frontdesk.intents import SlotKind
from frontdesk.understanding.pattern import Pattern

__all__ = ["ANOTHER", "CANNOT", "EARLIER", "LATER", "REMOVES", "SAME", "TOO_EARLY", "TOO_LATE"]

#: Another one of what was named or offered.
ANOTHER = {
    SlotKind.DAY: Pattern(
        r"(?<!\w)(?:друг(?:ой|ие|ого) (?:день|дни|дня)|не тот день|день не (?:тот|подходит)|"
        r"(?:an)?other days?|different day|wrong day)(?!\w)",
        "друг день other different wrong",
    ),
    SlotKind.TIME: Pattern(
        r"(?<!\w)(?:друг(?:ое|ого|ие) (?:врем\w+|час\w*)|не то время|время не (?:то|подходит)|"
        r"(?:an)?other times?|different time|wrong time)(?!\w)|"
        # "Anything earlier?", but not "see you later".
        r"(?<!\w)(?:а|можно|есть|нет|ли|лучше|чуть|немного|что-нибудь|что-то|anything|any|something|it|bit|little|"
        r"time|slots?) (?:по)?(?:раньше|позже|позднее|earlier|later|sooner)(?!\w)(?! чем| than)|"
        r"^(?:(?:нет|не|no|nope|ну|well)[, ]+)*(?:по)?(?:раньше|позже|позднее|earlier|later|sooner)"
        r"(?: (?:можно|есть|нельзя|please).*)?\W*$",
        "друг время other different wrong раньше позже позднее earlier later sooner",
    ),
}
#: As it was before: "в это же время".
SAME = {
    SlotKind.DAY: Pattern(r"(?<!\w)(?:(?:тот|этот) же день|(?:the )?same day)(?!\w)", "же день same day"),
    SlotKind.TIME: Pattern(
        r"(?<!\w)(?:(?:то|это|тоже|этоже) (?:же )?(?:самое )?время|(?:the )?same time)(?!\w)",
        "время same time",
    ),
}
#: What is wrong with an hour that is named; "рано утром" is none.
TOO_EARLY = re.compile(r"(?<!\w)(?:рано(?:вато)?(?=$|[.,!?]| (?:для|мне|будет|слишком))|too early)")
TOO_LATE = re.compile(r"(?<!\w)(?:поздно(?:вато)?(?=$|[.,!?]| (?:для|мне|будет|слишком))|too late)")
#: An hour or a day that will not do, but not the question whether it would.
CANNOT = re.compile(
    r"(?<!\w)(?:не (?:получ\w+|успе\w+|могу|смогу|сможем|подход\w+|удобно|устраивает)|неудобно|никак|"
    r"can't|cannot|can not|won't (?:work|make|do)|doesn't work|does not work|not possible)(?!\w)"
)
#: Of these, which way.
EARLIER, LATER = re.compile(r"раньше|earlier|sooner"), re.compile(r"позже|позднее|later")
REMOVES = re.compile(
    r"(?<!\w)(?:отмен\w*|убер\w*|убрать|убирай\w*|не (?:надо|нужн\w*|хочу|буду)|без|cancel|remove|drop|skip|"
    r"without|no need|(?:don't|dont|do not) (?:need|want)|take out|leave out)(?!\w)"
)
