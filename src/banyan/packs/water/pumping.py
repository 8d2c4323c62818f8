"""Pumps early: in heavy rain they start before their floats would, so that the sump is low when the peak comes."""

from collections.abc import Sequence
from datetime import timedelta

from banyan.model.device import Device, Kind
from banyan.model.order import Target
from banyan.model.situation import Situation
from banyan.packs.water import gauges
from banyan.packs.water.expectation import Rain, Settings

EARLY = 0.6      # share of the way from stop to start level at which a pump is started early
DRY = 0.05       # m above the stop level at which it is given back to its float ...
LOW = 0.35       # ... and share of the way at which that is done once the rain eases: not at the peak, half full
MOST_STARTS = 2  # an hour, by us: its float may start it as often as it must


def pump_targets(
    seen: Situation, expected: Rain, given: Settings, early: Sequence[str], share: float = EARLY
) -> tuple[list[Target], list[str]]:
    """Targets that differ from what is set, and the pumps now run early. 0 gives a pump back to its own float.

    `share` of the way from stop to start level: from there on a pump is started early.
    """
    wet = max(expected.next_hour, expected.last_hour) >= given.heavy_mm_h
    targets: list[Target] = []
    running: list[str] = []
    for pump in seen.city.devices:
        if pump.kind is not Kind.PUMP or seen.devices[pump.id].safe:
            continue
        wanted = _wanted(seen, pump, wet, pump.id in early, share)
        if wanted is None:
            running += [str(pump.id)] if pump.id in early else []
            continue
        running += [str(pump.id)] if wanted > 0 else []
        if wanted != seen.devices[pump.id].target:
            targets.append(Target(pump.id, wanted))
    return targets, running


def _wanted(seen: Situation, pump: Device, wet: bool, early: bool, share: float) -> float | None:
    """100, 0, or None: without a fresh level or known floats nothing is asked of a pump."""
    sump = gauges.fresh(seen, pump.level, pump.stale_min)
    if sump is None or pump.start_level is None or pump.stop_level is None:
        return None
    span = pump.start_level - pump.stop_level
    if early:
        low = DRY if wet else LOW * span
        return 100.0 if sump.value > pump.stop_level + low else 0.0
    lately = sum(1 for start in seen.devices[pump.id].starts if seen.now - start < timedelta(hours=1))
    return 100.0 if wet and sump.value > pump.stop_level + share * span and lately < MOST_STARTS else 0.0
