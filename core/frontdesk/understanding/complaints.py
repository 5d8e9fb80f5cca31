"""Words of people who are angry with a business, as trigger stems."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["COMPLAINTS", "INSULTS"]

#: By language; written as the triggers of an :class:`frontdesk.Intent`.
INSULTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"ru": ("идиот|дебил|тупой|тупая|тупые|дура|дурак",), "en": ("idiot|stupid|moron",)}
)
#: The same, about the business and not the bot.
COMPLAINTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "ru": (
            "жалоб|жалуюсь|жаловат|пожалуюсь|пожаловат",
            "претензи",
            "верните|вернуть|возврат деньг|денег|деньги",
            "ужасн|отвратительн|безобразн|хамск обслуж|сервис|мастер|салон|работ|отношен",
            "хам|хамка|хамят|нахамил|хамств",
            "безобрази|возмутительн|кошмар =какой",
            "=никто =не отвеча|бер|перезв",
            "дозвон|дозвал",
            "испорт|=сожгли|=сожгла|=сожгло|=сожгл|изуродова|напортач|обманул|обманыва|мошенник",
            "=ужасно|=ужасный|=безобразие|=кошмар",
            "плохо|криво|неровно|неаккуратно|ужасно постри|подстри|покрас|сдела|накрас|уложил|обработа",
            "=хочу|надо|нужно|прошу переделать|=переделайте",
            "недоволен|недовольна|недовольны|разочарован|возмущен",
            "=хуже|худш =не|салон|стрижк|маникюр|сервис|обслуж|видел|видела",
        ),
        "en": (
            "complain",
            "refund",
            "=my|=the money =back",
            "terrible|awful|horrible|disgusting|appalling service|job|work|experience|staff|attitude",
            "rude",
            "unacceptable|outrageous|ridiculous",
            "=nobody|=noone|=never answer|pick|repl|call",
            "=ruined|=damaged|=burnt|=burned|=butchered =my",
            "scam",
            "=messed|=screwed =up =my",
            "botched|=uneven|=crooked hair|haircut|cut|nails|brows|job|=my",
            "want|=my|demand|=a =refund",
            "=worst salon|service|place|haircut|manicure|experience|visit|=ever",
            "unhappy|disappointed|dissatisfied|furious|upset =with|=about|=by",
            "waited|waiting minutes|hour|hours|ages",
        ),
    }
)
