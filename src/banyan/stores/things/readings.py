"""The city's own readings as Observations: written in the transaction of the unit they came with, so none is missing
and none is doubled; what an older journal holds is caught up at the start.
"""

from functools import partial
from typing import Any

import msgspec
from sqlalchemy import Connection, bindparam, case, func, select, update

from banyan.model.observation import Batch, Quality
from banyan.model.things import SEQUENCE_BITS
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things.areas import box, polygon
from banyan.stores.things.observing import write
from banyan.stores.things.tables import TABLES, fact

_D = TABLES["Datastream"]
CATCH_UP = 500         # units to one transaction
_FLAGS = [
    None if not flags else msgspec.json.encode(
        [str(flag.name).lower() for flag in (Quality.LATE, Quality.JUMP, Quality.STUCK) if flags & flag]).decode()
    for flags in range(8)
]


class Readings:
    """Follows the journal. `datastreams` and `features` are in the order of the batches' stream table."""

    def __init__(self, store: EmbeddedStore, datastreams: list[int], features: list[int]) -> None:
        self._datastreams, self._features = datastreams, features
        last = store.beside(lambda c: {row.id: row.last for row in c.execute(select(_D.c.id, _D.c.last))})
        self._last = {eid: last[eid] for eid in datastreams}
        store.beside(self._areas)
        position = store.beside(_position)
        while units := _some(store, position):
            store.beside(partial(self._catch_up, units))
            position = units[-1][0]
        store.followers.append(self.follow)

    def _areas(self, c: Connection) -> None:
        """Declared streams observe one feature each."""
        there = TABLES["FeatureOfInterest"].c
        for eid, feature in zip(self._datastreams, self._features, strict=True):
            area = polygon(box(c.execute(select(there.feature).where(there.id == feature)).scalar()))
            if area is not None:
                text = msgspec.json.encode(area).decode()
                c.execute(update(_D).where(_D.c.id == eid, _D.c.observedArea.is_(None)).values(observedArea=text))

    def _catch_up(self, units: list[tuple[int, Batch]], c: Connection) -> None:
        for position, batch in units:
            self.follow(c, position, batch)

    def follow(self, c: Connection, position: int, batch: Batch) -> None:
        if len(batch):
            self._write(c, batch)
        c.execute(update(fact).where(fact.c.key == "position").values(value=str(position)))

    def _write(self, c: Connection, batch: Batch) -> None:
        rows, touched = [], dict[int, list[int]]()
        columns = (getattr(batch, name).tolist() for name in ("stream", "time", "value", "quality"))
        for stream, time, value, quality in zip(*columns, strict=True):
            eid = self._datastreams[stream]
            place = self._last[eid] = self._last[eid] + 1
            rows.append({
                "id": eid << SEQUENCE_BITS | place, "Datastream_id": eid,
                "FeatureOfInterest_id": self._features[stream],
                "phenomenonTime_start": time, "phenomenonTime_end": time,
                "result": msgspec.json.encode(value).decode(), "resultQuality": _FLAGS[quality & 7],
            })  # fmt: skip
            touched.setdefault(eid, []).append(time)
        write(c, rows)
        c.execute(_EXTENT, [
            {"b_id": eid, "b_last": self._last[eid], "b_first": min(times), "b_end": max(times)}
            for eid, times in touched.items()
        ])


def _wider(name: str, column: Any, least: bool) -> Any:
    said: Any = bindparam(name)
    further = func.min(column, said) if least else func.max(column, said)
    return case((column.is_(None), said), else_=further)


_EXTENT = update(_D).where(_D.c.id == bindparam("b_id")).values(
    last=bindparam("b_last"),
    phenomenonTime_start=_wider("b_first", _D.c.phenomenonTime_start, True),
    phenomenonTime_end=_wider("b_end", _D.c.phenomenonTime_end, False),
)


def _position(c: Connection) -> int:
    return int(c.execute(select(fact.c.value).where(fact.c.key == "position")).scalar() or 0)


def _some(store: EmbeddedStore, after: int) -> list[tuple[int, Batch]]:
    units, found = store.units(after), list[tuple[int, Batch]]()
    for unit in units:
        found.append((unit.position, unit.batch))
        if len(found) == CATCH_UP:
            break
    return found
