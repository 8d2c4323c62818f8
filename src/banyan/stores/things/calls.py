"""The functions of 18-088, 9.3.3.5.2, in SQL."""

from collections.abc import Callable

from sqlalchemy import BigInteger, Boolean, Float, String, and_, case, func, or_, type_coerce
from sqlalchemy import cast as sql_cast

from banyan.model.things import Span, Wrong
from banyan.stores.things.functions import DAY, SECOND
from banyan.stores.things.values import Value, beyond, cast, constant, rest

EARLIEST, LATEST = -62_135_596_800 * SECOND, 253_402_300_799 * SECOND + 999_999      # the years 1 and 9999
Made = Callable[..., Value]


def _text(name: str) -> Made:
    return lambda a: Value("text", getattr(func, name)(a.sql, type_=String))


def _starts(a: Value, b: Value) -> Value:
    return Value("bool", func.substr(a.sql, 1, func.length(b.sql)) == b.sql)


def _ends(a: Value, b: Value) -> Value:
    tail = func.substr(a.sql, func.length(a.sql) - func.length(b.sql) + 1)
    fits = and_(func.length(b.sql) <= func.length(a.sql), tail == b.sql)
    return Value("bool", case((func.length(b.sql) == 0, a.sql.is_not(None)), else_=fits))


def _contains(a: Value, b: Value) -> Value:
    return Value("bool", func.instr(a.sql, b.sql) > 0)


def _substring(a: Value, start: Value, length: Value | None = None) -> Value:
    places = (start.sql,) if length is None else (start.sql, length.sql)
    return Value("text", func.sta_substring(a.sql, *places, type_=String))


def _part(name: str) -> Made:
    return lambda a: Value("number", getattr(func, name)(a.sql, type_=BigInteger))


def _clock(size: int, unit: int) -> Made:
    def made(a: Value) -> Value:
        left = rest(a.sql, size)
        return Value("number", type_coerce(left - rest(left, unit), BigInteger) // unit)
    return made


def _fraction(a: Value) -> Value:
    return Value("number", sql_cast(rest(a.sql, SECOND), Float) / float(SECOND))


def _geometry(name: str) -> Made:
    return lambda a, b: Value("bool", getattr(func, name)(a.sql, b.sql, type_=Boolean))


def _before(a: Value, b: Value) -> Value:
    return Value("bool", and_(a.sql < b.sql, beyond(a) <= b.sql))


def _during(a: Value, b: Value) -> Value:
    if not b.interval:
        raise Wrong(400, "during: the second is no interval", "start/end, or a property that holds an interval")
    return Value("bool", and_(a.sql >= b.sql, beyond(a) <= b.more))


def _overlaps(a: Value, b: Value) -> Value:
    return Value("bool", and_(a.sql < beyond(b), b.sql < beyond(a)))


FUNCTIONS: dict[str, tuple[tuple[str, ...], int, Made]] = {
    # name: what its arguments are, how many of them it needs, what it gives
    "substringof": (("text", "text"), 2, lambda a, b: _contains(b, a)),
    "contains": (("text", "text"), 2, _contains),
    "endswith": (("text", "text"), 2, _ends),
    "startswith": (("text", "text"), 2, _starts),
    "length": (("text",), 1, lambda a: Value("number", func.length(a.sql))),
    "indexof": (("text", "text"), 2, lambda a, b: Value("number", func.instr(a.sql, b.sql) - 1)),
    "substring": (("text", "number", "number"), 2, _substring),
    "tolower": (("text",), 1, _text("sta_lower")),
    "toupper": (("text",), 1, _text("sta_upper")),
    "trim": (("text",), 1, _text("sta_trim")),
    "concat": (("text", "text"), 2, lambda a, b: Value("text", sql_cast(a.sql, String) + sql_cast(b.sql, String))),
    "year": (("span",), 1, _part("sta_year")),
    "month": (("span",), 1, _part("sta_month")),
    "day": (("span",), 1, _part("sta_day")),
    "hour": (("span",), 1, _clock(DAY, 3600 * SECOND)),
    "minute": (("span",), 1, _clock(3600 * SECOND, 60 * SECOND)),
    "second": (("span",), 1, _clock(60 * SECOND, SECOND)),
    "fractionalseconds": (("span",), 1, _fraction),
    "date": (("span",), 1, lambda a: Value("date", a.sql - rest(a.sql, DAY))),
    "time": (("span",), 1, lambda a: Value("time", rest(a.sql, DAY))),
    "totaloffsetminutes": (("span",), 1, lambda a: Value("number", a.sql * 0)),      # times are kept in UTC
    "mindatetime": ((), 0, lambda: constant("span", Span(EARLIEST, EARLIEST))),
    "maxdatetime": ((), 0, lambda: constant("span", Span(LATEST, LATEST))),
    "round": (("number",), 1, lambda a: Value("number", func.sta_round(a.sql))),
    "floor": (("number",), 1, lambda a: Value("number", func.sta_floor(a.sql))),
    "ceiling": (("number",), 1, lambda a: Value("number", func.sta_ceiling(a.sql))),
    "geo.distance": (("geometry", "geometry"), 2,
                     lambda a, b: Value("number", func.sta_distance(a.sql, b.sql, type_=Float))),
    "geo.length": (("geometry",), 1, lambda a: Value("number", func.sta_length(a.sql, type_=Float))),
    "geo.intersects": (("geometry", "geometry"), 2, _geometry("sta_intersects")),
    **{f"st_{name}": (("geometry", "geometry"), 2, _geometry(f"sta_{name}")) for name in (
        "equals", "disjoint", "touches", "within", "overlaps", "crosses", "intersects", "contains")},
    "st_relate": (("geometry", "geometry", "text"), 3,
                  lambda a, b, c: Value("bool", func.sta_relate(a.sql, b.sql, c.sql, type_=Boolean))),
    "before": (("span", "span"), 2, _before),
    "after": (("span", "span"), 2, lambda a, b: _before(b, a)),
    "meets": (("span", "span"), 2, lambda a, b: Value("bool", or_(a.more == b.sql, a.sql == b.more))),
    "during": (("span", "span"), 2, _during),
    "overlaps": (("span", "span"), 2, _overlaps),
    "starts": (("span", "span"), 2, lambda a, b: Value("bool", a.sql == b.sql)),
    "finishes": (("span", "span"), 2, lambda a, b: Value("bool", a.more == b.more)),
}  # fmt: skip


def call(name: str, arguments: list[Value], now: int) -> Value:
    """Raises Wrong for a function that isn't there, and for arguments it doesn't take."""
    if name == "now" and not arguments:
        return constant("span", Span(now, now))
    found = FUNCTIONS.get(name)
    if found is None:
        raise Wrong(400, f"there is no function {name[:40]!r}", f"one of {', '.join(sorted([*FUNCTIONS, 'now']))}")
    takes, least, made = found
    if not least <= len(arguments) <= len(takes):
        many = f"{least} to {len(takes)}" if least < len(takes) else str(least)
        raise Wrong(400, f"{name} has {len(arguments)} arguments", f"{many} of them")
    return made(*(cast(a, to, f"argument {n} of {name}") for n, (a, to) in
                  enumerate(zip(arguments, takes, strict=False), 1)))

