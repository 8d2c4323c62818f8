"""A growth whose two levels its own sentence names: 由462亿元增加到518亿元，增长13.2%; 比去年的641万千瓦增长3.6%.

Nothing else can be meant, so no pair that fits by chance somewhere else speaks for it.
"""

import re
from collections.abc import Iterator

from banyan.model.figure import Relation, Tie
from banyan.packs.figures.loose.held import Held
from banyan.packs.figures.loose.segments import is_plain
from banyan.packs.figures.relations import cues, fits
from banyan.packs.figures.relations.claim import Claim
from banyan.packs.figures.relations.frames import Frame, Scene

_ON = 3         # numbers behind the second level, among which the growth stands
_FAR = 4.0      # times off, beyond which the three are of different things
_FROM = re.compile(r"[由从][^，。；\d]{0,8}$")
_TO = re.compile(r"^[^，。；\d]{0,4}(?:增|减|升|降|提高|扩大|上涨|下跌|缩)[^，。；\d]{0,4}[至到]$")
_THAN = re.compile(r"比[^，。；\d]{0,16}$")
_MOVES = re.compile(r"^[^，。；\d]{0,3}(?:增长|增加|下降|减少|上升|提高|上涨|降低)了?约?$")


def search(scene: Scene, held: Held) -> Iterator[Claim]:
    for growth in scene.frames:
        if not (growth.chinese and growth.is_percent and cues.moves(growth) and not cues.is_yearly(growth)):
            continue
        levels = _levels(scene, growth)
        if levels is None:
            continue
        now, before = levels
        if fits.growth(growth, now, before) or held.partners.get(growth.at, frozenset()) >= {now.at, before.at}:
            continue
        made = abs(now.value / before.value - 1) * 100
        if 1 / _FAR < made / growth.value < _FAR:
            members = (("growth", growth.at), ("now", now.at), ("before", before.at))
            yield Claim(growth.at, Tie(Relation.GROWTH, members), False)


def _levels(scene: Scene, growth: Frame) -> tuple[Frame, Frame] | None:
    """Now and before: from ... to, the last before it; or "than" right before it, and one level of that unit."""
    here = [f for f in scene.sentences[growth.sentence] if f.at < growth.at and is_plain(f)]
    for before, now in zip(reversed(here[:-1]), reversed(here[1:]), strict=True):
        if (growth.at - now.at <= _ON and now.at == before.at + 1 and now.key == before.key
                and _FROM.search(before.lead) and _TO.match(scene.between(before, now))):
            between = [f for f in scene.sentences[growth.sentence] if now.at < f.at < growth.at]
            return None if any(f.is_percent for f in between) else (now, before)
    if not here or here[-1].at != growth.at - 1:
        return None
    last = here[-1]
    told = [f for f in here[:-1] if f.key == last.key and f.word == last.word]
    if len(told) == 1 and _THAN.search(last.lead) and _MOVES.match(scene.between(last, growth)):
        return told[0], last
    return None
