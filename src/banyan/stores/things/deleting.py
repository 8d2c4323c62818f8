"""What is deleted with an entity (18-088, 10.4, table 25)."""

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select

from banyan.model.things import Kind, Link, Wrong, target
from banyan.stores.things import observing
from banyan.stores.things.tables import ASSOCIATIONS, TABLES, declared, location_feature

if TYPE_CHECKING:
    from banyan.stores.things.reading import Reader

MANY = 500            # ids in one statement; SQLite's oldest limit on variables is 999


def remove(reader: "Reader", kind: Kind, ids: list[int]) -> None:
    """Delete entities and what they own. Raises Wrong for one that the city's folder declares: nothing is deleted."""
    c, table = reader.c, TABLES[kind.name]
    for first in range(0, len(ids), MANY):
        some = ids[first : first + MANY]
        _free(reader, kind, some)
        if kind.name == "Observation":
            streams = _streams(reader, table.c.id.in_(some))
            c.execute(delete(table).where(table.c.id.in_(some)))
            _refresh(reader, streams)
            continue
        for name in kind.owns:
            link = kind.link(name)
            if link is not None:
                _owned(reader, kind, link, some)
        for association in ASSOCIATIONS.values():
            if kind.name in association.c:
                c.execute(delete(association).where(association.c[kind.name].in_(some)))
        if kind.name in ("Location", "FeatureOfInterest"):
            made = location_feature.c
            c.execute(delete(location_feature).where(or_(
                made.location.in_(some if kind.name == "Location" else []),
                made.feature.in_(some if kind.name == "FeatureOfInterest" else []))))
        c.execute(delete(table).where(table.c.id.in_(some)))


def _free(reader: "Reader", kind: Kind, ids: list[int]) -> None:
    where = (declared.c.kind == kind.name, declared.c.id.in_(ids))
    found = reader.c.execute(select(declared.c.id, declared.c.key).where(*where).limit(1)).first()
    if found is not None:
        raise Wrong(409, f"{kind.name} {found.id} stands for {found.key}, which the city's folder declares",
                    "a change of the folder, then a start with --yes")


def _owned(reader: "Reader", kind: Kind, link: Link, ids: list[int]) -> None:
    c, to = reader.c, target(link)
    if to.name == "Observation":
        mine = TABLES["Observation"].c[f"{link.inverse}_id"].in_(ids)
        streams = _streams(reader, mine) if kind.name == "FeatureOfInterest" else []
        c.execute(delete(TABLES["Observation"]).where(mine))
        _refresh(reader, streams)
        return
    if link.table is not None:
        between = ASSOCIATIONS[link.table].c
        query = select(between[to.name]).where(between[kind.name].in_(ids)).distinct()
    else:
        there = TABLES[to.name].c
        query = select(there.id).where(there[f"{link.inverse}_id"].in_(ids))
    children = list(c.execute(query).scalars())
    if children:
        remove(reader, to, children)


def _streams(reader: "Reader", where: object) -> list[tuple[str, int]]:
    there, found = TABLES["Observation"].c, list[tuple[str, int]]()
    for name in observing.STREAMS:
        ids = reader.c.execute(select(there[f"{name}_id"]).where(where).distinct()).scalars()  # type: ignore[arg-type]  # an SQL condition
        found += [(name, eid) for eid in ids if eid is not None]
    return found


def _refresh(reader: "Reader", streams: list[tuple[str, int]]) -> None:
    for name, eid in streams:
        observing.refresh(reader.c, name, eid)
