"""The readable controller: lower the lakes before a storm, keep the river out, hold back at the peak, then return.

For each lake, every five minutes:
  1. What is still to come (forecast with a margin, or the present rain going on) against the room under the warning
     level. More than fits: a *storm*, and the lake is lowered to make that room, the greater the storm the more
     generously (up to twice of it), at most to its foot.
  2. Otherwise the lake is kept in its band: released near the band's head, down to its middle, through a gate at its
     standing setting; above the band at full opening.
  3. At each gate: closed while the other side is as high as the lake (a high tide would come in), open only with a
     clear head. Held shut while streets on the river are under water and the lake has room for all that comes.
Without a forecast there is no pre-draining: only levels and the present rain decide, and the reason says so.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import msgspec
from msgspec import Struct

from banyan.control.lookahead import HOLD, Knob
from banyan.model.city import City, Lake
from banyan.model.device import Device, Kind
from banyan.model.ids import PrincipalId
from banyan.model.order import Plan, Predicted, Target
from banyan.model.situation import Situation
from banyan.model.time import Instant
from banyan.packs.water import gauges, storage
from banyan.packs.water.expectation import Rain, Settings, inflow, number, rain, settings
from banyan.packs.water.knobs import Tuning, knobs
from banyan.packs.water.pumping import pump_targets
from banyan.packs.water.reasons import Motive, reason

SAFETY = 2.0             # in a great storm, make room for twice what is expected: too low costs only band hours
STORM_OVER = 0.4         # a storm ends when this share of the room would take what is still to come
CLOSE_AT = 0.015         # m of head at which a gate closes: before the river turns
OPEN_AT = 0.04           # m of head above the device's own margin at which it opens again ...
REST = timedelta(minutes=30)   # ... and not sooner: lake and river near one level would have it flutter
WET_STREET = 0.03        # m of water on a street that counts
CRACK = 10.0             # % at most that a shut gate is left open where nobody acting would leave it so, too
RAINING = 2.0            # mm within the last hour
LARGEST_STEP = 5.0       # % of setting below which a gate isn't moved: travel wears it
EXPIRY = timedelta(minutes=15)
OUTLOOK = timedelta(hours=1)


class LakeMemory(Struct, frozen=True):
    """What one lake's rule carries on: is it a storm, is it releasing, which gates are shut against the river."""

    storm: bool = False
    releasing: bool = False
    shut: dict[str, Instant] = {}      # gate → since when


class Memory(Struct, frozen=True):
    lakes: dict[str, LakeMemory] = {}
    watches: dict[str, gauges.Watch] = {}
    pumps: list[str] = []              # those started early


class Wish(Struct, frozen=True):
    """What one lake asks for: an opening in % (before each gate's own head is looked at), down to which level, why."""

    lake: Lake
    level: float
    floor: float
    motive: Motive
    opening: float | None        # None: each gate's standing setting
    storm: bool
    raining: bool


class StormRule:
    """Implements model.situation.Controller. All numbers come from the city; nothing is remembered outside Memory.

    With a look ahead in the situation it follows the plan chosen there: itself with other parameters, or nothing done.
    """

    id = PrincipalId("controller:storm-rule")
    every_s = 300

    def __init__(self, parameters: Mapping[str, float] | None = None) -> None:
        """`parameters` by knob (knobs.py): a plan to be tried, where no look ahead says which to follow."""
        self._parameters = dict(parameters or {})

    def knobs(self, city: City) -> tuple[Knob, ...]:
        """What a look ahead may change."""
        return knobs(city)

    def tuned(self, parameters: Mapping[str, float]) -> "StormRule":
        """The same rule following a plan."""
        return StormRule(parameters)

    def propose(self, seen: Situation, memory: Any) -> tuple[Any, Plan | None]:
        """The next memory (plain data, so that any store keeps it) and a plan, or None when nothing should change."""
        before = msgspec.convert(memory, Memory) if memory is not None else Memory()
        decision = seen.decision
        plan = decision.plan(decision.chosen) if decision is not None else None
        tuning = Tuning(self._parameters if plan is None else plan.parameters)
        given = tuning.settings(settings(seen.city.controller))
        expected = rain(seen, given)
        watches = gauges.watch(seen, before.watches)
        lakes: dict[str, LakeMemory] = {}
        moves: list[tuple[Wish, list[Target]]] = []
        for lake in seen.city.lakes:
            old = before.lakes.get(lake.id, LakeMemory())
            gates = _gates(seen, lake)
            level = gauges.lake_level(seen, lake, min((g.stale_min for g in gates), default=0.0), watches)
            if level is None or not gates:
                lakes[lake.id] = old
                continue
            wish, lakes[lake.id] = _wish(seen, lake, level, expected, given, old, tuning)
            targets, shut = _gate_targets(seen, wish, gates, old, tuning)
            lakes[lake.id] = msgspec.structs.replace(lakes[lake.id], shut=shut)
            moves.append((wish, targets))
        pumps, early = pump_targets(seen, expected, given, before.pumps, tuning.pumps_early)
        after = msgspec.to_builtins(Memory(lakes, watches, early))
        if decision is not None and decision.chosen == HOLD:
            # Doing nothing does not mean to let the river in, should it come sooner than the model had it.
            kept_out = [(wish, _against_river(seen, asked, lakes[wish.lake.id])) for wish, asked in moves]
            return after, _plan(seen, kept_out, [], expected, given)
        asked = _plan(seen, moves, pumps, expected, given)
        if asked is None or decision is None:
            return after, asked
        return after, msgspec.structs.replace(asked, decision=decision.id)


def _against_river(seen: Situation, targets: list[Target], memory: LakeMemory) -> list[Target]:
    """Of a lake's targets those that shut a gate because the river is high."""
    return [t for t in targets if str(t.device) in memory.shut and t.setting < seen.devices[t.device].target]


def _gates(seen: Situation, lake: Lake) -> list[Device]:
    """The lake's gates that may be steered now: not those driven to their safe state."""
    return [
        d for d in seen.city.devices
        if d.kind is Kind.GATE and (d.thing == lake.id or d.level == lake.level) and not seen.devices[d.id].safe
    ]  # fmt: skip


def _foot(seen: Situation, lake: Lake) -> float:
    """As low as a storm may take this lake: declared, else the gates' interlock, else a little above its bottom."""
    declared = number(seen.city.controller, f"foot.{lake.id}")
    if declared is not None:
        return declared
    interlocks = [d.band_foot for d in seen.city.devices if d.level == lake.level and d.band_foot is not None]
    return max(interlocks) if interlocks else lake.area_m2[0][0] + 0.3


def _wish(
    seen: Situation, lake: Lake, level: float, expected: Rain, given: Settings, old: LakeMemory, tuning: Tuning
) -> tuple[Wish, LakeMemory]:
    coming = inflow(lake, expected, given) * tuning.room(lake)
    middle = sum(lake.band) / 2
    room = storage.volume(lake, max(level, middle), lake.warning_level)
    storm = coming > room or (old.storm and coming > STORM_OVER * room)
    floor = middle
    if storm:
        lowest = lake.band[0] if expected.ahead is None else _foot(seen, lake)
        safety = min(SAFETY, max(1.0, coming / room)) if room > 0 else SAFETY
        floor = min(middle, storage.level_below(lake, lake.warning_level, safety * coming, lowest))
    head = floor + 0.1 if storm else lake.band[1] - 0.1 * (lake.band[1] - lake.band[0])
    releasing = level > head or (old.releasing and level > floor)
    opening = tuning.opening(lake) if storm or level > lake.band[1] else None
    if not releasing:
        opening = 0.0
    motive = _motive(lake, level, storm, releasing, expected)
    if releasing and storm and _holds(seen, lake, level, coming):
        motive, opening = Motive.HOLD, 0.0
    raining = expected.last_hour >= RAINING
    return Wish(lake, level, floor, motive, opening, storm, raining), LakeMemory(storm, releasing)


def _motive(lake: Lake, level: float, storm: bool, releasing: bool, expected: Rain) -> Motive:
    if not releasing:
        return Motive.KEEP
    if level > lake.warning_level:
        return Motive.HIGH
    if not storm:
        return Motive.BAND
    return Motive.LEVEL_ONLY if expected.ahead is None else Motive.PRE_DRAIN


def _holds(seen: Situation, lake: Lake, level: float, coming: float) -> bool:
    """Streets on the river are under water, and all that is still to come fits into this lake."""
    return coming < storage.volume(lake, level, lake.warning_level) and _river_streets_wet(seen)


def _river_streets_wet(seen: Situation) -> bool:
    """A place that depends on no lake and no pump station lies on the river: releases raise its water."""
    elsewhere = {lake.id for lake in seen.city.lakes} | {d.thing for d in seen.city.devices if d.kind is Kind.PUMP}
    for place in seen.city.places:
        if place.below is None or place.below in elsewhere or place.kind != "ponding-point":
            continue
        depth = gauges.fresh(seen, place.stream, 10.0)
        if depth is not None and depth.value > WET_STREET:
            return True
    return False


def _gate_targets(
    seen: Situation, wish: Wish, gates: list[Device], old: LakeMemory, tuning: Tuning
) -> tuple[list[Target], dict[str, Instant]]:
    """Each gate by its own head. Closing is always asked for; opening only with both levels fresh and a clear head."""
    targets, shut = [], {}
    for gate in gates:
        wanted = max(gate.standing, 20.0) if wish.opening is None else wish.opening
        since = old.shut.get(gate.id)
        against = _river_is_high(seen, gate, wish.level - tuning.shut(wish.lake), since is not None)
        if against or (since is not None and seen.now - since < REST):
            shut[str(gate.id)] = since or seen.now
            against = True
        least = _least(seen, gate, wish)
        wanted = least if against else min(max(wanted, least), gate.high)
        state = seen.devices[gate.id]
        if wanted > state.target and not _may_open(seen, gate, wish.level):
            continue
        if abs(wanted - state.target) >= LARGEST_STEP:
            targets.append(Target(gate.id, wanted))
    return targets, shut


def _least(seen: Situation, gate: Device, wish: Wish) -> float:
    """How far a gate is shut: before the rain to its passive opening, so that one that sticks there is no worse than
    nobody acting; in the rain wholly, since by then the lake has room and every crack costs some of it.

    On calm days a crack is closed, too, where it would take the lake out of its band.
    """
    crack = min(gate.initial, CRACK)
    low, high = wish.lake.band
    edge = (0.25 if seen.devices[gate.id].target > 0 else 0.45) * (high - low)
    below = gauges.fresh(seen, gate.downstream, gate.stale_min)
    falls = below is None or below.value < wish.level
    leaves = wish.level < low + edge if falls else wish.level > high - edge
    if wish.raining if wish.storm else leaves:
        crack = 0.0
    return min(max(crack, gate.low), gate.high)


def _river_is_high(seen: Situation, gate: Device, level: float, was: bool) -> bool:
    """Whether water would come in. With a dead zone; without the gate's own gauge, by the sea's level."""
    below = gauges.fresh(seen, gate.downstream, gate.stale_min)
    if below is not None:
        return level - below.value < (gate.head_margin + OPEN_AT if was else CLOSE_AT)
    if gate.downstream is None:
        return False
    sea = gauges.tide(seen, gate.stale_min)
    return sea is not None and level - sea < CLOSE_AT


def _may_open(seen: Situation, gate: Device, believed: float) -> bool:
    """What the interlocks ask of an opening, so that nothing is proposed that they would refuse."""
    levels = gauges.both(seen, gate.level, gate.stale_min)
    if not levels or (gate.band_foot is not None and min(levels) < gate.band_foot):
        return False
    if gate.downstream is None:
        return True
    below = gauges.both(seen, gate.downstream, gate.stale_min)
    return below != () and min(*levels, believed) - max(below) > gate.head_margin


def _plan(
    seen: Situation, moves: list[tuple[Wish, list[Target]]], pumps: list[Target], expected: Rain, given: Settings
) -> Plan | None:
    targets = [t for _, asked in moves for t in asked] + pumps
    if not targets:
        return None
    predicted = tuple(_predict(seen, wish, asked, given, expected) for wish, asked in moves if asked)
    said = reason(seen, [_as_moved(wish, asked) for wish, asked in moves if asked], expected,
                  starting=any(t.setting > 0 for t in pumps))
    return Plan(tuple(targets), said, predicted, seen.now + EXPIRY)


def _as_moved(wish: Wish, targets: list[Target]) -> tuple[Lake, Motive, float, float]:
    """The motive as the gates show it: a lake that wants to release but shuts its gates does so against the river."""
    against = all(t.setting <= CRACK for t in targets) and wish.motive not in (Motive.KEEP, Motive.HOLD)
    return wish.lake, Motive.BACKFLOW if against else wish.motive, wish.level, wish.floor


def _predict(seen: Situation, wish: Wish, targets: list[Target], given: Settings, expected: Rain) -> Predicted:
    """An hour ahead by storage balance: wetter inflow and little let out, to drier inflow and all let out."""
    runoff = given.runoff * wish.lake.catchment_m2 / 1000
    wet = runoff * max(expected.next_hour, expected.last_hour) * given.margin
    dry = runoff * min(expected.next_hour, expected.last_hour) / given.margin
    asked = {t.device: t.setting for t in targets}
    gates = _gates(seen, wish.lake)
    released = [_released(seen, wish, g, asked.get(g.id, seen.devices[g.id].target)) for g in gates]
    high = storage.level_after(wish.lake, wish.level, wet - 0.5 * sum(r for r in released if r is not None))
    if None in released:
        low = min([wish.level, *(b.value for g in gates if (b := gauges.fresh(seen, g.downstream, g.stale_min)))])
    else:
        low = storage.level_after(wish.lake, wish.level, dry - sum(r for r in released if r is not None))
    low = max(min(low, wish.level), wish.lake.area_m2[0][0])
    return Predicted(wish.lake.id, seen.now + OUTLOOK, round(low, 3), round(max(high, low), 3))


def _released(seen: Situation, wish: Wish, gate: Device, setting: float) -> float | None:
    """m³ in the next hour through one gate under its present head; None where its size isn't declared.

    A lake can't fall below the water on the other side, so no more leaves than lies between the two.
    """
    below = gauges.fresh(seen, gate.downstream, gate.stale_min)
    if below is None or setting <= 0:
        return 0.0
    size = number(seen.city.controller, f"opening_m2.{gate.id}")
    if size is None:
        return None
    flow = storage.discharge(size * setting / 100, wish.level - below.value)
    return min(3600 * flow, storage.volume(wish.lake, below.value, wish.level))
