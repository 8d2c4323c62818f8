"""Typed SQL values: what a part of a filter is, before it is compared."""

from typing import Any

from msgspec import Struct
from sqlalchemy import BigInteger, Boolean, ColumnElement, String, and_, case, func, literal, not_, null, or_
from sqlalchemy import cast as sql_cast

from banyan.model.things import Span, Wrong
from banyan.stores.things.functions import DAY
from banyan.stores.things.typed import AsNumber, AsText, Shown


class Value(Struct, frozen=True):
    """`type` as in query.Literal, or json, whose type is known row by row: `more` is its json_type then, and of a span
    its end. `interval`: of a span, whether it may have a length.
    """

    type: str
    sql: Any
    more: Any = None
    interval: bool = False


NOUNS = {"number": "a number", "text": "a text", "bool": "true or false", "span": "a time", "duration": "a duration",
         "date": "a date", "time": "a time of day", "geometry": "a geometry", "null": "null",
         "json": "any value", "id": "an id"}
_NUMERIC = ("integer", "real")


# A bare NULL would turn "= NULL" into "IS NULL".
NOTHING = sql_cast(null(), BigInteger)
_NOTHINGS: dict[str, Any] = {"bool": sql_cast(null(), Boolean), "text": sql_cast(null(), String),
                             "geometry": sql_cast(null(), String)}


def constant(type_: str, value: Any) -> Value:
    if type_ == "span" and isinstance(value, Span):
        return Value("span", literal(value.start), literal(value.end), value.end > value.start)
    return Value(type_, NOTHING if value is None else literal(value))


def cast(value: Value, to: str, what: str) -> Value:
    """The value as another type, where its own allows that; NULL in rows where it doesn't. Raises Wrong."""
    if value.type == to:
        return value
    if value.type == "null":
        nothing = _NOTHINGS.get(to, NOTHING)
        return Value(to, nothing, nothing)
    if value.type == "id" and to == "number":
        return Value("number", value.sql)
    if value.type == "date" and to == "span":
        return Value("span", value.sql, value.sql)
    if value.type == "json" and to in _CASTS:
        return _CASTS[to](value)
    raise Wrong(400, f"{what}: found {NOUNS[value.type]}", NOUNS[to])


def _time(value: Value) -> Value:
    at = func.sta_instant(case((value.more == "text", AsText(value.sql))))
    return Value("span", at, at)


_CASTS = {
    "number": lambda v: Value("number", case((v.more.in_(_NUMERIC), AsNumber(v.sql)))),
    "text": lambda v: Value("text", case((v.more == "text", AsText(v.sql)))),
    "bool": lambda v: Value("bool", case((v.more == "true", True), (v.more == "false", False))),
    "geometry": lambda v: Value("geometry", case((v.more.in_(("object", "text")), AsText(v.sql)))),
    "span": _time,
}


_TIMES = frozenset({"span", "date", "time"})


def is_null(value: Value) -> ColumnElement[bool]:
    if value.type == "json":
        return or_(value.more.is_(None), value.more == "null")
    return value.sql.is_(None)  # type: ignore[no-any-return]  # SQL expressions are Any here


def compare(operator: str, a: Value, b: Value) -> ColumnElement[bool]:
    """True, false or NULL (which is false). Null is equal to null alone (OData 4.0 part 2, 5.1.1.1), but of times
    (`times`) what wasn't said is unequal to none. Raises Wrong.
    """
    if operator == "ne":
        same = compare("eq", a, b)
        return not_(same if times(a, b) else func.coalesce(same, False))
    a, b = _plain(a, b), _plain(b, a)
    if a.type == "null" or b.type == "null":
        other = b if a.type == "null" else a
        return is_null(other) if operator == "eq" else literal(False)
    if a.type == "json" and b.type == "json":
        return _json(operator, a, b)
    if a.type == "json":
        a = _beside(a, b.type, operator)
    elif b.type == "json":
        b = _beside(b, a.type, operator)
    elif {a.type, b.type} == {"date", "span"}:
        a, b = cast(a, "span", operator), cast(b, "span", operator)
    if a.type != b.type:
        raise Wrong(400, f"{NOUNS[a.type]} can't be compared with {NOUNS[b.type]}", "two of one type")
    if a.type == "span":
        return _spans(operator, a, b)
    if operator != "eq" and a.type in ("bool", "geometry"):
        raise Wrong(400, f"{operator} has no meaning for {NOUNS[a.type]}", "eq or ne")
    if a.type == "geometry":
        return func.sta_equals(a.sql, b.sql)
    return _ordered(operator, a.sql, b.sql)  # type: ignore[no-any-return]  # as above


def times(a: Value, b: Value) -> bool:
    """Whether a time is compared with another, or its day or hour with another's. A resultTime that wasn't said is then
    neither before nor after, nor equal or unequal, and `not` finds it no more: so ets-sta10 asks, and so the reference
    implementation does.
    """
    return bool(_TIMES & {a.type, b.type}) and "null" not in (a.type, b.type)


def _beside(value: Value, to: str, operator: str) -> Value:
    """A value of JSON beside another type. Beside a text a number is what it is written as: `result gt '3'` stands in
    ets-sta10.
    """
    if to == "text":
        return Value("text", case((value.more.in_(("text", *_NUMERIC)), Shown(value.sql))))
    return cast(value, to, f"{operator} with {NOUNS[to]}")


def _plain(value: Value, other: Value) -> Value:
    """An id is a number, and beside a text its digits: id eq '1' stands in 18-088, 9.3.3.5. A time beside a time of day
    is one, as in its time(resultTime) le validTime.
    """
    if value.type == "id":
        return Value("text", sql_cast(value.sql, String)) if other.type == "text" else Value("number", value.sql)
    if value.type == "span" and other.type == "time":
        return Value("time", rest(value.sql, DAY))
    return value


def rest(us: Any, size: int) -> Any:
    """What is left of a whole number of `size` µs, also before 1970, where SQL's % is negative."""
    return ((us % size) + size) % size


def _ordered(operator: str, a: Any, b: Any) -> Any:
    match operator:
        case "eq":
            return a == b
        case "gt":
            return a > b
        case "ge":
            return a >= b
        case "lt":
            return a < b
        case _:
            return a <= b


def _json(operator: str, a: Value, b: Value) -> ColumnElement[bool]:
    texts = _ordered(operator, cast(a, "text", "").sql, cast(b, "text", "").sql)
    numbers = _ordered(operator, cast(a, "number", "").sql, cast(b, "number", "").sql)
    if operator != "eq":
        return or_(texts, numbers)
    same = and_(a.more == b.more, a.more.not_in(_NUMERIC), a.sql == b.sql)
    truth = and_(a.more == b.more, a.more.in_(("true", "false")))
    return or_(texts, numbers, same, truth, and_(is_null(a), is_null(b)))


def beyond(span: Value) -> Any:
    """The first microsecond after the span: an interval is half open, an instant lasts its microsecond."""
    return case((span.more > span.sql, span.more), else_=span.sql + 1)


def _spans(operator: str, a: Value, b: Value) -> ColumnElement[bool]:
    """One lies before another when it has ended by the other's begin; le and ge compare begin with begin and end with
    end.
    """
    match operator:
        case "lt":
            return and_(a.sql < b.sql, beyond(a) <= b.sql)
        case "gt":
            return and_(b.sql < a.sql, beyond(b) <= a.sql)
        case "eq":
            return and_(a.sql == b.sql, a.more == b.more)
        case _:
            return and_(_ordered(operator, a.sql, b.sql), _ordered(operator, a.more, b.more))
