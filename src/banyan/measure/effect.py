"""What the city brain changed: the same storm passive, with standing settings, and with it, side by side per place."""

from collections.abc import Mapping

from msgspec import Struct

from banyan.model.effect import Run
from banyan.model.record import Record, record
from banyan.model.time import Instant

BASES = ("passive", "standing")
_BY_ID = (
    ("ponding_hours", "h"),
    ("band_hours_outside", "h"),
    ("gate_travel", "%"),
    ("pump_starts", "1"),
)


class Effect(Struct, frozen=True):
    """One figure of one subject in the three runs, and how much less it is with the city brain (negative: more).

    `less_than_*` are in `unit`, `percent_less_*` in percent of the base; None where there is no such run, or where
    the base is zero. `subject` is total, street, bank, or the id of a place, lake, gate or pump.
    """

    id: str
    measure: str            # flooding | ponding_hours | band_hours_outside | gate_travel | pump_starts
    subject: str
    unit: str
    banyan: float
    passive: float | None = None
    standing: float | None = None
    less_than_passive: float | None = None
    less_than_standing: float | None = None
    percent_less_than_passive: float | None = None
    percent_less_than_standing: float | None = None


def effects(runs: Mapping[str, Run]) -> tuple[Effect, ...]:
    """Flooding first, in all and by place, then ponding, then what control cost. Raises ValueError without `banyan`."""
    if "banyan" not in runs:
        raise ValueError(f"no run named banyan to measure; there are: {', '.join(sorted(runs)) or 'none'}")
    found = [_effect("flooding", subject, "m3", _flooding(runs, subject)) for subject in ("total", "street", "bank")]
    by_place = {name: run.flooding_m3.by_place for name, run in runs.items()}
    found += _per_subject("flooding", "m3", by_place)
    for measure, unit in _BY_ID:
        tables: dict[str, Mapping[str, float]] = {name: getattr(run, measure) for name, run in runs.items()}
        found += _per_subject(measure, unit, tables)
    return tuple(found)


def recorded(found: tuple[Effect, ...], at: Instant, *causes: tuple[str, str]) -> tuple[Record, ...]:
    """One record an effect, so that a trace can end at what it changed; `causes` name the records of the runs."""
    return tuple(record("effect", effect.id, at, "measure", effect, *causes) for effect in found)


def _flooding(runs: Mapping[str, Run], part: str) -> dict[str, float]:
    return {name: float(getattr(run.flooding_m3, part)) for name, run in runs.items()}


def _per_subject(measure: str, unit: str, tables: Mapping[str, Mapping[str, float]]) -> list[Effect]:
    """By id; what one run doesn't name (no flooding there) is zero in it."""
    subjects = dict.fromkeys(subject for name in sorted(tables) for subject in sorted(tables[name]))
    return [
        _effect(measure, subject, unit, {name: float(table.get(subject, 0.0)) for name, table in tables.items()})
        for subject in sorted(subjects)
    ]


def _effect(measure: str, subject: str, unit: str, values: Mapping[str, float]) -> Effect:
    banyan, passive, standing = values["banyan"], values.get("passive"), values.get("standing")
    return Effect(
        id=f"effect/{measure}/{subject}",
        measure=measure,
        subject=subject,
        unit=unit,
        banyan=banyan,
        passive=passive,
        standing=standing,
        less_than_passive=_less(passive, banyan),
        less_than_standing=_less(standing, banyan),
        percent_less_than_passive=_percent(passive, banyan),
        percent_less_than_standing=_percent(standing, banyan),
    )


def _less(base: float | None, value: float) -> float | None:
    return None if base is None else base - value


def _percent(base: float | None, value: float) -> float | None:
    return None if not base else 100 * (base - value) / base
