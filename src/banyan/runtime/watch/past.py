"""Readings of the past: kept as late, never judged. What their values may be holds for them all the same."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Protocol

import numpy as np

from banyan.model.acceptance import Acceptance, AcceptanceError, acceptance_of
from banyan.model.columns import ACCEPTANCE, Columns, Judge, Verdict
from banyan.model.observation import Quality
from banyan.model.thing_ports import Described
from banyan.perceive import columns as perceive

_LATE = int(Quality.LATE)


def acceptance(one: Described) -> Acceptance | None:
    """What a Datastream says of its readings."""
    try:
        return acceptance_of(one.properties)
    except AcceptanceError:
        return None         # said when it was written; what an older folder holds limits nothing


def of_the_past(reasons: Any) -> perceive.Accepted:
    """Late, whatever came before; nothing of it is remembered, so nothing is to be taken back."""
    return perceive.Accepted(np.full(len(reasons), _LATE, np.uint8), reasons, lambda: None)


def as_refusals(reasons: Any) -> Any:
    """perceive.columns' reasons as Verdict has them."""
    return np.where(reasons > 0, reasons + np.uint8(ACCEPTANCE - 1), np.uint8(0)) if reasons.any() else reasons


class Declared(Protocol):
    """What is wanted of a store of SensorThings."""

    def described(self, after: int = 0, only: Sequence[int] | None = None) -> Iterator[Described]: ...


class Unwatched:
    """The judge of a city that doesn't run: nothing is judged, and what comes live then is judged at the next start."""

    def __init__(self, source: Declared) -> None:
        self._source, self._known = source, 0
        self._memory = perceive.Memory()

    def judge(self, now: int, backfill: bool = False) -> Judge:  # noqa: ARG002  as Watch.judge is asked
        def ask(rows: Columns, new: Sequence[Described] = ()) -> Verdict:
            if len(rows) and int(rows.stream.max()) > self._known:
                self._learn(self._source.described(self._known))
            self._learn(new)
            quality = np.full(len(rows), _LATE if backfill else 0, np.uint8)
            return Verdict(quality, as_refusals(self._memory.by_value(rows.stream, rows.value)))
        return ask

    def _learn(self, streams: Iterable[Described]) -> None:
        for one in streams:
            self._memory.declare(one.number, acceptance(one))
            self._known = max(self._known, one.number)
