"""Readings that are there already: of the same Datastream, time and value."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from banyan.model.query import Binary, Expression, Literal, Order, Path, Query
from banyan.model.thing_ports import Looking, Place, Things
from banyan.model.things import DATASTREAM, OBSERVATION, Span
from banyan.runtime.readings.sorting import Sent

PAGE = 1_000
GAP_US = 600 * 1_000_000      # between two times of a delivery: nearer ones are asked for together
STRETCHES = 50                # of one Datastream, each a question to the store
_OBSERVATIONS = next(link for link in DATASTREAM.links if link.name == "Observations")


def without_known(things: Things, sent: Iterable[Sent], now: int) -> tuple[list[Sent], int]:
    """Without those that are stored, or that stand before in the same delivery; and how many were left out."""
    by_stream: dict[int, list[Sent]] = {}
    every = list(sent)
    for one in every:
        by_stream.setdefault(one.target.id, []).append(one)
    known: set[tuple[int, int, float]] = set()
    with things.look(now) as look:
        for eid, some in by_stream.items():
            for begin, end in stretches([one.reading.time for one in some]):
                known |= _stored(look, eid, begin, end)
    news = []
    for one in every:
        same = one.target.id, one.reading.time, one.value
        if same not in known:
            known.add(same)
            news.append(one)
    return news, len(every) - len(news)


def stretches(times: Iterable[int]) -> list[tuple[int, int]]:
    """Where some times lie, both ends with it: one straggler doesn't make everything between it and the others asked
    for. The widest gaps of more than GAP_US are left out, at most STRETCHES - 1.
    """
    ordered = sorted(dict.fromkeys(times))
    gaps = sorted(((after - before, n) for n, (before, after) in enumerate(pairwise(ordered), 1)
                   if after - before > GAP_US), reverse=True)[: STRETCHES - 1]
    cuts = [0, *sorted(n for _, n in gaps), len(ordered)]
    return [(ordered[begin], ordered[end - 1]) for begin, end in pairwise(cuts) if begin < end]


def _stored(look: Looking, eid: int, begin: int, end: int) -> set[tuple[int, int, float]]:
    """(Datastream, time, value) of a stretch, both ends with it."""
    found: set[tuple[int, int, float]] = set()
    after: tuple[Any, ...] | None = None
    time = Path(("phenomenonTime",))
    within: Expression = Binary("and", Binary("ge", time, Literal("span", Span(begin, begin))),
                                Binary("le", time, Literal("span", Span(end, end))))
    place = Place(OBSERVATION, None, (DATASTREAM, eid, _OBSERVATIONS))
    while True:
        page = look.page(place, Query(filter=within, order=(Order(Path(("id",))),), top=PAGE, after=after))
        for one in page.items:
            at, result = one.values.get("phenomenonTime"), one.values.get("result")
            if isinstance(at, Span) and isinstance(result, int | float):
                found.add((eid, at.start, float(result)))
        if page.after is None:
            return found
        after = page.after
