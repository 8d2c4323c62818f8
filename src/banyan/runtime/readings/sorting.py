"""A delivery's readings by where they go: to the city's own door, into the store, or nowhere, with the reason."""

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from banyan.edges.feeds.units import conversion
from banyan.model.columns import ACCEPTANCE, Columns, Refusal, columns
from banyan.model.feed import By, Fault, Mapped, Unfit
from banyan.model.time import instant, iso
from banyan.perceive.columns import REASONS
from banyan.runtime.readings.directory import Target

_NAMED = {By.ID: "Datastream {}", By.KEY: "Datastream with the key {}", By.STREAM: "stream {}"}
_EXPECTED = {
    By.ID: "the @iot.id of a Datastream that is there",
    By.KEY: "a Datastream whose properties.key says so",
    By.STREAM: "a stream that the city's folder declares",
}
_REFUSALS = {
    Refusal.NO_STREAM: (Fault.UNKNOWN_STREAM, "a Datastream that is there"),
    Refusal.NO_LOCATION: (Fault.NOT_STORED, "a Location for the Datastream's Thing: an Observation is about a place"),
    Refusal.FULL: (Fault.NOT_STORED, "another Datastream: this one has as many Observations as it can hold"),
    Refusal.NOT_FINITE: (Fault.NOT_FINITE, "a finite number"),
}


class Sent(Struct, frozen=True):
    """A reading on its way: `value` in its Datastream's unit, `whole` as model.columns has it."""

    reading: Mapped
    target: Target
    value: float
    whole: bool


class Sorted(Struct, frozen=True):
    """`city`: for streams that its folder declares; `others`: for every other Datastream; `unfit`: for none."""

    city: list[Sent]
    others: list[Sent]
    unfit: list[tuple[Mapped, Unfit]]


def sort(readings: Iterable[Mapped], targets: Mapping[tuple[By, str], Target], late: int | None) -> Sorted:
    """`late` in µs: what is before it comes too late; None: nothing does."""
    found = Sorted([], [], [])
    for one in readings:
        target = targets.get((one.by, one.stream))
        if target is None:
            where = _NAMED[one.by].format(one.stream)
            found.unfit.append((one, unfit_of(one, Fault.UNKNOWN_STREAM, where, _EXPECTED[one.by])))
            continue
        if late is not None and one.time < late:
            found.unfit.append((one, unfit_of(one, Fault.TOO_LATE, iso(instant(one.time)),
                                              f"not before {iso(instant(late))}, as this source's mapping says")))
            continue
        sent = _converted(one, target)
        if isinstance(sent, Unfit):
            found.unfit.append((one, sent))
        else:
            (found.others if target.stream is None else found.city).append(sent)
    return found


def _converted(one: Mapped, target: Target) -> Sent | Unfit:
    if one.unit is None or one.unit == target.unit:
        return Sent(one, target, one.value, one.whole)
    convert = conversion(one.unit, target.unit)
    if convert is None:
        return unfit_of(one, Fault.UNIT, f"the unit {one.unit[:40]!r}",
                        f"{target.unit or 'a Datastream with a unit'}, or a unit that can be converted to it")
    try:
        value = convert(one.value) + 0.0
    except OverflowError:
        value = math.inf
    if not math.isfinite(value):
        return unfit_of(one, Fault.NOT_FINITE, f"{one.value} {one.unit} in {target.unit}", "a finite number")
    return Sent(one, target, value, False)


def unfit_of(one: Mapped, fault: Fault, where: str, expected: str) -> Unfit:
    return Unfit(one.row.n, one.row.raw, fault, f"row {one.row.n}, {one.path or 'the message'}: {where}", expected,
                 value=one.path)


def as_columns(sent: Sequence[Sent], features: Mapping[str, int] | None = None) -> Columns:
    """`features`: of the city's streams; None: each Datastream's own."""
    return columns([one.target.id for one in sent], [one.reading.time for one in sent], [one.value for one in sent],
                   [one.whole for one in sent],
                   feature=0 if features is None else [features[str(one.target.stream)] for one in sent])


def refused(sent: Sequence[Sent], reasons: Iterable[int]) -> list[tuple[Sent, Unfit]]:
    """Those that the store, or whoever judges for it, didn't take."""
    found = []
    for one, reason in zip(sent, reasons, strict=True):
        if reason:
            fault, expected = _why(reason)
            found.append((one, unfit_of(one.reading, fault, f"Datastream {one.target.id}", expected)))
    return found


def _why(reason: int) -> tuple[Fault, str]:
    if reason >= ACCEPTANCE:
        return Fault(REASONS[reason - ACCEPTANCE]), "what properties.acceptance of the Datastream says"
    return _REFUSALS.get(Refusal(reason), (Fault.NOT_STORED, "the same again; a defect, if it stays so"))
