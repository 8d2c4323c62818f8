"""What waits to be published is bounded, in order, and what is left out is counted."""

import numpy as np
import pytest

from banyan.model.changes import Changed
from banyan.model.things import DATASTREAM, THING
from banyan.runtime.mqtt.updates import queue
from banyan.runtime.mqtt.updates.extents import Extents
from banyan.runtime.mqtt.updates.queue import AWAY, FULL, LOST, Queue, merged
from banyan.stores.things.kept import Kept
from banyan.stores.things.told import Telling, Told


def rows(count: int, stream: int = 1) -> Kept:
    n = np.arange(count)
    return Kept(np.full(count, stream, np.uint32), n.astype(np.uint32), n, n * 1.0, n > 0, n, n.astype(np.uint32),
                n.astype(np.uint8))


def test_what_is_beyond_the_bound_is_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue, "MOST", 10)
    waiting = Queue(lambda: None)
    waiting.add([Changed(THING, 1)])
    assert waiting.dropped[AWAY] == 1
    waiting.open()
    waiting.add([Changed(THING, 2), rows(15), Changed(THING, 3)])
    assert len(waiting) == 10
    assert waiting.dropped[FULL] == 7
    first, second = waiting.take(4)
    assert first == Changed(THING, 2)
    assert isinstance(second, Kept)
    assert second.place.tolist() == [0, 1, 2]
    assert [one.place.tolist() for one in waiting.take(100) if isinstance(one, Kept)] == [[3, 4, 5, 6, 7, 8]]
    waiting.add([Changed(THING, 4)])
    waiting.shut()
    assert (waiting.take(1), waiting.dropped[LOST]) == ([], 1)


def test_a_transaction_tells_an_entity_once_and_created_where_it_was() -> None:
    seen = rows(1)
    told: list[Told] = [Changed(THING, 1), Changed(DATASTREAM, 2, ("name",)), Changed(THING, 1, ("Locations",)), seen,
                        Changed(DATASTREAM, 2, ("properties", "name")), Changed(DATASTREAM, 1, ("name",))]
    assert merged(told) == [Changed(THING, 1), Changed(DATASTREAM, 2, ("name", "properties")), seen,
                            Changed(DATASTREAM, 1, ("name",))]


def test_what_a_savepoint_took_back_or_no_commit_kept_is_not_told() -> None:
    found: list[Told] = []
    telling = Telling()
    telling.changed("Thing", 1)
    telling.tell = found.extend
    telling.ended(True)
    telling.changed("Thing", 2)
    mark = telling.mark()
    telling.changed("Thing", 3)
    telling.back(mark)
    telling.ended(True)
    telling.changed("Thing", 4)
    telling.ended(False)
    telling.ended(True)
    assert found == [Changed(THING, 2)]


def test_the_times_of_a_datastream_are_told_now_and_then_and_at_last() -> None:
    now = [0.0]
    extents = Extents(10, lambda: now[0])
    extents.moved(rows(3, stream=7))
    assert extents.due(5) == []
    now[0] = 10.0
    assert extents.due(5) == [Changed(DATASTREAM, 7, ("phenomenonTime", "resultTime"))]
    extents.moved(rows(3, stream=7))
    now[0] = 19.0
    assert extents.due(5) == []
    now[0] = 20.0
    assert len(extents.due(5)) == 1
    assert extents.due(5) == []


def test_streams_beyond_the_bound_whose_times_are_not_told_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banyan.runtime.mqtt.updates.extents.MOST", 2)
    times = Extents(10, lambda: 0.0)
    for stream in (1, 2, 3, 1, 4):
        times.moved(rows(3, stream=stream))
    assert (times.left_out(), times.left_out()) == (2, 0)
