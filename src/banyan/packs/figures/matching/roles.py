"""What a ledger's figure does, as its unit and indicator say it: a level, a share, a growth, a rank."""

import re

from banyan.model.figure import Dimension, Figure, Role

_AVERAGE = re.compile(r"\b(?:cagr|compound|average annual|avg annual|annual average)\b|年均|复合", re.IGNORECASE)
_GROWTH = re.compile(
    r"\bgrowth\b|\bincrease\b|\bgrew\b|\brise\b|\breduction\b|\bdecline\b|增速|增长|增幅|同比|下降", re.IGNORECASE)
_CHANGE = re.compile(r"\bchange\b|\bincrease\b|\bdecrease\b|\bgain\b|增加|减少|增减", re.IGNORECASE)
_GAP = re.compile(r"\bgap\b|\bdifference\b|差距|高于|低于", re.IGNORECASE)
_FLOOR = re.compile(r"\bminimum\b|\bfloor\b|\bat least\b|最低|起点", re.IGNORECASE)

# Roles that texts and ledgers don't keep apart.
CLASSES: dict[Role, Role] = {Role.RATE: Role.SHARE, Role.CHANGE: Role.GAP, Role.THRESHOLD: Role.FLOOR}


def role_of(figure: Figure) -> Role:
    unit, indicator = figure.unit, figure.indicator
    match unit.dimension:
        case Dimension.RANK:
            return Role.RANKING
        case Dimension.DATE:
            return Role.MOMENT
        case Dimension.POINTS:
            return Role.GAP if _GAP.search(indicator) else Role.CHANGE
        case Dimension.TIMES:
            return Role.GROWTH
        case Dimension.PERCENT:
            return _of_percent(figure)
        case _ if _CHANGE.search(indicator):
            return Role.CHANGE
        case _ if _FLOOR.search(indicator):
            return Role.FLOOR
        case _:
            return Role.LEVEL


def _of_percent(figure: Figure) -> Role:
    if figure.unit.per == "year" or _AVERAGE.search(figure.indicator):
        return Role.AVERAGE_GROWTH
    if figure.unit.symbol or _GROWTH.search(figure.indicator):
        return Role.GROWTH
    return Role.SHARE


def same_role(a: Role, b: Role) -> bool:
    return CLASSES.get(a, a) is CLASSES.get(b, b)
