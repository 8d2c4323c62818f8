"""Filters and orders to SQLAlchemy expressions. Whatever a client wrote reaches SQL as a bound parameter alone."""

from typing import Any

from sqlalchemy import ColumnElement, Float, FromClause, Select, and_, exists, func, literal, not_, or_, select
from sqlalchemy import cast as sql_cast

from banyan.model.query import Binary, Call, Expression, Lambda, Literal, Order, Path, Unary
from banyan.model.things import Kind, Link, Wrong, target
from banyan.stores.things.calls import call
from banyan.stores.things.scope import Scope, joins
from banyan.stores.things.tables import TABLES, column
from banyan.stores.things.typed import Add, Div, Mul, Sub, sortable
from banyan.stores.things.values import NOUNS, Value, cast, compare, constant, times

COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")


def condition(kind: Kind, alias: FromClause, filter_: Expression, now: int) -> ColumnElement[bool]:
    """Rows of `alias` that the filter is true for. `now` in µs. Raises Wrong."""
    direct = Scope(kind, alias)
    found: ColumnElement[bool] = _Reading(direct, now).truth(filter_)
    if not direct.joined:
        return found
    # Over links: the ids of roots for which one way over the links makes it true.
    apart = Scope(kind, TABLES[kind.name].alias())
    found = _Reading(apart, now).truth(filter_)
    return alias.c.id.in_(select(apart.alias.c.id).select_from(apart.source()).where(found))


def terms(kind: Kind, alias: FromClause, order: tuple[Order, ...], now: int) -> list[tuple[ColumnElement[Any], bool]]:
    """(what to order by, whether descending); over links to many, by the first in that order. Raises Wrong."""
    found = []
    for one in order:
        for n in range(2):
            direct = Scope(kind, alias)
            value = _Reading(direct, now).value(one.by)
            if n == 1 and value.type != "span":
                break
            if not direct.joined:
                found.append((_part(value, n), one.descending))
                continue
            apart = Scope(kind, TABLES[kind.name].alias())
            part = _part(_Reading(apart, now).value(one.by), n)
            first = func.max(part) if one.descending else func.min(part)
            query = select(first).select_from(apart.source()).where(apart.alias.c.id == alias.c.id)
            found.append((query.correlate(alias).scalar_subquery(), one.descending))
    return found


def _part(value: Value, n: int) -> Any:
    return value.more if n == 1 else sortable(value.sql, value.type)


def _paths(e: Expression) -> list[Path]:
    match e:
        case Path():
            return [e]
        case Call():
            return [path for a in e.arguments for path in _paths(a)]
        case Binary():
            return [*_paths(e.left), *_paths(e.right)]
        case Unary():
            return _paths(e.operand)
        case _:
            return []


def _many(kind: Kind, path: Path) -> bool:
    """Over links to many conditions belong together (scope.Scope), so none is asked apart."""
    for step in path.steps:
        link = kind.link(str(step))
        if link is None:
            return False
        if link.many:
            return True
        kind = target(link)
    return False


def _refuses_null(e: Expression) -> bool:
    """A comparison with a constant, or a function: neither is true of what isn't there."""
    if isinstance(e, Call):
        return all(isinstance(a, Path | Literal) for a in e.arguments)
    if not isinstance(e, Binary) or e.operator not in ("eq", "gt", "ge", "lt", "le"):
        return False
    sides = (e.left, e.right)
    constant_ = any(isinstance(side, Literal) and side.type != "null" for side in sides)
    plain = all(isinstance(side, Path | Literal) or (isinstance(side, Call) and _refuses_null(side)) for side in sides)
    return constant_ and plain


def _without_head(e: Any) -> Any:
    match e:
        case Path():
            return Path(e.steps[1:])
        case Call():
            return Call(e.name, tuple(_without_head(a) for a in e.arguments))
        case Binary():
            return Binary(e.operator, _without_head(e.left), _without_head(e.right))
        case _:
            return e


def apart(kind: Kind, e: Expression, now: int) -> tuple[Link, Select[Any]] | None:
    """For a condition over one link to one entity alone: the link, and the ids of the entities for which it is true."""
    paths = _paths(e) if _refuses_null(e) else None
    heads = {path.steps[:1] for path in paths or ()}
    if not paths or len(heads) != 1:
        return None
    link = kind.link(str(paths[0].steps[0]))
    if link is None or any(path.steps[1:] in ((), ("id",)) or _many(kind, path) for path in paths):
        return None
    there = TABLES[link.target].alias()
    return link, select(there.c.id).where(condition(target(link), there, _without_head(e), now))


class _Reading:
    """One expression over one scope."""

    def __init__(self, scope: Scope, now: int) -> None:
        self.scope = scope
        self.now = now

    def truth(self, e: Expression, exact: bool = False) -> Any:
        """`exact`: NULL and false are told apart further up, so a comparison says false and never NULL."""
        if isinstance(e, Binary) and e.operator in ("and", "or"):
            both = and_ if e.operator == "and" else or_
            return both(self.truth(e.left, exact), self.truth(e.right, exact))
        if not exact and (apart := self.pushed(e)) is not None:
            return apart
        if isinstance(e, Unary) and e.operator == "not":
            return not_(self.truth(e.operand, exact=True))
        if isinstance(e, Binary) and e.operator in COMPARISONS:
            left, right = self.value(e.left), self.value(e.right)
            found = compare(e.operator, left, right)
            return func.coalesce(found, False) if exact and not times(left, right) else found
        if isinstance(e, Lambda):
            return self.quantified(e)
        return cast(self.value(e), "bool", "a condition").sql

    def pushed(self, e: Expression) -> Any:
        """A condition over one link to one entity alone, asked of that entity: FeatureOfInterest_id IN (...), so that a
        geometry is looked at once and not once for each Observation. Only where NULL can't make it true.
        """
        if self.scope.variable or self.scope.outer is not None:
            return None
        found = apart(self.scope.kind, e, self.now)
        return None if found is None else self.scope.alias.c[column(found[0])].in_(found[1])

    def value(self, e: Expression) -> Value:
        match e:
            case Literal():
                return constant(e.type, e.value)
            case Path():
                return self.scope.value(e)
            case Call():
                return call(e.name, [self.value(a) for a in e.arguments], self.now)
            case Binary() if e.operator not in (*COMPARISONS, "and", "or"):
                return arithmetic(e.operator, self.value(e.left), self.value(e.right))
            case Unary() if e.operator == "-":
                found = self.value(e.operand)
                found = found if found.type == "duration" else cast(found, "number", "- before")
                return Value(found.type, -found.sql)
            case _:
                return Value("bool", self.truth(e, exact=True))

    def quantified(self, e: Lambda) -> Any:
        scope = self.scope.of(e.path.variable)
        kind, alias, left = scope.follow(e.path.steps[:-1])
        link = kind.link(str(e.path.steps[-1])) if e.path.steps and not left else None
        if link is None or not link.many:
            raise Wrong(400, f"{e.quantifier}() needs a collection before it",
                        "a link to many, as Datastreams/any(d:...)")
        between, there = joins(kind, alias, link)
        inner = Scope(target(link), there, e.variable, self.scope)
        body = _Reading(inner, self.now).truth(e.body, exact=True) if e.body is not None else literal(True)
        wanted = body if e.quantifier == "any" else not_(func.coalesce(body, False))
        found = exists(select(literal(1)).select_from(_inner(between, inner)).where(
            *(on for _, on in between), wanted).correlate_except(*(a for a, _ in (*between, *inner.joined))))
        return found if e.quantifier == "any" else not_(found)


def _inner(between: list[Any], inner: Scope) -> Any:
    """The link's own table, if it has one, beside the inner scope's."""
    source = inner.source()
    for alias, _ in between[:-1]:
        source = source.join(alias, literal(True))
    return source


def arithmetic(operator: str, a: Value, b: Value) -> Value:
    """Numbers; times and durations as far as that has a meaning (18-088, 9.3.3.5.1). Raises Wrong."""
    signs = (a.type, b.type)
    if signs == ("span", "duration") and operator in ("add", "sub"):
        by = b.sql if operator == "add" else -b.sql
        return Value("span", a.sql + by, a.more + by, a.interval)
    if signs == ("date", "duration") and operator in ("add", "sub"):
        return arithmetic(operator, cast(a, "span", operator), b)
    if signs == ("duration", "duration") and operator in ("add", "sub"):
        return Value("duration", a.sql + b.sql if operator == "add" else a.sql - b.sql)
    if signs in (("span", "span"), ("date", "date")) and operator == "sub":
        return Value("duration", a.sql - b.sql)
    if signs == ("duration", "number") and operator == "mul":
        return Value("duration", Mul(a.sql, b.sql))
    for one in (a, b):
        if one.type not in ("number", "id", "json", "null"):
            raise Wrong(400, f"{operator}: found {NOUNS[a.type]} and {NOUNS[b.type]}",
                        "numbers; or a time and a duration")
    x, y = cast(a, "number", operator).sql, cast(b, "number", operator).sql
    match operator:
        case "add":
            return Value("number", Add(x, y))
        case "sub":
            return Value("number", Sub(x, y))
        case "mul":
            return Value("number", Mul(x, y))
        case "div":
            return Value("number", Div(sql_cast(x, Float), sql_cast(y, Float)))
        case _:
            return Value("number", func.sta_mod(x, y))
