"""What gives away a question about the business, be it one of the entries or not.

A question that no entry answers is a question all the same: the customer is shown what can be asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["TRIGGERS"]

TRIGGERS: Mapping[str, Sequence[str]] = {
    "ru": (
        "=вы|=ли|=у =вас|=вы|завтра|сегодня|=в работаете|открыт|закрыт|принимаете|использ|"
        "находитесь|продаете|=есть",
        "принимаете|работаете|открыты|закрыты|используете|продаете =вы|=ли|=в|=до|=по|карт|налич|сбп",
        "=до =скольки|=какого|=сколько",
        "=во =сколько открыва|закрыва",
        "график|режим работ",
        "часы|=дни работ|прием",
        "работаете",
        "=вопрос|вопросик",
        "вайфай|wifi|=wi|=кофе|=чай",
        "парковк|парковат|=машину|=машина|=машины|=машиной|=авто",
        "скидк|акци|бонус|сертификат|подароч|абонемент|рассрочк",
        "предоплат|депозит|штраф|задаток",
        "оплат|оплач|картой|картами|безнал|наличн|налич|=сбп|перевод|чаевы|расплат|заплатить|платить",
        "собак|животн|=котом|питомц",
        "адрес|=улиц|=улице|метро|добраться|доехать|дойти|находит|найти =вас|=вы",
        "=как|=куда =до|=к =вас|=вам",
        "телефон|номер|контакт =для|=салон|=у|связ|=ваш|=админ",
        "=ваш|=какой|=у =вас|=ваш телефон|номер|контакт|сайт|инстаграм|телеграм",
        "=можно|=нужно|=надо|=стоит =ли =с|=со|=без|=приходить|=мыть|=брать|=делать|беремен|готов|заранее",
        "=можно|=а =с|=со ребенк|детьми|детк|собак|мужем|подруг",
        "=нужн|=нужна|=надо|=обязательно =ли",
        "беремен|аллерг|противопоказ|стерил|дезинф|инструмент|лиценз|материал|краск|бренд|косметик|гарант",
        "=кто делает|делал|красит|стрижет|мастер|работает|=у",
        "=чем|=какой|=какими|=на =вы|=чем|краск|красите|работаете|пользуетесь",
        "отзыв|рейтинг|портфол|=фото|=примеры",
    ),
    "en": (
        "=do =you|=u|=they|=we|=i accept|take|sell|have|work|cater|provide|use|serve|need|require|charge",
        "=are =you|=u|=we|=they open|closed|located|friendly|near|unisex|wheelchair|licensed|insured",
        "=is|=are =it|=there|=this|=that|=the unisex|wifi|parking|lift|toilet|coffee|discount|"
        "deposit|accessible",
        "=a|=another|=quick|=have question|questions",
        "wifi|=wi|parking|voucher|vouchers|discount|discounts|deposit|gratuity|refund",
        "=gift|=loyalty card|cards|certificate|voucher",
        "=what|=which|=what's|=when time|times|hours|days|=do =do|=are|=you|=your "
        "=open|=close|=shut|=hours|=opening|=closing|=you",
        "=when|=until|=till =are|=do =you =open|=close|=shut",
        "open|closed =on|=today|=tomorrow|=tonight|=this|=sunday|=sundays|=saturday|=new|=christmas",
        "opening|business|working hours|times",
        "=their|=your|=the|=its|=contact|=phone|=for|=average|=a "
        "rating|review|reviews|address|number|website|contact|info|information|location|street|telephone",
        "rating|=stars|reviews",
        "contact|phone|telephone number|info|information|details",
        "=what|=which street|area|city|floor|building|brand|brands|products",
        "where|whereabouts =are|=is =you|=u|=they|=it|=the|=your|=that",
        "directions|=get|=find =to|=you|=from|=there =you|=your|=there|station|=from",
        "=can|=could|=may|=should =i|=we bring|pay|park|wash|leave|wait|eat =my|=the|=with|=by|"
        "=in|=cash|=card|=a",
        "anywhere|somewhere|where =to|=can|=for|=i park|leave|car",
        "=pay|=paying|payment|=cash|=card|=cards|=apple|=google|contactless|=tip|=tips",
        "=do|=should|=must =i|=we =need|=have =to|=a",
        "who|which|stylist|=does =does|=do|=stylist|=master =the|=do|=your|=best|=colour|=this",
        "allerg|pregnan|patch|licen|vegan|sterili|hygien",
        "=dog|=dogs|=pet|=pets =friendly|=allowed|=with|=my",
    ),
}
