"""The readings' meeting point of a city that doesn't run, under its folder's lock."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from banyan.edges.feeds.mapping import Ready
from banyan.model.feed import Row, Unfit
from banyan.model.thing_ports import Changing, Things
from banyan.runtime.data_folder import has_begun, open_writer
from banyan.runtime.readings.arriving import Arriving, Receipt
from banyan.runtime.readings.intake import Intake, Standing
from banyan.runtime.scenario import UsageError
from banyan.runtime.things.open import things_of
from banyan.runtime.things.service import wall
from banyan.runtime.watch.past import Unwatched
from banyan.stores.journal import Journal


@contextmanager
def opened(data: Path) -> Iterator[Intake]:
    """Raises UsageError where no city has begun there, StoreError where one runs."""
    if not has_begun(data):
        raise UsageError(f"{data} holds no city yet: start one with banyan serve --city CITY --data {data}, or name "
                         "its --data")
    with open_writer(data) as store:
        things = things_of(store)
        try:
            yield Intake(things, _standing(store, things), wall, Unwatched(things).judge)
        finally:
            things.close()


def _standing(store: Journal, things: Things) -> Standing:
    """The city's streams as its journal declares them."""
    declared = {name.removeprefix("stream/"): body["value"]
                for name, body in store.current("declaration").items()
                if body.get("of") == "stream" and not body.get("withdrawn")}
    ranges = {stream: (float(value["low"]), float(value["high"])) for stream, value in declared.items()}

    def named(w: Changing) -> Standing:
        streams = {stream: w.named(f"stream/{stream}") for stream in declared}
        features = {stream: w.named(f"feature/{value['thing']}") for stream, value in declared.items()}
        known = {stream: eid for stream, eid in streams.items() if eid is not None}
        there = {stream: eid for stream, eid in features.items() if eid is not None}
        return Standing(known, there, None, ranges)

    return things.change(named, wall()).result()


class StoreSink:
    """importing.Sink into a store that is ours."""

    def __init__(self, intake: Intake, feed: Ready) -> None:
        self._intake, self._feed = intake, feed

    def take(self, feed: str, rows: Sequence[Row | Unfit], key: str) -> Receipt:  # noqa: ARG002  it has one feed
        return self._intake.take(Arriving(self._feed, rows, key, backfill=True))
