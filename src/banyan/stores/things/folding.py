"""Rows that are as plain as a batch's go into one, a few at a time: those of an older folder, those that were written
beside an entity.
"""

from typing import Any

import numpy as np
from sqlalchemy import Connection, and_, case, delete, func, or_, select

from banyan.model.columns import MOST_WHOLE, NO_TIME
from banyan.model.things import SEQUENCE_BITS
from banyan.stores.embedded import EmbeddedStore
from banyan.stores.things.columnar import Columnar
from banyan.stores.things.kept import Kept
from banyan.stores.things.streams import MANY
from banyan.stores.things.tables import ROWS, mask

STEP = 2_000            # rows that one transaction looks at
_R = ROWS.c
_TYPE = case((func.json_valid(_R.result) == 1, func.json_type(_R.result)), else_="")
_NUMBER = func.json_extract(_R.result, "$")
_PLAIN = and_(
    _R.Datastream_id == _R.id.op(">>")(SEQUENCE_BITS), _R.phenomenonTime_start == _R.phenomenonTime_end,
    _R.phenomenonTime_said.is_(None), _R.resultTime_said.is_(None), _R.resultQuality.is_(None),
    _R.validTime_start.is_(None), _R.parameters.is_(None),
    or_(_TYPE == "real", and_(_TYPE == "integer", func.abs(_NUMBER) <= MOST_WHOLE)),
    _R.id.not_in(select(mask.c.id)),       # what stands for a reading in a file can't go where that one is hidden
)  # fmt: skip


class Folding:
    """Goes through the rows from the first id to the last, and again from the first."""

    def __init__(self, store: EmbeddedStore, columns: Columnar) -> None:
        self._store = store
        self._columns = columns
        self._after = 0

    def step(self) -> tuple[int, bool]:
        """How many rows went, and whether that was the end."""
        return self._store.beside(self._fold)

    def _fold(self, c: Connection) -> tuple[int, bool]:
        query = select(_R.id, case((_PLAIN, 1), else_=0).label("plain"), _R.phenomenonTime_start, _R.resultTime_start,
                       _R.result, _TYPE.label("type"), _R.FeatureOfInterest_id)
        seen = c.execute(query.where(_R.id > self._after).order_by(_R.id).limit(STEP)).all()
        self._after = seen[-1].id if len(seen) == STEP else 0
        rows = [row for row in seen if row.plain]
        if rows:
            self._columns.appending.store(c, _kept(rows), None)
            ids = [row.id for row in rows]
            for first in range(0, len(ids), MANY):
                c.execute(delete(ROWS).where(_R.id.in_(ids[first : first + MANY])))
        return len(rows), len(seen) < STEP


def _kept(rows: list[Any]) -> Kept:
    ids = np.array([row.id for row in rows], np.int64)
    return Kept(
        (ids >> SEQUENCE_BITS).astype(np.uint32), (ids & (2**SEQUENCE_BITS - 1)).astype(np.uint32),
        np.array([row.phenomenonTime_start for row in rows], np.int64), np.array([float(row.result) for row in rows]),
        np.array([row.type == "integer" for row in rows], np.bool_),
        np.array([NO_TIME if row.resultTime_start is None else row.resultTime_start for row in rows], np.int64),
        np.array([row.FeatureOfInterest_id for row in rows], np.uint32), np.zeros(len(rows), np.uint8))
