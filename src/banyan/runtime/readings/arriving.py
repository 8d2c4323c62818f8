"""What comes to the readings' meeting point by any door, and what is answered."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from banyan.edges.feeds.mapping import Ready
from banyan.model.feed import Row, Unfit

FIRST_REJECTS = 10


class Arriving(Struct, frozen=True):
    """One delivery. `key` names it among its source's: the same again is answered as it was, and nothing is doubled.

    `digest` is of its content: another under the same key is refused, but where keys are `recycled` it is a delivery of
    its own; `fresh`: it surely is. `topic`: what the levels of an MQTT topic say. `backfill`: readings of the past,
    which are stored and never judged.
    """

    feed: Ready
    rows: Iterable[Row | Unfit]
    key: str | None = None
    topic: Mapping[str, str] = {}
    backfill: bool = False
    digest: str = ""
    recycled: bool = False
    fresh: bool = False

    @property
    def source(self) -> str:
        return self.feed.feed.name


class RejectView(Struct, frozen=True):
    """`row` counts from 1 within the delivery."""

    row: int
    reason: str
    where: str
    expected: str


class Receipt(Struct, frozen=True):
    """What became of a delivery's readings: taken and durable, taken before, or kept among the rejects by reason.

    `first` are the first rejects. `again`: this delivery had come before, and this is what it was answered then.
    """

    accepted: int = 0
    repeated: int = 0
    rejected: dict[str, int] = {}
    first: tuple[RejectView, ...] = ()
    again: bool = False


def receipt(accepted: int, repeated: int, unfit: Iterable[Unfit]) -> Receipt:
    counts: dict[str, int] = {}
    first: list[RejectView] = []
    for one in unfit:
        counts[str(one.fault)] = counts.get(str(one.fault), 0) + 1
        if len(first) < FIRST_REJECTS:
            first.append(RejectView(one.n, str(one.fault), one.where, one.expected))
    return Receipt(accepted, repeated, counts, tuple(first))


def together(receipts: Iterable[Receipt]) -> Receipt:
    """Of deliveries in parts."""
    accepted = repeated = 0
    counts: dict[str, int] = {}
    first: list[RejectView] = []
    again: list[bool] = []
    for one in receipts:
        accepted, repeated = accepted + one.accepted, repeated + one.repeated
        for reason, count in one.rejected.items():
            counts[reason] = counts.get(reason, 0) + count
        first += one.first[: FIRST_REJECTS - len(first)]
        again.append(one.again)
    return Receipt(accepted, repeated, counts, tuple(first), bool(again) and all(again))


def context(topic: Mapping[str, str]) -> dict[str, Any]:
    """What a reject keeps beside its row, so that it can be mapped again."""
    return {"topic": dict(topic)} if topic else {}
