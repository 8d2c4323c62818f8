"""Observations that came one by one and are stored together: each has its own answer."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from banyan.model.columns import Appended, Judge
from banyan.model.thing_ports import Changing, Promised, Things
from banyan.model.things import Draft, Wrong
from banyan.runtime.things.city import CityStreams
from banyan.stores.things.plain import plain, refusal

Beside = Callable[[Changing, Sequence[int]], None]      # is given the places of those that were taken
Answers = dict[int, Wrong | None]                        # by place; None: it was taken
Wait = Callable[[Promised[Any]], Any]


class Several:
    """Blocking. What isn't in an answer is for somebody else."""

    def __init__(self, things: Things, city: CityStreams, judge: Callable[[int], Judge | None], wait: Wait) -> None:
        """`wait` for what is promised; it raises Wrong 503 where that takes too long."""
        self._things, self._city, self._judge, self._wait = things, city, judge, wait

    def plain(self, drafts: Sequence[Draft], now: int, beside: Beside) -> Answers:
        """Those that are plain and not the city's; `beside` happens in their transaction. Raises Wrong 503."""
        ours = [n for n, draft in enumerate(drafts) if not self._city.judges(draft)]
        places, rows = plain([drafts[n] for n in ours], now)
        at = [ours[n] for n in places]
        if not at:
            return {}

        def with_them(w: Changing, appended: Appended) -> None:
            beside(w, [at[n] for n in np.flatnonzero(appended.reasons == 0).tolist()])

        reasons = self._wait(self._things.append(rows, now, self._judge(now), with_them)).reasons.tolist()
        return {n: refusal(reason, drafts[n]) if reason else None for n, reason in zip(at, reasons, strict=True)}

    def judged(self, drafts: Sequence[Draft], by: str, now: int, beside: Beside) -> Answers:
        """Those of the city's own streams, in one tick; `beside` happens right behind it. Raises Wrong 503, Busy,
        Refused.
        """
        at = [n for n, draft in enumerate(drafts) if self._city.judges(draft)]
        if not at:
            return {}
        found = self._city.post(self._things, by, [drafts[n] for n in at], now)
        taken = [n for n, one in zip(at, found, strict=True) if not isinstance(one, Wrong)]
        if taken:
            self._wait(self._things.change(lambda w: beside(w, taken), now))
        return {n: one if isinstance(one, Wrong) else None for n, one in zip(at, found, strict=True)}
