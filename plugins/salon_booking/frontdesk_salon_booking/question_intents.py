"""What customers ask of a salon, and the words that give it away."""

from __future__ import annotations

from frontdesk import Intent
from frontdesk_salon_booking.forms import CATEGORY, DAY, SERVICE, STAFF

__all__ = ["QUESTIONS"]

_PRICES = Intent(
    "prices",
    action="prices",
    title={"ru": "Цены", "en": "Prices"},
    slots=(SERVICE, STAFF, CATEGORY),
    triggers={
        "ru": (
            "=что|=чего|какие|=есть =у =вас|=нас|=есть|=тут|делаете|предлагаете|можно|=можете =для|=из|=по",
            "=что|=чего|=какие =есть|услуг|процедур =для|=из|=по",
            "сколько|скока|скок|=почем|=чего стоит|стоят|будет|обойд|беру|берет|цен",
            "цен|прайс|стоимост|расценк",
            "=почем",
            "сколько|долго|как =по|=времени|=это|длит|занима|=займет|делат|идет "
            "длит|занима|=займет|врем|долго|=по",
            "дорог|дешев|подешев",
            "долго|длит|занима|=займет",
            "=сколько денег|рублей",
            "сколько|скок =с =меня|=нас",
            "сколько =я|=мне должен|должна|платить|заплатить",
            "сколько|скок|скока минут|часов|час =занима|длит|идет|делат|уход|=по",
            "=чем отлич",
            "=какая|=в =чем разниц",
            "список|перечень|каталог|какие услуг|процедур",
        ),
        "en": (
            "how much",
            "price|pricing|=cost|=costs|=charge",
            "how long =does|=will =it|=that|last|take|=a|=the",
            "expensive|cheap",
            "=set =me|=us =back",
            "=what =do =you|=u =do|=offer",
            "=what's|=whats|=what damage",
            "=how =many|=much minutes|time|hours",
            "=what|=anything =you|=there =have|=do|=offer|=got =for",
            "list|menu|range|kinds|types|what|which =of|=do services|treatments",
        ),
    },
    examples={
        "ru": ("сколько стоит", "какие у вас цены", "сколько длится"),
        "en": ("how much does it cost", "what are your prices", "how long does it take"),
    },
)

_TEAM = Intent(
    "team",
    action="team",
    slots=(SERVICE,),
    triggers={
        "ru": (
            "=кто|=кого делае|дела|работа|стриж|крас|принима|провод|выполня|оказыва|есть",
            "=кто =у =вас|=нас",
            "=какие|=какой|=каких|=сколько мастер|специалист|врач|доктор|сотрудник",
            "=к =кому",
            "=у =кого",
            "=кто-нибудь|=кто-то|=кто =еще|=другой|=еще",
            "=кто =из мастер|специалист|врач",
        ),
        "en": (
            "=who =does|=do|=will|=works|=cuts|=performs|=gives|=offers|=would|=can|=could",
            "=which|=what|=how stylist|master|doctor|hairdresser|barber|specialist|technician|therapist",
            "=your stylists|masters|staff|team|doctors|hairdressers|barbers|specialists",
            "=who =else",
        ),
    },
    examples={
        "ru": ("кто делает", "какие у вас мастера", "к кому можно записаться", "кто у вас работает"),
        "en": ("who does it", "which stylists do you have", "who works there", "who will do it"),
    },
)

_OPENING_HOURS = Intent(
    "opening_hours",
    action="opening_hours",
    slots=(DAY, STAFF),
    triggers={
        "ru": (
            "=вы|салон|=ли|клиник работаете|открыт|закрыт|=работает|закрывает|открывает",
            "работаете|открыт|закрыт|=работает|закрываете|открываете =вы|салон|=ли|=до",
            "работаете|открыт|закрыт|=работает сегодня|завтра|=в|=во|=по",
            "=до|=со|=во|=с скольк|какого|которого работает|открыв|закрыв|=вы",
            "=до|=со скольк|скольки",
            "час|график|режим|врем работы",
            "=когда|=как|=сколько работаете|открыва|закрыва|=открыты|=закрыты",
            "=есть|=какие|=когда|=без|=у =выходной|=выходных",
            "выходн =ли|=день|=есть",
            "=когда|=сегодня|=завтра|=во|=в =работает|=принимает|=выходит",
            "=работает|=принимает|=выходит =когда|сегодня|завтра|=в|=во",
        ),
        "en": (
            "=are|=is|=r =you|=u|salon|clinic|=it open|closed",
            "=you're|=you're =open|=closed",
            "=when|=time =do|=does =you|salon|clinic open|close",
            "=do =you open|close|work =on|=at|=until|=till|=weekends|=sundays|=saturdays",
            "opening|business|working|=your|salon =hours",
            "=hours =of|=are|=on",
            "=how =late|=early open|=close|=are|=do",
            "=open|=close =until|=till|=today|=tomorrow|=weekends|=sundays|=saturdays",
            "=is|=when|=does =working|=work =on|=this|=next|=today|=tomorrow",
            "=is =in =on|=today|=tomorrow",
            "=when =is|=does =working|=work",
        ),
    },
    examples={
        "ru": (
            "когда вы работаете",
            "вы открыты в воскресенье",
            "до скольки вы работаете",
            "какой у вас график",
        ),
        "en": (
            "when are you open",
            "are you open on sunday",
            "what time do you close",
            "what are your hours",
        ),
    },
)

QUESTIONS = (_PRICES, _TEAM, _OPENING_HOURS)
