"""Observations of numbers as columns: the plain ones (model/columns.py), and those that say more and are judged as
they are; and what a refusal of theirs means to a client.
"""

import math
import sys
from collections.abc import Iterator, Sequence

from banyan.model.columns import ACCEPTANCE, MOST_WHOLE, NO_TIME, Columns, Refusal, columns
from banyan.model.observation import Reason
from banyan.model.things import Draft, Reference, Span, Wrong
from banyan.perceive.columns import REASONS

_NOT_ACCEPTED = {
    Reason.NOT_FINITE: ("its result isn't finite", "a number"),
    Reason.RANGE: ("its result is out of range", "a result from low to high"),
    Reason.FUTURE: ("its phenomenonTime is in the future", "a time at most future_s ahead of the clock"),
    Reason.TOO_LATE: ("its phenomenonTime is too long ago", "a time at most late_s behind the clock"),
    Reason.DUPLICATE_CONTENT: ("this time and result came before", "a new time or a new result"),
}
_SAYS = {"result", "phenomenonTime", "resultTime"}
_Row = tuple[int, int, float, bool, int, int]      # as columns() takes them


def plain(drafts: Sequence[Draft], now: int) -> tuple[list[int], Columns]:
    """Which of them are, and those as columns; a time that isn't said is `now` (µs).

    Where one Observation of a Datastream isn't plain none of them counts as plain, so that their order stays theirs.
    """
    rows: dict[int, _Row] = {}
    mixed: set[int] = set()
    for n, draft in enumerate(drafts):
        row = _number(draft, now) if is_plain(draft) else None
        if row is not None:
            rows[n] = row
        else:
            mixed.add(_only(draft, "Datastream"))
    places = [n for n, row in rows.items() if row[0] not in mixed]
    return places, _columns([rows[n] for n in places])


def in_turns(drafts: Sequence[Draft], now: int) -> Iterator[tuple[list[int], Columns | None]]:
    """All of them in parts, one behind the other: numbers at instants as columns, others without. Those of a Datastream
    stand in their order, and as many of several Datastreams together as that allows.
    """
    parts: dict[int, dict[int, _Row | None]] = {}
    reached: dict[int, int] = {}        # the part that a Datastream has come to; numbers are in the even ones
    for n, draft in enumerate(drafts):
        row, stream = _number(draft, now), _only(draft, "Datastream")
        part = reached.get(stream, 0)
        reached[stream] = part = part + ((part % 2 == 0) != (row is not None))
        parts.setdefault(part, {})[n] = row
    for _, some in sorted(parts.items()):
        rows = [row for row in some.values() if row is not None]
        yield list(some), _columns(rows) if rows else None


def is_plain(draft: Draft) -> bool:
    """Whether columns have a place for all that it says, where its result is a number at an instant."""
    result = draft.values.get("result")
    exact = not isinstance(result, int) or abs(result) <= MOST_WHOLE
    return exact and all(value is None for name, value in draft.values.items() if name not in _SAYS)


def _columns(rows: Sequence[_Row]) -> Columns:
    stream, time, value, whole, result_time, feature = zip(*rows, strict=True) if rows else [()] * 6
    return columns(stream, time, value, whole, result_time, feature)


def _only(draft: Draft, link: str) -> int:
    """The id that a link names; 0: none, or an entity written out."""
    to = next(iter(draft.links.get(link, ())), None)
    return to.id if isinstance(to, Reference) and to.id > 0 else 0


def _number(draft: Draft, now: int) -> _Row | None:
    """None for what is no number at an instant, for a Datastream and about a feature that are there."""
    values, links = draft.values, draft.links
    result, stream, feature = values.get("result"), _only(draft, "Datastream"), _only(draft, "FeatureOfInterest")
    if isinstance(result, bool) or not isinstance(result, int | float) or not math.isfinite(_float(result)):
        return None
    if not stream or links.get("MultiDatastream") or (links.get("FeatureOfInterest") and not feature):
        return None
    at, then = values.get("phenomenonTime") or Span(now, now), values.get("resultTime") or Span(NO_TIME, NO_TIME)
    if at.start != at.end:      # an instant is itself in whatever offset it was written; it is said in UTC
        return None
    return stream, at.start, _float(result), isinstance(result, int), then.start, feature


def _float(result: float) -> float:
    """A whole number beyond all floats is judged as the last of them."""
    try:
        return float(result)
    except OverflowError:
        return sys.float_info.max if result > 0 else -sys.float_info.max


def refusal(reason: int, draft: Draft) -> Wrong:
    stream, feature = _only(draft, "Datastream"), _only(draft, "FeatureOfInterest")
    match reason:
        case Refusal.NO_STREAM:
            return Wrong(400, f"there is no Datastream {stream}", "the @iot.id of a Datastream that is there")
        case Refusal.DECLARED:
            return Wrong(501, f"Datastream {stream} stands for a stream of the city: its readings come through the "
                              "city's door", "a POST of Observations alone, or CreateObservations")
        case Refusal.NO_FEATURE:
            return Wrong(400, f"there is no FeatureOfInterest {feature}", "the @iot.id of one that is there")
        case Refusal.NO_LOCATION:
            return Wrong(400, "the Observation has no FeatureOfInterest, and its Thing no Location to make one of",
                         "a FeatureOfInterest, or a Location for the Thing first")
        case Refusal.FULL:
            return Wrong(503, f"Datastream {stream} is full", "another Datastream")
        case Refusal.FAILED:
            return Wrong(503, f"Datastream {stream} couldn't be judged", "the same again; a defect, if it stays so")
        case _:
            said, expected = _NOT_ACCEPTED[REASONS[reason - ACCEPTANCE]]
            status = 409 if REASONS[reason - ACCEPTANCE] is Reason.DUPLICATE_CONTENT else 400
            return Wrong(status, f"the Observation for Datastream {stream} was not accepted: {said}",
                         f"{expected} (properties.acceptance of the Datastream)")
