"""Deals 92 projects so that channel, sector, investor kind and size bands hold together exactly.

Labels are shuffled, each project gets a size band, amounts are drawn in the bands, and then money is moved between two
projects that differ in one label only: such a move mends that label's sums and leaves every other sum as it is.
"""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

MARGINS = {  # label -> (projects, bn CNY); the parts of each add up to 92 and 252.4
    "channel": {"on-site-offline": (50, "167.5"), "on-site-online": (16, "39.8"), "off-site": (26, "45.1")},
    "sector": {"intelligent-manufacturing": (32, "101.6"), "digital-economy": (20, "42.8"),
               "science-technology": (17, "46"), "other": (23, "62")},
    "kind": {"state": (10, "46.3"), "private": (69, "167"), "foreign": (5, "7.3"), "other": (8, "31.8")},
}
PROJECTS, ABOVE_1_BN, ABOVE_5_BN = 92, 81, 19
BANDS = {"small": (50_000, 100_000), "middle": (101_000, 500_000), "big": (501_000, 1_600_000)}  # 万元, both ends in
STEP = 1_000
# Projects that stand at or cross a bound: band, amount, later increase. The increase must not lift them over the bound.
FIXED = [("small", 50_000, 0), ("small", 100_000, 0), ("middle", 500_000, 0), ("small", 92_000, 30_000),
         ("middle", 480_000, 40_000)]
RISING = [("middle", 25_000), ("big", 100_000)]  # increases of projects whose first amount is drawn


class Stuck(Exception):  # noqa: N818 - not an error: the draw is done again
    """This draw of labels and bands has no way to the sums."""


@dataclass
class Slot:
    """A project before it has a name; amounts in 万元."""

    channel: str
    sector: str
    kind: str
    band: str
    wan: int = 0
    increase: int = 0
    fixed: bool = False

    def room(self, upwards: bool) -> int:
        """How far the amount can go within its band."""
        if self.fixed:
            return 0
        low, high = BANDS[self.band]
        return high - self.wan if upwards else self.wan - low


def wanted(dimension: str, label: str) -> int:
    """The sum of a label in 万元."""
    return int(Decimal(MARGINS[dimension][label][1]) * 100_000)


def deal(rng: Random, increases: bool) -> list[Slot]:
    """92 slots that meet every sum; draws again until one does."""
    while True:
        try:
            return _try(rng, increases)
        except Stuck:
            continue


def _try(rng: Random, increases: bool) -> list[Slot]:
    slots = _labelled(rng)
    _fix(rng, slots, increases)
    _draw(rng, slots)
    _to_total(rng, slots)
    for dimension in MARGINS:
        _balance(rng, slots, dimension)
    return slots


def _draw(rng: Random, slots: list[Slot]) -> None:
    """Amounts in their bands whose sum is a little below the total."""
    free = [slot for slot in slots if not slot.fixed]
    parts = [rng.betavariate(1.3, 3) * (BANDS[slot.band][1] - BANDS[slot.band][0]) for slot in free]
    given = sum(slot.wan for slot in slots if slot.fixed) + sum(slot.increase for slot in slots)
    left = sum(wanted("kind", label) for label in MARGINS["kind"]) - given - sum(BANDS[slot.band][0] for slot in free)
    for slot, part in zip(free, parts, strict=True):
        low, high = BANDS[slot.band]
        slot.wan = min(high, low + int(part * left / sum(parts)) // STEP * STEP)


def _labelled(rng: Random) -> list[Slot]:
    columns = []
    for dimension in MARGINS:
        column = [label for label, (count, _) in MARGINS[dimension].items() for _ in range(count)]
        rng.shuffle(column)
        columns.append(column)
    bands = ["big"] * ABOVE_5_BN + ["middle"] * (ABOVE_1_BN - ABOVE_5_BN) + ["small"] * (PROJECTS - ABOVE_1_BN)
    rng.shuffle(bands)
    slots = [Slot(*labels, band) for *labels, band in zip(*columns, bands, strict=True)]
    if any(slot.band == "big" and slot.kind == "foreign" for slot in slots):
        raise Stuck
    for dimension, labels in MARGINS.items():
        for label in labels:
            mine = [BANDS[slot.band] for slot in slots if getattr(slot, dimension) == label]
            if not sum(low for low, _ in mine) * 1.2 < wanted(dimension, label) < sum(high for _, high in mine) * 0.8:
                raise Stuck
    return slots


def _fix(rng: Random, slots: list[Slot], increases: bool) -> None:
    free = [slot for slot in slots if slot.kind != "foreign"]
    rng.shuffle(free)
    for band, wan, increase in FIXED:
        slot = next(slot for slot in free if slot.band == band and not slot.fixed)
        slot.wan, slot.fixed = wan, True
        slot.increase = increase if increases else 0
    for band, increase in RISING:
        slot = next(slot for slot in free if slot.band == band and not slot.fixed and not slot.increase)
        slot.increase = increase if increases else 0


def _surplus(slots: list[Slot], dimension: str, label: str) -> int:
    return sum(s.wan + s.increase for s in slots if getattr(s, dimension) == label) - wanted(dimension, label)


def _to_total(rng: Random, slots: list[Slot]) -> None:
    surplus = sum(_surplus(slots, "kind", label) for label in MARGINS["kind"])
    for _ in range(20_000):
        if not surplus:
            return
        slot = rng.choice(slots)
        step = min(slot.room(upwards=surplus < 0), abs(surplus), rng.randrange(1, 40) * STEP)
        slot.wan += step if surplus < 0 else -step
        surplus += step if surplus < 0 else -step
    raise Stuck


def _balance(rng: Random, slots: list[Slot], dimension: str) -> None:
    others = [other for other in MARGINS if other != dimension]
    pairs = [(a, b) for a in slots for b in slots
             if getattr(a, dimension) != getattr(b, dimension) and all(getattr(a, o) == getattr(b, o) for o in others)]
    rng.shuffle(pairs)
    surplus = {label: _surplus(slots, dimension, label) for label in MARGINS[dimension]}
    for _ in range(200):
        for giver, taker in pairs:
            over, under = getattr(giver, dimension), getattr(taker, dimension)
            part = -(-giver.room(upwards=False) // (4 * STEP)) * STEP  # a quarter, so that few end at their bound
            step = min(surplus[over], -surplus[under], part, taker.room(upwards=True), rng.randrange(2, 30) * STEP)
            if step > 0:
                giver.wan, taker.wan = giver.wan - step, taker.wan + step
                surplus[over] -= step
                surplus[under] += step
        if not any(surplus.values()):
            return
    raise Stuck


def same_cell(slots: list[Slot]) -> dict[tuple[str, str, str, str], list[int]]:
    """Indices of free slots by their three labels and band: among these money moves without changing any table."""
    cells: dict[tuple[str, str, str, str], list[int]] = {}
    for index, slot in enumerate(slots):
        if not slot.fixed and not slot.increase:
            cells.setdefault((slot.channel, slot.sector, slot.kind, slot.band), []).append(index)
    return cells


def even_out(slots: list[Slot], a: int, b: int) -> None:
    """Give two slots of one cell the same amount."""
    half = (slots[a].wan + slots[b].wan) // 2
    slots[a].wan = slots[b].wan = half


def roughen(rng: Random, slots: list[Slot], spare: set[int]) -> None:
    """Second decimals of 亿: odd hundreds of 万元 move between slots of one cell."""
    for members in same_cell(slots).values():
        free = [index for index in members if index not in spare]
        for a, b in zip(free[::2], free[1::2], strict=False):
            step = rng.randrange(1, 10) * 100
            if slots[a].room(upwards=False) >= step and slots[b].room(upwards=True) >= step:
                slots[a].wan -= step
                slots[b].wan += step
