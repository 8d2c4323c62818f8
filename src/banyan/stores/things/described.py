"""Datastreams as whoever judges their readings wants to know them."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Engine, Select, and_, select

from banyan.model.thing_ports import Described
from banyan.stores.things.tables import TABLES, declared

PAGE = 2_000          # to one read transaction
MANY = 500            # ids in one statement
_D, _P, _T = TABLES["Datastream"].c, TABLES["ObservedProperty"].c, TABLES["Thing"].c
_QUERY = (
    select(_D.id, _D.name, _D.unitOfMeasurement, _D.properties, _P.name.label("property"), _P.definition,
           _T.properties.label("thing"))
    .select_from(TABLES["Datastream"].join(TABLES["ObservedProperty"], _D.ObservedProperty_id == _P.id)
                 .join(TABLES["Thing"], _D.Thing_id == _T.id)
                 .outerjoin(declared, and_(declared.c.kind == "Datastream", declared.c.id == _D.id)))
    .where(declared.c.id.is_(None)).order_by(_D.id)
)  # fmt: skip


def described(engine: Engine, after: int, only: Sequence[int] | None) -> Iterator[Described]:
    """In the order of their numbers; those that stand for a stream of the city's folder are left out."""
    if only is not None:
        for first in range(0, len(only), MANY):
            yield from _some(engine, _QUERY.where(_D.id.in_(list(only[first : first + MANY]))))
        return
    while page := list(_some(engine, _QUERY.where(_D.id > after).limit(PAGE))):
        yield from page
        after = page[-1].number


def described_there(c: Connection, numbers: Sequence[int]) -> list[Described]:
    """Those that are there for one connection, also where nobody else sees them yet."""
    return [one for first in range(0, len(numbers), MANY)
            for one in _of(c, _QUERY.where(_D.id.in_(list(numbers[first : first + MANY]))))]


def _some(engine: Engine, query: Select[Any]) -> Iterator[Described]:
    with engine.connect() as c:
        found = list(_of(c, query))
    yield from found


def _of(c: Connection, query: Select[Any]) -> Iterator[Described]:
    for row in c.execute(query):
        unit = _object(row.unitOfMeasurement)
        yield Described(row.id, row.name, str(unit.get("symbol") or ""), str(unit.get("name") or ""), row.property,
                        row.definition, _object(row.properties), _object(row.thing))


def _object(text: str | None) -> dict[str, Any]:
    found = msgspec.json.decode(text) if text else None
    return found if isinstance(found, dict) else {}
