"""Creating, changing and deleting entities (18-088, clause 10), inside one transaction of the writer."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, delete, insert, select, update

from banyan.model.columns import Columns, Judge
from banyan.model.things import (
    BY_NAME,
    HISTORICAL_LOCATION_LOCATION,
    MULTI_DATASTREAM_PROPERTY,
    THING_LOCATION,
    Draft,
    Kind,
    Link,
    Reference,
    Span,
    Wrong,
    target,
)
from banyan.stores.things import observing
from banyan.stores.things.columnar import Columnar
from banyan.stores.things.deleting import remove
from banyan.stores.things.described import described_there
from banyan.stores.things.plain import in_turns, is_plain, refusal
from banyan.stores.things.reading import Reader
from banyan.stores.things.rows import columns, values
from banyan.stores.things.streams import Extent
from banyan.stores.things.tables import ASSOCIATIONS, ROWS, TABLES, column, declared, stream_number

T = TypeVar("T")
STREAMS = observing.STREAMS
JUDGED_BY = ("Datastream", "Thing", "ObservedProperty")      # thing_ports.Described is made of them
EXTENDS = ("phenomenonTime_start", "phenomenonTime_end", "resultTime_start", "resultTime_end", "FeatureOfInterest_id")


class Writer(Reader):
    """model.thing_ports.Changing."""

    def __init__(self, c: Connection, now: int, kept: Columnar | None = None) -> None:
        super().__init__(c, now, kept, None if kept is None else lambda: kept.catch_up(c))
        self.kept = kept
        self.judge: Judge | None = None
        self._new: set[int] = set()         # Datastreams of this transaction
        self._changed = False               # whether it has changed what judging hangs on
        self._names: dict[str, int] | None = None

    def _ahead(self, eid: int, last: int) -> Extent | None:
        """What this transaction has brought is seen in it."""
        return None if self.columns is None or self.kept is None else self.kept.streams.ahead(eid, last)

    def attempt(self, work: Callable[[], T]) -> T:
        taken_back = nullcontext() if self.kept is None else self.kept.appending.savepoint()
        with taken_back, self.c.begin_nested():
            return work()

    def create(self, draft: Draft) -> int:
        kind = draft.kind
        if kind.name == "Observation":
            return self.observe([draft])[0]
        row = columns(kind, draft.values)
        for link in kind.links:
            if not link.many:
                row[column(link)] = self._one(draft, link)
        if kind.name in STREAMS:
            row["id"] = self._insert(stream_number, {})
            row["last"] = 0
        eid = self._insert(TABLES[kind.name], row)
        if kind.name == "Datastream":
            self._new.add(eid)
        self.touch(kind.name, eid)
        self.tell(kind.name, eid)
        for link in kind.links:
            if link.many and link.name in draft.links:
                self._many(kind, eid, link, draft.links[link.name])
        self._complete(kind, eid, draft)
        return eid

    def named(self, key: str) -> int | None:
        if self._names is None:       # read whole: a start asks for every stream of the city
            self._names = {row.key: row.id for row in self.c.execute(select(declared.c.key, declared.c.id))}
        return self._names.get(key)

    def name(self, key: str, kind: Kind, eid: int) -> None:
        self.c.execute(insert(declared).values(key=key, kind=kind.name, id=eid))
        if self.kept is not None and kind.name == "Datastream":
            self.kept.touch(self.c, eid)
        if self._names is not None:
            self._names[key] = eid

    def fill(self, rows: Columns) -> None:
        if self.kept is None:
            raise Wrong(501, "this store takes no readings of the past for streams of the city")
        if len(rows):
            self.kept.fill(self.c, rows)

    def observe(self, drafts: Sequence[Draft]) -> list[int]:
        """Numbers at instants as `append` stores and judges them, though those that say more become rows; the others
        as rows that nobody judges.
        """
        drafts = [self._with_its_own(draft) for draft in drafts]
        if self.kept is None:
            return self._as_rows(drafts)
        found = dict[int, int]()
        for places, rows in in_turns(drafts, self.now):
            some = [drafts[n] for n in places]
            ids = self._as_rows(some) if rows is None else self._append(self.kept, rows, some)
            found |= dict(zip(places, ids, strict=True))
        return [found[n] for n in range(len(drafts))]

    def _as_rows(self, drafts: Sequence[Draft]) -> list[int]:
        ids = observing.observe(self.c, drafts, self.create, self.now, self.kept)
        for eid in ids:
            self.tell("Observation", eid)
        return ids

    def _with_its_own(self, draft: Draft) -> Draft:
        """The Datastream and the feature that an Observation brings with it are there now."""
        for name in ("Datastream", "FeatureOfInterest"):
            to = draft.links.get(name)
            if to and isinstance(to[0], Draft):
                draft = Draft(draft.kind, draft.values, {**draft.links, name: [Reference(self.create(to[0]))]})
        return draft

    def _append(self, kept: Columnar, rows: Columns, drafts: Sequence[Draft]) -> list[int]:
        """All or none: the first that isn't taken is what is said."""
        placed, (answer,) = kept.appending.append(self.c, [(rows, self._judging(rows))], self.create)
        for reason, draft in zip(answer.reasons.tolist(), drafts, strict=True):
            if reason:
                raise refusal(reason, draft)
        kept.appending.go_on(self.c, placed)
        ids: list[int] = answer.ids.tolist()
        more = {eid: _said(draft) for eid, draft in zip(ids, drafts, strict=True) if not is_plain(draft)}
        if more:
            for eid in ids:         # in their order; columns would be told without what they say more
                self.tell("Observation", eid)
        else:
            kept.appending.telling.observed(placed)
        kept.appending.store(self.c, placed, self.now, more)
        return ids

    def _judging(self, rows: Columns) -> Judge | None:
        """The judge is told of new Datastreams with their readings, and of none again for those of another; of all,
        where some may be others than anybody else can read.
        """
        judge = self.judge
        if judge is None or not (self._new or self._changed):
            return judge
        streams = set(rows.stream.tolist())
        mine = sorted(streams if self._changed else streams & self._new)
        new = described_there(self.c, mine) if mine else []
        return judge if not new else lambda rows, *_: judge(rows, new)

    def _moved(self) -> None:
        """Things may be elsewhere now, or their streams another Thing's."""
        if self.kept is not None:
            self.kept.appending.forget_places()

    def touch(self, kind: str, eid: int) -> None:
        """Whoever remembers something of this entity reads it again behind the commit."""
        if self.kept is not None:
            self.kept.appending.touched.add(kind, eid)

    def tell(self, kind: str, eid: int, names: tuple[str, ...] | None = None) -> None:
        """Whoever follows what happens is told of it behind the commit; `names` as changes.Changed has it."""
        if self.kept is not None:
            self.kept.appending.telling.changed(kind, eid, names)

    def _insert(self, table: Table, row: dict[str, Any]) -> int:
        key = self.c.execute(insert(table).values(row)).inserted_primary_key
        return int(key[0]) if key is not None else 0

    def _one(self, draft: Draft, link: Link) -> int | None:
        named = draft.links.get(link.name)
        if not named:
            if link.required:
                raise Wrong(400, f"the {draft.kind.name} has no {link.name}",
                            f'{link.name}: {{"@iot.id": ...}} of one that is there, or a {link.target} written out')
            return None
        return self._id_of(named[0], link.target)

    def _id_of(self, to: Reference | Draft, name: str) -> int:
        if isinstance(to, Draft):
            return self.create(to)
        self._consider_ids(BY_NAME[name], [to.id])
        if self.c.execute(select(TABLES[name].c.id).where(TABLES[name].c.id == to.id)).first() is None:
            raise Wrong(400, f"there is no {name} {to.id} to link to", f"the @iot.id of a {name} that is there")
        return to.id

    def _many(self, kind: Kind, eid: int, link: Link, to: Sequence[Reference | Draft]) -> None:
        if link.table is not None:
            self._associate(kind, eid, link, [self._id_of(one, link.target) for one in to])
            return
        drafts = [one.linked(str(link.inverse), Reference(eid)) for one in to if isinstance(one, Draft)]
        if link.target == "Observation":
            self.observe(drafts)
        else:
            for draft in drafts:
                self.create(draft)
        for one in to:
            if isinstance(one, Reference):
                self._take(eid, link, one)

    def _take(self, eid: int, link: Link, to: Reference) -> None:
        """An entity that is there gets linked with this one instead of the one it was linked with."""
        child = self._id_of(to, link.target)
        self.update(target(link), child, Draft(target(link), {}, {str(link.inverse): [Reference(eid)]}), whole=False)

    def _associate(self, kind: Kind, eid: int, link: Link, ids: list[int]) -> None:
        if link.table == THING_LOCATION:
            if kind.name == "Thing":
                self._locate(eid, ids)
            else:
                for thing in ids:
                    self._locate(thing, [eid])
            return
        if ids:
            self.c.execute(insert(ASSOCIATIONS[str(link.table)]), [{kind.name: eid, link.target: i} for i in ids])

    def _locate(self, thing: int, locations: list[int]) -> None:
        """A Thing is elsewhere now; where it was is remembered (18-088, 10.2.1: historical locations).

        Several Locations of a Thing say one place in several encodings (8.2.2), so what is encoded otherwise stays.
        """
        before = self._locations(thing)
        encodings = self._locations(None, locations).values()
        kept = [eid for eid, encoding in before.items() if encoding not in encodings]
        locations = list(dict.fromkeys([*locations, *kept]))
        if not locations or set(locations) == set(before):
            return
        self._set_locations(thing, locations)
        row = {"time_start": self.now, "time_end": self.now, "Thing_id": thing}
        history = self._insert(TABLES["HistoricalLocation"], row)
        self._link_history(history, locations)
        self.tell("HistoricalLocation", history)

    def _locations(self, thing: int | None, ids: Sequence[int] = ()) -> dict[int, str]:
        """The encodings of a Thing's Locations, or of some, by their ids."""
        there, between = TABLES["Location"].c, ASSOCIATIONS[THING_LOCATION].c
        if thing is not None:
            ids = list(self.c.execute(select(between.Location).where(between.Thing == thing)).scalars())
        return {row.id: row.encodingType for row in
                self.c.execute(select(there.id, there.encodingType).where(there.id.in_(list(ids))))}

    def _set_locations(self, thing: int, locations: list[int]) -> None:
        self._moved()
        self.touch("Thing", thing)
        self.tell("Thing", thing, ("Locations",))
        between = ASSOCIATIONS[THING_LOCATION]
        self.c.execute(delete(between).where(between.c.Thing == thing))
        if locations:
            self.c.execute(insert(between), [{"Thing": thing, "Location": i} for i in dict.fromkeys(locations)])

    def _link_history(self, eid: int, locations: list[int]) -> None:
        between = ASSOCIATIONS["historical_location_location"]
        self.c.execute(insert(between), [{"HistoricalLocation": eid, "Location": i} for i in dict.fromkeys(locations)])

    def _complete(self, kind: Kind, eid: int, draft: Draft) -> None:
        """What must hold once everything is linked."""
        for link in kind.links:
            if link.many and link.required and not draft.links.get(link.name):
                raise Wrong(400, f"the {kind.name} has no {link.name}", "one at least")
        if kind.name == "HistoricalLocation":
            self._follow_history(eid)
        if kind.name == "MultiDatastream":
            self._check_width(eid)

    def _check_width(self, eid: int) -> None:
        row = self.c.execute(select(TABLES["MultiDatastream"]).where(TABLES["MultiDatastream"].c.id == eid)).mappings()
        found = values(BY_NAME["MultiDatastream"], dict(row.one()))
        wide = observing.Stream(self.c, "MultiDatastream", eid, self.kept).width
        for name in ("unitOfMeasurements", "multiObservationDataTypes"):
            if len(found[name]) != wide:
                raise Wrong(400, f"the MultiDatastream has {wide} ObservedProperties and {len(found[name])} {name}",
                            "one of each for every ObservedProperty (18-088, 12.2)")

    def _follow_history(self, eid: int) -> None:
        """A HistoricalLocation later than all others says where its Thing is (18-088, 10.2.1)."""
        history = TABLES["HistoricalLocation"]
        mine = self.c.execute(select(history.c.Thing_id, history.c.time_start).where(history.c.id == eid)).one()
        later = select(history.c.id).where(history.c.Thing_id == mine.Thing_id, history.c.id != eid,
                                           history.c.time_start >= mine.time_start)
        if self.c.execute(later.limit(1)).first() is None:
            between = ASSOCIATIONS["historical_location_location"].c
            locations = self.c.execute(select(between.Location).where(between.HistoricalLocation == eid)).scalars()
            self._set_locations(mine.Thing_id, list(locations))

    def update(self, kind: Kind, eid: int, draft: Draft, whole: bool) -> None:
        table = ROWS if kind.name == "Observation" else TABLES[kind.name]
        if kind.name != "Observation":
            self._moved()
            self.touch(kind.name, eid)
        elif self.kept is not None:
            self.kept.lift(self.c, eid)
        self._changed |= kind.name in JUDGED_BY
        row = self.c.execute(select(table).where(table.c.id == eid)).mappings().first()
        if row is None:
            raise Wrong(404, f"there is no {kind.name} {eid}")
        said = dict(draft.values)
        if whole:
            kept = [p.name for p in kind.properties if p.kept or p.name in ("phenomenonTime", "observedArea")]
            said = {p.name: None for p in kind.properties if p.name not in kept} | said
        if said.get("phenomenonTime", said) is None:
            said["phenomenonTime"] = Span(self.now, self.now)
        unit = said.get("unitOfMeasurement")
        if unit is not None and not whole:      # of a complex property, too, what isn't said stays (18-088, 10.3.1)
            said["unitOfMeasurement"] = {**values(kind, dict(row))["unitOfMeasurement"], **unit}
        changed: dict[str, Any] = columns(kind, said)
        for link in kind.links:
            if not link.many and link.name in draft.links:
                to = draft.links[link.name]
                changed[column(link)] = self._id_of(to[0], link.target) if to else None
        if kind.name == "Observation":
            self._reconsider(row, said, changed)
        if changed:
            self.c.execute(update(table).where(table.c.id == eid).values(changed))
        for link in kind.links:
            if link.many and link.name in draft.links:
                self._relink(kind, eid, link, draft.links[link.name])
        if kind.name == "MultiDatastream":
            self._check_width(eid)
        self.tell(kind.name, eid, (*said, *draft.links))
        if kind.name == "Observation":
            self._refresh(row, changed)
        if kind.name == "FeatureOfInterest" and "feature" in changed:
            observing.refresh_around(self.c, eid, self.kept)

    def _reconsider(self, row: Any, said: dict[str, Any], changed: dict[str, Any]) -> None:
        """A changed Observation still belongs to one stream and fits it."""
        after = {**row, **changed}
        named = [name for name in STREAMS if after[f"{name}_id"] is not None]
        if len(named) != 1:
            raise Wrong(400, f"the Observation would belong to {'two streams' if named else 'no stream'}",
                        "either a Datastream or a MultiDatastream; null takes the other away")
        if after["FeatureOfInterest_id"] is None:
            raise Wrong(400, "the Observation would have no FeatureOfInterest", "another one")
        if named[0] == "MultiDatastream":
            result = said["result"] if "result" in said else values(BY_NAME["Observation"], dict(row))["result"]
            observing.Stream(self.c, named[0], after["MultiDatastream_id"], self.kept).check(result)

    def _refresh(self, before: Any, changed: dict[str, Any]) -> None:
        """The extents of the streams that it was of and is of, where what it gives to them has changed."""
        after = {**before, **changed}
        for eid in {before["Datastream_id"], after["Datastream_id"]} - {None}:
            if self.kept is not None:
                self.kept.touch(self.c, eid)        # its newest result may be another one
                self.kept.changed(self.c, eid, [before["phenomenonTime_start"], after["phenomenonTime_start"]])
        place = (*(f"{name}_id" for name in STREAMS), *EXTENDS)
        if all(before[name] == after[name] for name in place):
            return
        for name in STREAMS:
            for eid in dict.fromkeys((before[f"{name}_id"], after[f"{name}_id"])):
                if eid is not None:
                    observing.refresh(self.c, name, eid, self.kept)

    def _relink(self, kind: Kind, eid: int, link: Link, to: Sequence[Reference | Draft]) -> None:
        """A PATCH adds to a collection (18-088, 10.3.1)."""
        if link.table == MULTI_DATASTREAM_PROPERTY and kind.name != "MultiDatastream":
            raise Wrong(400, "a MultiDatastream's ObservedProperties are changed from its own side",
                        "PATCH MultiDatastreams(id) with ObservedProperties")
        if link.table == HISTORICAL_LOCATION_LOCATION:
            between = ASSOCIATIONS[link.table].c
            known = self.c.execute(select(between[link.target]).where(between[kind.name] == eid)).scalars().all()
            to = [one for one in to if not (isinstance(one, Reference) and one.id in known)]
        if to:
            self._many(kind, eid, link, to)

    def delete(self, kind: Kind, eid: int) -> None:
        self._there(kind, eid)
        remove(self, kind, [eid])


def _said(draft: Draft) -> dict[str, Any]:
    """Of the table's columns those that an Observation says something for."""
    return {name: value for name, value in columns(draft.kind, draft.values).items() if value is not None}
