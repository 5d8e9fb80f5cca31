"""What customers call what a salon does: words that every salon's names may be said in."""

from __future__ import annotations

__all__ = ["FAMILIES", "QUALIFIERS"]

#: Words of one meaning; the ones that stand in names first.
FAMILIES = (
    "стрижка стричься подстричься постричься остричься стричь подстричь постричь остричь подстригите "
    "постригите подстригусь постригусь подравнять подровнять подкоротить стрижечка стрижечку",
    "haircut hairs cut cuts trim trimmed chop barber haircuts",
    "окрашивание/покраска/окраска краситься покраситься перекраситься красить покрасить перекрасить покрашу "
    "докрасить подкрасить тонирование тонировать мелирование балаяж омбре шатуш корни цвет",
    "colouring/coloring/colour/color dye dyed dyeing tint highlights balayage ombre roots coloured colored",
    "укладка уложить уложиться укладку причёска причёску локоны завивка",
    "styling/blow-dry blowout blowdry hairdo updo curls curling styled",
    "маникюр маник ногти ноготки ноготочки ногтей ногтики маникюрчик",
    "manicure mani nails nail",
    "педикюр педик пятки педикюрчик",
    "pedicure pedi toenails",
    "гель-лак/гель/лак/покрытие/покрытием шеллак гелем гелька гель-лаком лаком",
    "gel shellac gels",
    "бровей/брови бровки бровь бровист бровями",
    "brow/brows eyebrow eyebrows",
    "ресниц/ресницы реснички нарастить наращивать ресничек",
    "lash/lashes eyelash eyelashes",
    "бороды/борода бородку бородка усы",
    "beard beards moustache mustache",
    "массаж массажик массажист",
    "massage massages",
    "эпиляция/депиляция шугаринг воск восковая эпилировать",
    "waxing/wax sugaring epilation",
    "детская/детский ребенок ребёнка ребятёнок сын сына сынок сыночка дочь дочка дочку "
    "дочери дети детей малыш "
    "мальчик мальчика девочка девочку внук внука внучка",
    "kids/kids'/children's/child/kid kiddo children son daughter boy girl toddler grandson granddaughter",
    "мужская/мужской муж мужа мужу мужчина мужчины мужику парень парня",
    "men's/men/mens/man husband boyfriend gentleman gents guy male",
    "женская/женский жена жены девушка женщина девушки дама",
    "women's/women/womens/woman wife lady ladies girlfriend female",
)
#: They tell which of several is meant, and name nothing alone: "my husband", "my hair".
QUALIFIERS = frozenset(
    """
    ребенок ребёнка сын сына сынок сыночка дочь дочка дочку дочери дети детей малыш мальчик
    мальчика девочка девочку внук внука внучка муж мужа мужу мужчина мужчины парень парня жена
    жены девушка девушки женщина дама волос волосы волосам лица лицо kids kid kiddo children
    child son daughter boy girl toddler men man husband boyfriend gentleman guy male women
    woman wife lady ladies girlfriend female hair face
    """.split()  # noqa: SIM905 - a list of words reads as a text
)
