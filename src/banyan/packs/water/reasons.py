"""Why a plan is proposed, as text keys with arguments; `texts.py` says them in both languages."""

from enum import StrEnum

from banyan.model.city import Lake
from banyan.model.situation import Situation
from banyan.model.text import Said
from banyan.packs.water.expectation import Rain


class Motive(StrEnum):
    """In order of gravity: a plan over several lakes gives the gravest as its reason."""

    HIGH = "high"
    BACKFLOW = "backflow"
    LEVEL_ONLY = "level-only"
    PRE_DRAIN = "pre-drain"
    HOLD = "hold"
    BAND = "band"
    KEEP = "keep"


_GRAVITY = list(Motive)
Moved = tuple[Lake, Motive, float, float]


def reason(seen: Situation, moved: list[Moved], expected: Rain, starting: bool) -> Said:
    """One sentence for the whole plan: the gravest motive, told of its lake, or of all lakes where all share it.

    `starting` says whether pumps are started or given back, where the plan moves nothing else.
    """
    if not moved:
        wet = max(expected.next_hour, expected.last_hour)
        return Said("water.pumps_early" if starting else "water.pumps_back", {"mm": f"{wet:.0f}"})
    lake, motive, level, floor = min(moved, key=lambda m: _GRAVITY.index(m[1]))
    arguments = {
        "lake": str(lake.id), "level": f"{level:.2f}", "floor": f"{floor:.2f}", "warning": f"{lake.warning_level:.2f}",
        "mm": f"{expected.last_hour if expected.ahead is None else expected.ahead:.0f}",
    }  # fmt: skip
    shared = len(moved) > 1 and all(m[1] is motive for m in moved)
    key = f"water.{motive.replace('-', '_')}"
    return Said(f"{key}{'_all' if shared else ''}{'_blind' if seen.rain is None else ''}", arguments)
