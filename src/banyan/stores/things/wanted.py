"""What a question about Observations can see of the columns: as few rows as its filter, order and page allow."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from msgspec import Struct

from banyan.model.columns import MOST_WHOLE, NO_TIME
from banyan.model.query import Binary, Call, Expression, Lambda, Literal, Path, Query, Unary
from banyan.model.thing_ports import Place
from banyan.model.things import DATASTREAM, OBSERVATION, SEQUENCE_BITS, Kind, Scalar, Span, target
from banyan.stores.things.expression import apart
from banyan.stores.things.kept import Kept

_TURNED = {"eq": "eq", "gt": "lt", "ge": "le", "lt": "gt", "le": "ge"}
_COLUMNS = {("id",): "id", ("@iot.id",): "id", ("Datastream", "id"): "stream", ("FeatureOfInterest", "id"): "feature",
            ("result",): "value", ("phenomenonTime",): "time", ("resultTime",): "result_time"}
MOST_PLACES = 2**SEQUENCE_BITS - 1
_NEVER = -1               # no id is below 1


class Test(Struct, frozen=True):
    """`column` is one of Kept's, or id. `value`: a number; of the operator `in` an ascending array."""

    column: str
    operator: str
    value: Any

    def of(self, rows: Kept) -> Any:
        """A mask. A result time that wasn't said fails whatever is asked of it."""
        found = rows.ids if self.column == "id" else getattr(rows, self.column)
        match self.operator:
            case "in":
                return _among(found, self.value)
            case "eq":
                passed = found == self.value
            case "gt":
                passed = found > self.value
            case "ge":
                passed = found >= self.value
            case "lt":
                passed = found < self.value
            case _:
                passed = found <= self.value
        return passed & (rows.result_time != NO_TIME) if self.column == "result_time" else passed


class Key(Struct, frozen=True):
    """Something to order by: one of Kept's columns, or id."""

    column: str
    descending: bool = False


class Want(Struct, frozen=True):
    """All `tests` hold. `exact`: they are the whole filter, so that `limit` rows in the order of `keys`, of those
    behind `after`, are enough. Without a limit every row that passes is a candidate.
    """

    tests: tuple[Test, ...] = ()
    exact: bool = True
    keys: tuple[Key, ...] = ()
    after: tuple[float, ...] | None = None
    limit: int | None = None

    def bounds(self, column: str) -> tuple[float, float]:
        """Nothing below the first and above the second can pass."""
        low, high = -math.inf, math.inf
        for test in self.tests:
            if test.column != column:
                continue
            if test.operator in ("eq", "gt", "ge"):
                low = max(low, test.value)
            if test.operator in ("eq", "lt", "le"):
                high = min(high, test.value)
            if test.operator == "in":
                low, high = (max(low, test.value[0]), min(high, test.value[-1])) if len(test.value) else (1, 0)
        return low, high

    @property
    def places(self) -> tuple[float, float]:
        """No other place within a stream can pass."""
        low, high = -math.inf, math.inf
        for test in self.tests:
            if test.column == "id" and test.operator in ("eq", "in") and np.size(test.value):
                some = np.atleast_1d(np.asarray(test.value)).astype(np.int64) & MOST_PLACES
                low, high = max(low, some.min()), min(high, some.max())
        return low, high

    @property
    def streams(self) -> Any:
        """The only streams that can pass, ascending; None: any."""
        found = None
        for test in self.tests:
            if test.column in ("stream", "id") and test.operator in ("eq", "in"):
                some = np.unique(np.atleast_1d(np.asarray(test.value)).astype(np.int64))
                some = some if test.column == "stream" else np.unique(some >> SEQUENCE_BITS)
                found = some if found is None else np.intersect1d(found, some)
        return found


def by_ids(ids: list[int]) -> Want:
    return Want((Test("id", "in", np.unique(np.array(ids, np.int64))),))


def wanted(place: Place, query: Query, now: int, ids_of: Callable[[Any], list[int]], page: bool, most: int) -> Want:
    """For a page (at most `most` rows, and one more to see whether there are others) or a count of Observations.

    `ids_of` asks the database: which entities fit a condition over one link.
    """
    tests, exact = [*_parent(place)], True
    for one in _all_of(query.filter):
        test = _test(one, now, ids_of)
        exact = exact and test is not None
        tests += [test] if test is not None else []
    if not page or not exact:
        return Want(tuple(tests), exact)
    keys, after = _order(query), None
    if keys is None:
        return Want(tuple(tests), exact)
    if query.after is not None:
        after = _behind(keys, query.after)
        if after is None:
            return Want(tuple(tests), exact)
    return Want(tuple(tests), exact, keys, after, most + 1 + (0 if query.after is not None else query.skip))


def _parent(place: Place) -> Iterator[Test]:
    if place.parent is not None:
        kind, eid, _ = place.parent
        column = {"Datastream": "stream", "FeatureOfInterest": "feature"}.get(kind.name)
        yield Test(column, "eq", eid) if column is not None else Test("id", "eq", _NEVER)


def _all_of(e: Expression | None) -> Iterator[Expression]:
    if isinstance(e, Binary) and e.operator == "and":
        yield from _all_of(e.left)
        yield from _all_of(e.right)
    elif e is not None:
        yield e


def _test(e: Expression, now: int, ids_of: Callable[[Any], list[int]]) -> Test | None:
    """The same in columns, where it has a simple form; None: SQL has to say."""
    if isinstance(e, Binary) and e.operator in _TURNED:
        left, right, operator = e.left, e.right, e.operator
        if isinstance(right, Path):
            left, right, operator = right, left, _TURNED[operator]
        if isinstance(left, Path) and not left.variable:
            found = _compared(left, operator, _constant(right, now))
            if found is not None:
                return found
    return _over_link(e, now, ids_of)


def _over_link(e: Expression, now: int, ids_of: Callable[[Any], list[int]]) -> Test | None:
    found = apart(OBSERVATION, e, now)
    if found is None:
        return None
    link, query = found
    column = {"Datastream": "stream", "FeatureOfInterest": "feature"}.get(link.name)
    if column is None:
        return Test("id", "eq", _NEVER)        # no row here has a MultiDatastream
    return Test(column, "in", np.array(sorted(ids_of(query)), np.int64))


def _constant(e: Expression, now: int) -> Literal | None:
    if isinstance(e, Call) and e.name == "now" and not e.arguments:
        return Literal("span", Span(now, now))
    if isinstance(e, Unary) and e.operator == "-" and isinstance(e.operand, Literal) and e.operand.type == "number":
        return Literal("number", -e.operand.value)
    return e if isinstance(e, Literal) else None


def _compared(path: Path, operator: str, literal: Literal | None) -> Test | None:
    column = _COLUMNS.get(tuple(map(str, path.steps)))
    if literal is None:
        return None
    if path.steps == ("MultiDatastream", "id") and literal.type == "number":
        return Test("id", "eq", _NEVER)
    if column in ("time", "result_time") and isinstance(literal.value, Span):
        return Test(column, operator, _edge(operator, literal.value)) if operator != "eq" or \
            literal.value.start == literal.value.end else Test("id", "eq", _NEVER)
    if column in ("id", "stream", "feature", "value") and literal.type == "number":
        number = literal.value
        if isinstance(number, int | float) and abs(number) < MOST_WHOLE * (1 if column == "value" else 1024):
            return Test(column, operator, number)
    return None


def _edge(operator: str, span: Span) -> int:
    """What an instant is compared with: it is before a span when it is before its start, and after one that has ended;
    le and ge compare both ends (values.compare).
    """
    if operator == "gt" and span.end > span.start:
        return span.end - 1          # a half open interval has ended at its end
    return span.end if operator in ("gt", "ge") else span.start


def _order(query: Query) -> tuple[Key, ...] | None:
    """Each time counts twice, for its two ends, as in expression.terms; the id comes last. None: not by columns."""
    keys: list[Key] = []
    for order in query.order:
        if not isinstance(order.by, Path) or order.by.variable:
            return None
        column = _COLUMNS.get(tuple(map(str, order.by.steps)))
        if column is None:
            return None
        keys += [Key(column, order.descending)] * (2 if column in ("time", "result_time") else 1)
    return (*keys, Key("id"))


def _behind(keys: tuple[Key, ...], after: tuple[Scalar, ...]) -> tuple[float, ...] | None:
    """The keys of the row to begin behind, where they are ones that columns have."""
    if len(after) != len(keys):
        return None
    found: list[float] = []
    for key, value in zip(keys, after, strict=True):
        if value is None and key.column == "result_time":
            found.append(NO_TIME)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            found.append(value)
        else:
            return None
    return tuple(found)


def key_of(rows: Kept, key: Key) -> Any:
    """Ascending in the key's own direction. Bitwise not turns whole numbers round without leaving their range."""
    column = rows.ids if key.column == "id" else getattr(rows, key.column)
    if not key.descending:
        return column
    return -column if column.dtype.kind == "f" else ~column


def first_of(rows: Kept, want: Want) -> Kept:
    """As many as wanted, of those behind `after`, in the wanted order."""
    if want.limit is None:
        return rows
    if want.after is not None:
        rows = rows.some(_is_behind(rows, want))
    keys = want.keys
    if len(rows) > 4 * want.limit:
        leading = key_of(rows, keys[0])
        edge = np.partition(leading, want.limit - 1)[want.limit - 1]
        rows = rows.some(leading <= edge)
    order = np.lexsort([key_of(rows, key) for key in reversed(keys)])
    return rows.some(order[: want.limit])


def _is_behind(rows: Kept, want: Want) -> Any:
    behind, same = np.zeros(len(rows), np.bool_), np.ones(len(rows), np.bool_)
    for key, value in zip(want.keys, want.after or (), strict=True):
        column = rows.ids if key.column == "id" else getattr(rows, key.column)
        behind |= same & ((column < value) if key.descending else (column > value))
        same &= column == value
    return behind


def _among(column: Any, values: Any) -> Any:
    if len(values) == 1:
        return column == values[0]
    return np.isin(column, values)


def observes(kind: Kind, query: Query) -> bool:
    """Whether the filter or the order of a question about another kind goes over Observations."""
    return any(OBSERVATION in way for way, _ in _ways(kind, query))


def asks_extents(kind: Kind, query: Query) -> bool:
    """Whether the filter or the order of a question compares the times that a Datastream has come to."""
    return any((way[-1] if way else kind) is DATASTREAM and step in ("phenomenonTime", "resultTime")
               for way, step in _ways(kind, query))


def _ways(kind: Kind, query: Query) -> Iterator[tuple[list[Kind], str]]:
    """Of each path the kinds that its links lead to, and the property at its end."""
    expressions = [] if query.filter is None else [query.filter]
    for e in (*expressions, *(order.by for order in query.order)):
        yield from _ways_of(e, {"": kind})


def _ways_of(e: Expression, variables: dict[str, Kind]) -> Iterator[tuple[list[Kind], str]]:
    match e:
        case Path():
            yield _way(variables.get(e.variable, variables[""]), e)
        case Lambda():
            way, step = _way(variables.get(e.path.variable, variables[""]), e.path)
            yield way, step
            if e.body is not None and way:
                inside = {**variables, e.variable: way[-1]}
                yield from (([*way, *more], step) for more, step in _ways_of(e.body, inside))
        case Call():
            for one in e.arguments:
                yield from _ways_of(one, variables)
        case Binary():
            yield from _ways_of(e.left, variables)
            yield from _ways_of(e.right, variables)
        case Unary():
            yield from _ways_of(e.operand, variables)
        case _:
            return


def _way(kind: Kind, path: Path) -> tuple[list[Kind], str]:
    way: list[Kind] = []
    for step in path.steps:
        link = kind.link(str(step))
        if link is None:
            return way, str(step)
        kind = target(link)
        way.append(kind)
    return way, ""
