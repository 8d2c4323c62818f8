"""Limits from mild to grave, each with deadband and delays; the gravest that is latched is the level.

A limit latches when its condition has held for `on_delay`, and lets go when the contrary has held for `off_delay`; in
the deadband between, both clocks are set back. A condition holds from the reading that shows it until the reading that
shows otherwise, that one's instant excluded: so a delay that ends at 10:10 ends there, whether a tick or a reading of
10:10 or later is what makes it known. That is what makes the answer independent of how messages were batched.
"""

from collections.abc import Callable

from msgspec import Struct

from banyan.model.level import Level
from banyan.model.observation import Evidence
from banyan.model.rule import Limit
from banyan.model.time import Instant


class Latch(Struct, frozen=True):
    """One limit's memory. `since`: when that began which, if it holds for the delay, turns `on` over."""

    on: bool = False
    since: Instant | None = None
    shown_by: tuple[Evidence, ...] = ()    # the readings that began it


class Ladder(Struct, frozen=True):
    """All limits of one rule. `moved_at` is the time of the last change: times given out never go back."""

    latches: tuple[Latch, ...]
    level: Level | None = None             # None: nothing latched
    moved_at: Instant | None = None

    @property
    def waits(self) -> bool:
        """Whether any delay is running."""
        return any(latch.since is not None for latch in self.latches)


class Change(Struct, frozen=True):
    """The level went from `before` to `after` (None: no limit latched).

    `limit` is the gravest now latched or, where none is, the last to let go; `evidence` the readings that began it.
    """

    before: Level | None
    after: Level | None
    at: Instant
    limit: Limit
    evidence: tuple[Evidence, ...]


Holds = Callable[[Limit], bool | None]
# Whether a limit's condition is present (True), gone (False), or neither: in the deadband, or unknown (None).


def bottom(limits: tuple[Limit, ...]) -> Ladder:
    """Nothing latched, nothing pending."""
    return Ladder(tuple(Latch() for _ in limits))


def due(limits: tuple[Limit, ...], ladder: Ladder) -> Instant | None:
    """When the next delay ends if nothing comes in between; None when none is running."""
    first = None
    for i, latch in enumerate(ladder.latches):
        if latch.since is not None:
            end = latch.since + (limits[i].off_delay if latch.on else limits[i].on_delay)
            first = end if first is None else min(first, end)
    return first


def expire(limits: tuple[Limit, ...], ladder: Ladder, to: Instant) -> tuple[Ladder, list[Change]]:
    """Let time pass up to and including `to`: delays that end turn their limits over, in order of time."""
    changes: list[Change] = []
    while (at := due(limits, ladder)) is not None and at <= to:
        latches, shown = list(ladder.latches), ladder.latches
        for i, limit in enumerate(limits):
            if _end(limit, shown[i]) == at:
                latches[i] = Latch(on=not shown[i].on)
        ladder, change = _moved(limits, ladder, tuple(latches), at)
        if change is not None:
            changes.append(change)
    return ladder, changes


def feed(
    limits: tuple[Limit, ...], ladder: Ladder, at: Instant, holds: Holds, evidence: tuple[Evidence, ...]
) -> tuple[Ladder, list[Change]]:
    """Something became known for the instant `at`: first the time until then passes, then the limits look at it."""
    ladder, before = expire(limits, ladder, at)
    latches = [_seen(latch, holds(limits[i]), at, evidence) for i, latch in enumerate(ladder.latches)]
    if all(now is was for now, was in zip(latches, ladder.latches, strict=True)):
        return ladder, before
    ladder = Ladder(tuple(latches), ladder.level, ladder.moved_at)
    ladder, after = expire(limits, ladder, at)  # delays of zero end at once
    return ladder, before + after


def _seen(latch: Latch, holds: bool | None, at: Instant, evidence: tuple[Evidence, ...]) -> Latch:
    if holds is None or holds == latch.on:
        return latch if latch.since is None else Latch(on=latch.on)
    return latch if latch.since is not None else Latch(latch.on, at, evidence)


def _end(limit: Limit, latch: Latch) -> Instant | None:
    if latch.since is None:
        return None
    return latch.since + (limit.off_delay if latch.on else limit.on_delay)


def _moved(
    limits: tuple[Limit, ...], before: Ladder, latches: tuple[Latch, ...], at: Instant
) -> tuple[Ladder, Change | None]:
    on = [i for i, latch in enumerate(latches) if latch.on]
    gravest = max(on, key=lambda i: (limits[i].level.rank, i), default=None)
    level = None if gravest is None else limits[gravest].level
    if level == before.level:
        return Ladder(latches, level, before.moved_at), None
    moved_at = at if before.moved_at is None else max(at, before.moved_at)
    turned = [i for i in range(len(limits)) if latches[i].on != before.latches[i].on]
    decided = gravest if gravest in turned else max(turned, key=lambda i: (limits[i].level.rank, i))
    change = Change(
        before=before.level,
        after=level,
        at=moved_at,
        limit=limits[decided if gravest is None else gravest],
        evidence=before.latches[decided].shown_by,
    )
    return Ladder(latches, level, moved_at), change
