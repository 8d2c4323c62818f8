"""The way from a start to its due time, in sentences: who is told a date may ask how it came about."""

from datetime import date

from banyan.command.worktime import WORKED, WorkTime
from banyan.model.calendar import Counted, Runs, UnitReading
from banyan.model.text import Said
from banyan.model.time import instant

_FIRST, _LAST = 30, 10    # stretches of days that are told of a way that has more


def steps(
    start: int, at: int, days: tuple[int, int], clipped: int | None, told: UnitReading, work: WorkTime
) -> list[Said]:
    """One sentence for each stretch of days of one kind, and one where the clock time was moved into office hours.

    Moments in µs since 1970, days as ordinals, both included. What runs day and night, every day, has no days to tell.
    """
    if told.runs is Runs.CLOCK and told.days is Counted.EVERY:
        return []
    runs = _runs(*days, work)
    said = [_run(run, start, at, told, work) for run in runs[:_FIRST]]
    if len(runs) > _FIRST + _LAST:
        said.append(Said("calendar.more", {"count": str(len(runs) - _FIRST - _LAST)}))
    said += [_run(run, start, at, told, work) for run in runs[max(_FIRST, len(runs) - _LAST):]]
    if clipped is not None:
        said.append(Said("calendar.clipped", {"from": local(clipped, work), "to": local(at, work)}))
    return said


def local(at: int, work: WorkTime) -> str:
    """Clock time in the calendar's zone, to the minute where it is a whole one."""
    return instant(at).astimezone(work.zone).replace(tzinfo=None).isoformat(" ", "auto").removesuffix(":00")


def _runs(first: int, last: int, work: WorkTime) -> list[tuple[str, int, int]]:
    """(kind, first day, last day) of the stretches of days of one kind."""
    runs: list[tuple[str, int, int]] = []
    for day in range(first, last + 1):
        kind = work.kind(day)
        if runs and runs[-1][0] == kind:
            runs[-1] = (kind, runs[-1][1], day)
        else:
            runs.append((kind, day, day))
    return runs


def _run(run: tuple[str, int, int], start: int, at: int, told: UnitReading, work: WorkTime) -> Said:
    kind, first, last = run
    args = {"from": str(date.fromordinal(first)), "to": str(date.fromordinal(last)), "days": str(last - first + 1)}
    if told.days is Counted.EVERY and kind not in WORKED:
        kind = "counted"
    if told.runs is Runs.DAYS or kind in ("weekend", "holiday", "rest"):
        return Said(f"calendar.{kind}", args)
    counted = work.between(max(start, _over(first - 1, work)), min(at, _over(last, work)))
    return Said(f"calendar.{kind}.time", args | {"time": _length(counted)})


def _over(day: int, work: WorkTime) -> int:
    """When a day is over: at midnight, or when its night shift ends."""
    midnight = work.shown(day + 1, 0)
    return max(midnight, work.spans(day)[-1][1]) if work.counts(day) and work.spans(day) else midnight


def _length(us: int) -> str:
    """Hours and minutes as 4:30, with seconds where there are some."""
    seconds = us // 1_000_000
    text = f"{seconds // 3600}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text
