"""What is said to have followed something came behind it: 随后于9月3日 after a 20 November is out of order.

So is "14 March, six weeks after its twin, which got there on 25 April".
"""

import re
from datetime import date
from itertools import pairwise

from banyan.model.figure import Dimension, Quantity, Reading, Relation, Tie

_NEAR = 160             # characters between the two days
_LATER = re.compile(
    r"(?:随后|此后|其后|之后|尔后|接着|继而)[^，。；\d]{0,8}$|\b(?:followed|then|afterwards|subsequently"
    r"|later)\b[^.;\d]{0,24}$",
    re.IGNORECASE)
_PARTED = re.compile(r"[。]|\.\s")
_LENGTH = (r"(?:about |some |exactly )?(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3}) "
           r"(?:days?|weeks?|months?) ")
_THAT = r"[^,;.\d]{3,60}(?:, (?:which|who|that)\b[^,;.\d]{2,50})? (?:on|of) (?:[A-Z][a-z]+day,? )?"
_AFTER_THAT = re.compile(rf"[^.;\d]{{0,40}},? {_LENGTH}(?:after|later than|behind) {_THAT}")
_BEFORE_THAT = re.compile(rf"[^.;\d]{{0,40}},? {_LENGTH}(?:before|ahead of|earlier than) {_THAT}")
_THAN = re.compile(r"[^。；\d]{0,16}，[^，。；\d]{0,6}[比较][^，。；\d]{0,8}")
_LATE, _EARLY = (re.compile(rf"[^，。；\d]{{0,14}}(?:{words})[了约]?(?:\d|[一二两三四五六七八九十])") for words in (
    "晚|推迟|迟|延后", "早|提前"))


def read(reading: Reading) -> Reading:
    """The same reading, with a tie more for each day that should follow another one and doesn't."""
    new = []
    for index, (before, quantity) in enumerate(pairwise(reading.quantities), 1):
        second = _day(quantity)
        earlier = next((i for i in (index - 1, index - 2) if i >= 0 and _day(reading.quantities[i]) is not None), None)
        if second is None or earlier is None:
            continue
        first, said = _day(reading.quantities[earlier]), reading.text[reading.quantities[earlier].end:quantity.start]
        if first is None or len(said) > _NEAR or first == second:
            continue
        way = _told(said, reading.text[quantity.end:quantity.end + _NEAR // 4])
        if way and (first < second) is (way > 0):       # as many days apart, but in the other order
            pair = (earlier, index) if way < 0 else (index, earlier)
            new.append(Tie(Relation.ORDER, tuple(("moment", i) for i in pair)))
        elif before is reading.quantities[earlier] and second < first and first.year == second.year and (
                len(_PARTED.findall(said)) < 2 and _LATER.search(said)):
            new.append(Tie(Relation.ORDER, (("moment", earlier), ("moment", index))))
    known = {(tie.relation, tie.members) for tie in reading.ties}
    ties = (*reading.ties, *(tie for tie in new if (tie.relation, tie.members) not in known))
    return Reading(reading.text, reading.language, reading.quantities, ties, reading.covered)


def _told(said: str, behind: str) -> int:
    """1 where the first of two days is told to be the later one, -1 where the earlier; 0 where neither is said."""
    if _THAN.fullmatch(said):
        return bool(_LATE.match(behind)) - bool(_EARLY.match(behind))
    return bool(_AFTER_THAT.fullmatch(said)) - bool(_BEFORE_THAT.fullmatch(said))


def _day(quantity: Quantity) -> date | None:
    """A single day, whose year the text tells."""
    period = quantity.period
    if quantity.unit.dimension is not Dimension.DATE or period is None or period.start is None:
        return None
    return period.start if period.end in (None, period.start) else None
