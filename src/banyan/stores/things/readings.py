"""The city's own readings as Observations: written in the transaction of the unit they came with, so none is missing
and none is doubled; what an older journal holds is caught up at the start.
"""

from functools import partial

import msgspec
import numpy as np
from sqlalchemy import Connection, select, update

from banyan.model.observation import Batch
from banyan.stores.journal import Journal
from banyan.stores.postgres.rows import InRows
from banyan.stores.things.areas import box, polygon
from banyan.stores.things.columnar import Columnar
from banyan.stores.things.tables import TABLES, fact

_D = TABLES["Datastream"]
CATCH_UP = 500         # units to one transaction


class Readings:
    """Follows the journal. `datastreams` and `features` are in the order of the batches' stream table."""

    def __init__(self, store: Journal, columns: Columnar | InRows, datastreams: list[int], features: list[int]) -> None:
        self._columns = columns
        self._datastreams = np.array(datastreams, np.int64)
        self._features = np.array(features, np.int64)
        store.beside(self._areas)
        position = store.beside(_position)
        while units := _some(store, position):
            store.beside(partial(self._catch_up, units))
            position = units[-1][0]
        store.followers.append(self.follow)

    def _areas(self, c: Connection) -> None:
        """Declared streams observe one feature each."""
        there = TABLES["FeatureOfInterest"].c
        for eid, feature in zip(self._datastreams.tolist(), self._features.tolist(), strict=True):
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
        stream = self._datastreams[batch.stream]
        self._columns.streams.know(c, stream)
        self._columns.follow(c, stream, batch.time, batch.value, self._features[batch.stream], batch.quality)


def _position(c: Connection) -> int:
    return int(c.execute(select(fact.c.value).where(fact.c.key == "position")).scalar() or 0)


def _some(store: Journal, after: int) -> list[tuple[int, Batch]]:
    units, found = store.units(after), list[tuple[int, Batch]]()
    for unit in units:
        found.append((unit.position, unit.batch))
        if len(found) == CATCH_UP:
            break
    return found
