"""Reading entities: resource paths, pages, expansions."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, func, or_, select

from banyan.model.query import Expand, Query, Resource, Step
from banyan.model.thing_ports import Place
from banyan.model.things import MULTI_DATASTREAM_PROPERTY, Entity, Kind, Link, Page, Span, Wrong, target
from banyan.stores.things.expression import condition, terms
from banyan.stores.things.kept import EMPTY
from banyan.stores.things.ledger import LedgerTables
from banyan.stores.things.rows import values
from banyan.stores.things.scan import Columns
from banyan.stores.things.shadow import fill
from banyan.stores.things.streams import Extent
from banyan.stores.things.tables import ASSOCIATIONS, TABLES, column, declared
from banyan.stores.things.wanted import Want, asks_extents, by_ids, observes, wanted

PAGE = 100                # entities of a page when nobody asks for another number
MOST = 1_000              # at most
QUERIES = 3_000           # to the database by one request
MANY = 500                # ids in one query; SQLite's oldest limit on variables is 999


class Reader:
    """model.thing_ports.Looking over one connection. `columns`: where Observations are beside their rows, if they are;
    before each question SQL is given those that it needs (shadow.fill).
    """

    def __init__(self, c: Connection, now: int, columns: Columns | None = None,
                 catch_up: Callable[[], None] | None = None) -> None:
        """`catch_up` makes questions see all that the Datastreams have come to."""
        self.c = c
        self.now = now
        self.columns = columns
        self._catch_up = catch_up
        self._queries = 0

    def consider(self, want: Want | None) -> None:
        """The columns that the next question to SQL sees; None: none of them."""
        if self.columns is not None:
            fill(self.c, EMPTY if want is None else self.columns.rows(self.c, want))

    def _consider_ids(self, kind: Kind, ids: list[int]) -> None:
        if kind.name == "Observation":
            self.consider(by_ids(ids))

    def _consider_others(self, kind: Kind, query: Query) -> None:
        """A question about other entities, which may go over Observations."""
        if self.columns is not None and observes(kind, query):
            self.consider(Want())

    def ask(self, query: Select[Any]) -> Any:
        self._queries += 1
        if self._queries > QUERIES:
            raise Wrong(503, "the question expands into too many others", "a smaller $top, or fewer links in $expand")
        return self.c.execute(query)

    @property
    def ledger(self) -> LedgerTables:
        return LedgerTables(self.c)

    def at(self, resource: Resource) -> Place:
        steps, found = resource.steps, Place(resource.steps[0].kind, resource.steps[0].id)
        if found.id is not None:
            self._there(found.kind, found.id)
        for step in steps[1:]:
            found = self._next(found, step)
        return found

    def _there(self, kind: Kind, eid: int) -> None:
        self._consider_ids(kind, [eid])
        if self.ask(select(TABLES[kind.name].c.id).where(TABLES[kind.name].c.id == eid)).first() is None:
            raise _missing(kind, eid)

    def _next(self, before: Place, step: Step) -> Place:
        link, eid = step.link, before.id
        if link is None or eid is None:
            raise Wrong(404, "there is nothing at this address")
        if not link.many:
            self._consider_ids(before.kind, [eid])
            there = TABLES[before.kind.name].c
            found = self.ask(select(there[column(link)]).where(there.id == eid)).scalar()
            if found is None:
                raise Wrong(404, f"{before.kind.name} {eid} has no {link.name}")
            return Place(step.kind, int(found))
        parent = (before.kind, eid, link)
        if step.id is None:
            return Place(step.kind, None, parent)
        alias = TABLES[step.kind.name].alias()
        self._consider_ids(step.kind, [step.id])
        where = and_(alias.c.id == step.id, self._child(alias, parent))
        if self.ask(select(alias.c.id).where(where)).first() is None:
            raise Wrong(404, f"{before.kind.name} {eid} has no {step.kind.name} {step.id} among its {link.name}")
        return Place(step.kind, step.id)

    @staticmethod
    def _child(alias: FromClause, parent: tuple[Kind, int, Link]) -> ColumnElement[bool]:
        kind, eid, link = parent
        if link.table is not None:
            between = ASSOCIATIONS[link.table]
            return alias.c.id.in_(select(between.c[link.target]).where(between.c[kind.name] == eid))
        return alias.c[f"{link.inverse}_id"] == eid

    def one(self, kind: Kind, eid: int, query: Query) -> Entity:
        self._consider_ids(kind, [eid])
        row = self.ask(select(TABLES[kind.name]).where(TABLES[kind.name].c.id == eid)).mappings().first()
        if row is None:
            raise _missing(kind, eid)
        return self._expand([self._entity(kind, row)], query.expand)[0]

    def _entity(self, kind: Kind, row: Any) -> Entity:
        found = values(kind, row)
        ahead = self._ahead(row["id"], row["last"]) if self.columns and kind.name == "Datastream" else None
        if ahead is not None:
            found["phenomenonTime"] = None if ahead.start is None else Span(ahead.start, ahead.end or ahead.start)
            found["resultTime"] = None if ahead.result_start is None else \
                Span(ahead.result_start, ahead.result_end or ahead.result_start)
        return Entity(kind, row["id"], found)

    def _ahead(self, eid: int, last: int) -> Extent | None:
        return None if self.columns is None else self.columns.ahead(eid, last)

    def _consider_extents(self, kind: Kind, query: Query) -> None:
        if self._catch_up is not None and asks_extents(kind, query):
            self._catch_up()

    def count(self, place: Place, query: Query) -> int:
        self._consider_extents(place.kind, query)
        alias, beside = TABLES[place.kind.name].alias(), 0
        if self.columns is None or place.kind.name != "Observation":
            self._consider_others(place.kind, query)
        else:
            want = wanted(place, query, self.now, self._ids_of, page=False, most=0)
            beside = self.columns.count(self.c, want) if want.exact else 0
            self.consider(None if want.exact else want)
        counted, where, _ = self._restricted(place, alias, query)
        return beside + int(self.ask(select(func.count()).select_from(counted).where(*where)).scalar())

    def _ids_of(self, query: Select[Any]) -> list[int]:
        self.consider(None)
        return list(self.ask(query).scalars())

    def _restricted(self, place: Place, alias: FromClause, query: Query) -> tuple[Any, list[Any], ColumnElement[Any]]:
        """FROM, WHERE, and what tells one item from every other: its id, or its place among a MultiDatastream's
        ObservedProperties, where one may stand twice (18-088, 12.2).
        """
        where = [] if query.filter is None else [condition(place.kind, alias, query.filter, self.now)]
        if place.parent is None:
            return alias, where, alias.c.id
        kind, eid, link = place.parent
        if link.table == MULTI_DATASTREAM_PROPERTY and kind.name == "MultiDatastream":
            between = ASSOCIATIONS[link.table].alias()
            joined = alias.join(between, between.c[link.target] == alias.c.id)
            return joined, [*where, between.c[kind.name] == eid], between.c.place
        return alias, [*where, self._child(alias, place.parent)], alias.c.id

    def page(self, place: Place, query: Query) -> Page:
        kind, alias = place.kind, TABLES[place.kind.name].alias()
        self._consider_extents(kind, query)
        source, where, unique = self._restricted(place, alias, query)
        limit = min(query.top if query.top is not None else PAGE, MOST)
        order = [*terms(kind, alias, query.order, self.now), (unique, False)]
        keys = [term.label(f"key_{n}") for n, (term, _) in enumerate(order)]
        asked = select(alias, *keys).select_from(source).where(*where).limit(limit + 1)
        asked = asked.order_by(*(_sorted(term, down) for term, down in order))
        if query.after is not None:
            asked = asked.where(_behind(order, query.after))
        elif query.skip:
            asked = asked.offset(query.skip)
        count = self.count(place, query) if query.count else None
        if limit == 0:
            return Page([], count)
        if self.columns is not None and kind.name == "Observation":
            self.consider(wanted(place, query, self.now, self._ids_of, page=True, most=limit))
        else:
            self._consider_others(kind, query)
        rows = self.ask(asked).mappings().all()
        more = None
        if len(rows) > limit:
            more = tuple(_key(rows[limit - 1][f"key_{n}"]) for n in range(len(order)))
            rows = rows[:limit]
        items = [self._entity(kind, row) for row in rows]
        return Page(self._expand(items, query.expand), count, more)

    def _expand(self, items: list[Entity], expands: Sequence[Expand]) -> list[Entity]:
        for expand in expands:
            link = expand.link
            if link.many:
                for item in items:
                    place = Place(target(link), None, (item.kind, item.id, link))
                    item.expanded[link.name] = self.page(place, expand.query)
                continue
            wanted = [item.values[link.name] for item in items if item.values[link.name] is not None]
            found = self._some(target(link), list(dict.fromkeys(wanted)), expand.query)
            for item in items:
                item.expanded[link.name] = found.get(item.values[link.name])
        return items

    def _some(self, kind: Kind, ids: list[int], query: Query) -> dict[int, Entity]:
        table, found = TABLES[kind.name], list[Entity]()
        for first in range(0, len(ids), MANY):
            rows = self.ask(select(table).where(table.c.id.in_(ids[first : first + MANY]))).mappings()
            found += [self._entity(kind, row) for row in rows]
        return {entity.id: entity for entity in self._expand(found, query.expand)}

    def declared(self, kind: Kind, eid: int) -> str | None:
        where = and_(declared.c.kind == kind.name, declared.c.id == eid)
        return self.ask(select(declared.c.key).where(where)).scalar()  # type: ignore[no-any-return]  # a String column


def _missing(kind: Kind, eid: int) -> Wrong:
    return Wrong(404, f"there is no {kind.name} {eid}")


def _sorted(term: ColumnElement[Any], down: bool) -> ColumnElement[Any]:
    """NULL first, downwards last; of a primary key nothing is NULL, and an index is of use as it is."""
    if getattr(term, "primary_key", False):
        return term.desc() if down else term.asc()
    return term.desc().nulls_last() if down else term.asc().nulls_first()


def _key(value: Any) -> Any:
    """As nextLink can carry it."""
    return float(value) if isinstance(value, Decimal) else value


def _behind(order: list[tuple[ColumnElement[Any], bool]], keys: tuple[Any, ...]) -> ColumnElement[bool]:
    """Rows that come behind those keys; NULL comes first, downwards last."""
    if len(keys) != len(order):
        raise Wrong(400, "$skiptoken belongs to another question", "the @iot.nextLink as it was given")
    ways = []
    for n, ((term, down), key) in enumerate(zip(order, keys, strict=True)):
        same = [other.is_not_distinct_from(value) for (other, _), value in zip(order[:n], keys[:n], strict=True)]
        if down:
            beyond = or_(term < key, term.is_(None)) if key is not None else None
        else:
            beyond = term > key if key is not None else term.is_not(None)
        if beyond is not None:
            ways.append(and_(*same, beyond))
    return or_(*ways)
