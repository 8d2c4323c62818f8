"""What is said to have followed something came behind it: 随后于9月3日 after a 20 November is out of order."""

import re
from datetime import date

from banyan.model.figure import Dimension, Quantity, Reading, Relation, Tie

_NEAR = 160             # characters between the two days
_LATER = re.compile(
    r"(?:随后|此后|其后|之后|尔后|接着|继而)[^，。；\d]{0,8}$|\b(?:followed|then|afterwards|subsequently|later)\b[^.;\d]{0,24}$",
    re.IGNORECASE)
_PARTED = re.compile(r"[。]|\.\s")


def read(reading: Reading) -> Reading:
    """The same reading, with a tie more for each day that should follow the one before it and doesn't."""
    new = []
    for index, quantity in enumerate(reading.quantities[1:], 1):
        before = reading.quantities[index - 1]
        first, second = _day(before), _day(quantity)
        if first is None or second is None or second >= first or first.year != second.year:
            continue
        said = reading.text[before.end:quantity.start]
        if len(said) < _NEAR and len(_PARTED.findall(said)) < 2 and _LATER.search(said):
            new.append(Tie(Relation.ORDER, (("moment", index - 1), ("moment", index))))
    known = {(tie.relation, tie.members) for tie in reading.ties}
    ties = (*reading.ties, *(tie for tie in new if (tie.relation, tie.members) not in known))
    return Reading(reading.text, reading.language, reading.quantities, ties, reading.covered)


def _day(quantity: Quantity) -> date | None:
    """A single day, whose year the text tells."""
    period = quantity.period
    if quantity.unit.dimension is not Dimension.DATE or period is None or period.start is None:
        return None
    return period.start if period.end in (None, period.start) else None
