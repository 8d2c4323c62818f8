"""A count and the list that is said to be all of it: 设6大展区，分别为A、B、C."""

import re

from banyan.model.figure import Dimension, Reading, Relation, Tie
from banyan.packs.figures.further.near import behind, more, tied

_LISTED = re.compile(r"^[^，。；：、\d]{1,10}[，：]?(?:分别)(?:为|是)(?P<items>[^。；，]{4,200})")
_SPLIT = re.compile(r"、|以及|和|及|与")


def read(reading: Reading) -> Reading:
    ties = []
    for index, quantity in enumerate(reading.quantities):
        if quantity.unit.dimension is Dimension.COUNT and not tied(reading, index, Relation.LIST):
            told = _LISTED.match(behind(reading, index, 240))
            if told and "、" in told["items"] and not re.search(r"\d|等", told["items"]):
                items = [item for item in _SPLIT.split(told["items"]) if item.strip()]
                ties.append(Tie(Relation.LIST, (("count", index),), years=len(items)))
    return more(reading, ties)
