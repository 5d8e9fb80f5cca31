"""Words of people who are angry with a business, as trigger stems."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

__all__ = ["COMPLAINTS"]

#: By language; written as the triggers of an :class:`frontdesk.Intent`.
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
            "испортил|сожгл|обманул|обманыва|мошенник",
            "идиот|дебил|тупой|тупая|тупые|дура|дурак",
        ),
        "en": (
            "complain",
            "refund",
            "=my|=the money =back",
            "terrible|awful|horrible|disgusting|appalling service|job|work|experience|staff|attitude",
            "rude",
            "unacceptable|outrageous|ridiculous",
            "=nobody|=noone|=never answer|pick|repl|call",
            "ruined|burned|burnt|scam",
            "idiot|stupid|moron",
        ),
    }
)
