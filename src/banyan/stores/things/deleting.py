"""What is deleted with an entity (18-088, 10.4, table 25)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, or_, select

from banyan.model.things import THING_LOCATION, Kind, Link, Wrong, target
from banyan.stores.things.observing import MANY, Seen, refresh, seen, streams_of, without
from banyan.stores.things.tables import ASSOCIATIONS, ROWS, TABLES, declared, location_feature

if TYPE_CHECKING:
    from banyan.stores.things.writing import Writer


def remove(writer: "Writer", kind: Kind, ids: list[int]) -> None:
    """Delete entities and what they own. Raises Wrong for one that the city's folder declares: nothing is deleted."""
    c, table = writer.c, TABLES[kind.name]
    if writer.kept is not None and kind.name != "Observation":
        writer.kept.appending.forget_places()
    for first in range(0, len(ids), MANY):
        some = ids[first : first + MANY]
        _free(writer, kind, some)
        if kind.name == "Observation":
            _observations(writer, some)
            continue
        for name in kind.owns:
            link = kind.link(name)
            if link is not None:
                _owned(writer, kind, link, some)
        if kind.name == "Location":
            between = ASSOCIATIONS[THING_LOCATION].c
            for thing in c.execute(select(between.Thing).where(between.Location.in_(some))).scalars():
                writer.touch("Thing", thing)
        for eid in some:
            writer.touch(kind.name, eid)
        for association in ASSOCIATIONS.values():
            if kind.name in association.c:
                c.execute(delete(association).where(association.c[kind.name].in_(some)))
        if kind.name in ("Location", "FeatureOfInterest"):
            made = location_feature.c
            c.execute(delete(location_feature).where(or_(
                made.location.in_(some if kind.name == "Location" else []),
                made.feature.in_(some if kind.name == "FeatureOfInterest" else []))))
        c.execute(delete(table).where(table.c.id.in_(some)))


def _free(writer: "Writer", kind: Kind, ids: list[int]) -> None:
    where = (declared.c.kind == kind.name, declared.c.id.in_(ids))
    found = writer.c.execute(select(declared.c.id, declared.c.key).where(*where).limit(1)).first()
    if found is not None:
        raise Wrong(409, f"{kind.name} {found.id} stands for {found.key}, which the city's folder declares",
                    "a change of the folder, then a start with --yes")


def _observations(writer: "Writer", ids: list[int]) -> None:
    c, kept = writer.c, writer.kept
    rows: list[Mapping[str, Any]] = [*c.execute(select(ROWS).where(ROWS.c.id.in_(ids))).mappings()]
    c.execute(delete(ROWS).where(ROWS.c.id.in_(ids)))
    rows += kept.drop(c, ids) if kept is not None else []
    streams: dict[tuple[str, int], list[Seen]] = {}
    for row in rows:
        name = "Datastream" if row["Datastream_id"] is not None else "MultiDatastream"
        streams.setdefault((name, row[f"{name}_id"]), []).append(seen(row))
    for (name, eid), gone in streams.items():
        without(c, name, eid, kept, gone)


def _owned(writer: "Writer", kind: Kind, link: Link, ids: list[int]) -> None:
    c, to, kept = writer.c, target(link), writer.kept
    if to.name == "Observation":
        mine = ROWS.c[f"{link.inverse}_id"].in_(ids)
        streams = streams_of(c, mine, kept, ids) if kind.name == "FeatureOfInterest" else []
        c.execute(delete(ROWS).where(mine))
        if kept is not None and kind.name != "MultiDatastream":
            kept.drop_all(c, kind.name, ids)
            kept.thinned(c, [eid for name, eid in streams if name == "Datastream"])
        for name, eid in streams:
            refresh(c, name, eid, kept)
        return
    if link.table is not None:
        between = ASSOCIATIONS[link.table].c
        query = select(between[to.name]).where(between[kind.name].in_(ids)).distinct()
    else:
        there = TABLES[to.name].c
        query = select(there.id).where(there[f"{link.inverse}_id"].in_(ids))
    children = list(c.execute(query).scalars())
    if children:
        remove(writer, to, children)
