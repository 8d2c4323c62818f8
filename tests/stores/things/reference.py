"""A filter's meaning, slow and plain: one entity at a time, in Python, from the words of OData and 18-088.

It shares nothing with the store but the nouns of a query. A row is a dict: property or path -> JSON as it was sent,
times as texts.
"""

import json
import math
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import shapely
from shapely.geometry import shape

from banyan.model.query import Binary, Call, Expression, Literal, Path, Unary

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICRO = timedelta(microseconds=1)
SPANS = {"phenomenonTime": True, "resultTime": False, "validTime": True}
TEXTS = ("Datastream/name", "FeatureOfInterest/name")
NUMBERS = ("id", "Datastream/id")
OF_SPANS = ("before", "after", "meets", "during", "overlaps", "starts", "finishes")


class Mismatch(Exception):  # noqa: N818  not an error: an answer
    """The filter has no meaning: an answer of 400 is expected."""


Typed = tuple[str, Any]        # type as in query.Literal, or json; None: null


def holds(e: Expression, row: dict[str, Any], now: int) -> bool:
    """Whether a row is one of those that the filter asks for."""
    return truth(e, row, now) is True


def truth(e: Expression, row: dict[str, Any], now: int) -> bool | None:
    return as_type(evaluate(e, row, now), "bool")  # type: ignore[no-any-return]


def evaluate(e: Expression, row: dict[str, Any], now: int) -> Typed:
    match e:
        case Literal():
            if e.type == "span":
                return ("interval" if e.value.end > e.value.start else "span"), (e.value.start, e.value.end)
            return e.type, e.value
        case Path():
            return look_up(e, row)
        case Call():
            return called(e.name, [evaluate(a, row, now) for a in e.arguments], now)
        case Unary(operator="not"):
            inner = truth(e.operand, row, now)
            return "bool", None if inner is None else not inner
        case Unary():
            type_, value = evaluate(e.operand, row, now)
            if type_ != "duration":
                type_, value = "number", as_type((type_, value), "number")
            return type_, None if value is None else -value
        case Binary(operator="and"):
            a, b = truth(e.left, row, now), truth(e.right, row, now)
            return "bool", False if a is False or b is False else None if a is None or b is None else True
        case Binary(operator="or"):
            a, b = truth(e.left, row, now), truth(e.right, row, now)
            return "bool", True if a or b else None if a is None or b is None else False
        case Binary() if e.operator in ("eq", "ne", "gt", "ge", "lt", "le"):
            return "bool", compared(e.operator, evaluate(e.left, row, now), evaluate(e.right, row, now))
        case Binary():
            return reckoned(e.operator, evaluate(e.left, row, now), evaluate(e.right, row, now))
    raise AssertionError(e)


def us(text: str) -> int:
    return (datetime.fromisoformat(text) - EPOCH) // MICRO


def look_up(path: Path, row: dict[str, Any]) -> Typed:
    name = "/".join(map(str, path.steps))
    if name in SPANS:
        text = row.get(name)
        if text is None:
            return ("interval" if SPANS[name] else "span"), None
        begin, _, end = text.partition("/")
        return ("interval" if SPANS[name] else "span"), (us(begin), us(end or begin))
    if name in TEXTS:
        return "text", row[name]
    if name in NUMBERS:
        return "id", row[name]
    steps = list(path.steps)
    at = row.get("FeatureOfInterest/feature") if steps[0] == "FeatureOfInterest" else row.get(str(steps[0]))
    for step in steps[2:] if steps[0] == "FeatureOfInterest" else steps[1:]:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):
            return "json", None
    return "json", at


def as_type(value: Typed, to: str) -> Any:
    """A value of JSON is what it is, row by row; anything else has its type from the start."""
    type_, found = value
    type_ = {"interval": "span", "id": "number" if to == "number" else "id"}.get(type_, type_)
    if type_ == "null" or type_ == to:
        return found
    if type_ == "date" and to == "span":
        return None if found is None else (found, found)
    if type_ != "json":
        raise Mismatch(f"{type_} for {to}")
    if to == "number":
        return found if isinstance(found, int | float) and not isinstance(found, bool) else None
    if to == "text":
        return found if isinstance(found, str) else None
    if to == "bool":
        return found if isinstance(found, bool) else None
    if to == "geometry":
        return json.dumps(found) if isinstance(found, dict) else found if isinstance(found, str) else None
    if to == "span":
        try:
            return (us(found), us(found))
        except (TypeError, ValueError):
            return None
    raise Mismatch(f"JSON for {to}")


def compared(op: str, a: Typed, b: Typed) -> bool | None:
    """None: a time that wasn't said, compared with one."""
    if op == "ne":
        same = compared("eq", a, b)
        return None if same is None else not same
    a, b = plain(a), plain(b)
    timed = "span" in (a[0], b[0])
    a, b = beside(a, b), beside(b, a)
    if "null" in (a[0], b[0]):
        other = b if a[0] == "null" else a
        return op == "eq" and other[1] is None
    if a[0] == b[0] == "json":
        return of_json(op, a[1], b[1])
    to = b[0] if a[0] == "json" else a[0] if b[0] == "json" else "span" if {a[0], b[0]} == {"date", "span"} else a[0]
    x, y = (written(as_type(one, to), one) if to == "text" else as_type(one, to) for one in (a, b))
    if a[0] != b[0] and "json" not in (a[0], b[0]) and {a[0], b[0]} != {"date", "span"}:
        raise Mismatch(f"{a[0]} with {b[0]}")
    if to in ("bool", "geometry") and op != "eq":
        raise Mismatch(op)
    if x is None or y is None:
        return None if timed else False
    if to == "geometry":
        return bool(geometry(x).equals(geometry(y))) if geometry(x) is not None and geometry(y) is not None else False
    return spans(op, x, y) if to == "span" else ordered(op, x, y)


def written(text: Any, a: Typed) -> Any:
    """Beside a text a number inside JSON is its digits."""
    number = a[0] == "json" and isinstance(a[1], int | float) and not isinstance(a[1], bool)
    return json.dumps(a[1]) if number else text


def beside(a: Typed, b: Typed) -> Typed:
    """An id is a number, beside a text its digits; a time beside a time of day is one."""
    if a[0] == "id":
        return ("text", str(a[1])) if b[0] == "text" else ("number", a[1])
    if a[0] == "span" and b[0] == "time":
        return "time", None if a[1] is None else a[1][0] % 86_400_000_000
    return a


def plain(a: Typed) -> Typed:
    """An interval is a span; only `during` asks for more."""
    return ("span" if a[0] == "interval" else a[0]), a[1]


def ordered(op: str, x: Any, y: Any) -> bool:
    return {"eq": x == y, "gt": x > y, "ge": x >= y, "lt": x < y, "le": x <= y}[op]


def of_json(op: str, x: Any, y: Any) -> bool:
    if op == "eq":
        same = isinstance(x, bool) == isinstance(y, bool)
        return same and (x == y)
    for kind in (int | float, str):
        if isinstance(x, kind) and isinstance(y, kind) and bool not in (type(x), type(y)):
            return ordered(op, x, y)
    return False


def spans(op: str, x: tuple[int, int], y: tuple[int, int]) -> bool:
    if op == "eq":
        return x == y
    if op == "lt":
        return x[1] <= y[0] if x[1] > x[0] else x[0] < y[0]
    if op == "gt":
        return spans("lt", y, x)
    if op == "le":
        return x[0] <= y[0] and x[1] <= y[1]
    return x[0] >= y[0] and x[1] >= y[1]


def reckoned(op: str, a: Typed, b: Typed) -> Typed:
    lasting, a, b = a[0], plain(a), plain(b)
    types = (a[0], b[0])
    x, y = a[1], b[1]
    nothing = x is None or y is None
    if types[0] in ("span", "date") and types[1] == "duration" and op in ("add", "sub"):
        x = as_type(a, "span")
        by = 0 if nothing else y if op == "add" else -y
        return ("interval" if lasting == "interval" else "span"), None if nothing else (x[0] + by, x[1] + by)
    if types == ("duration", "duration") and op in ("add", "sub"):
        return "duration", None if nothing else x + y if op == "add" else x - y
    if types in (("span", "span"), ("date", "date")) and op == "sub":
        left, right = (x[0], y[0]) if types[0] == "span" and not nothing else (x, y)
        return "duration", None if nothing else left - right
    if types == ("duration", "number") and op == "mul":
        return "duration", None if nothing else x * y
    m, n = as_type(a, "number"), as_type(b, "number")
    if m is None or n is None or (op in ("div", "mod") and n == 0):
        return "number", None
    return "number", {"add": lambda: m + n, "sub": lambda: m - n, "mul": lambda: m * n, "div": lambda: m / n,
                      "mod": lambda: math.fmod(m, n)}[op]()


def geometry(text: str) -> Any:
    try:
        if not text.startswith("{"):
            return shapely.from_wkt(text)
        value = json.loads(text)
        return shape(value["geometry"] if value["type"] == "Feature" else value)
    except Exception:  # noqa: BLE001  shapely raises whatever odd coordinates lead to
        return None


def moment(at: tuple[int, int]) -> datetime:
    return EPOCH + at[0] * MICRO


def rounded(x: float) -> float:
    return math.floor(abs(x) + 0.5) * (-1 if x < 0 else 1)


ONE = {
    "length": ("text", "number", len), "tolower": ("text", "text", str.lower), "toupper": ("text", "text", str.upper),
    "trim": ("text", "text", str.strip),
    "year": ("span", "number", lambda t: moment(t).year), "month": ("span", "number", lambda t: moment(t).month),
    "day": ("span", "number", lambda t: moment(t).day), "hour": ("span", "number", lambda t: moment(t).hour),
    "minute": ("span", "number", lambda t: moment(t).minute), "second": ("span", "number", lambda t: moment(t).second),
    "fractionalseconds": ("span", "number", lambda t: moment(t).microsecond / 1_000_000),
    "totaloffsetminutes": ("span", "number", lambda _: 0),
    "date": ("span", "date", lambda t: us(f"{moment(t).date().isoformat()}T00:00:00+00:00")),
    "time": ("span", "time", lambda t: us(f"1970-01-01T{moment(t):%H:%M:%S.%f}+00:00")),
    "round": ("number", "number", rounded), "floor": ("number", "number", math.floor),
    "ceiling": ("number", "number", math.ceil),
    "geo.length": ("geometry", "number", lambda g: None if geometry(g) is None else
                   geometry(g).length if geometry(g).geom_type.endswith("LineString") else 0.0),
}  # fmt: skip
GEO = {"geo.intersects": "intersects", **{f"st_{n}": n for n in (
    "equals", "disjoint", "touches", "within", "overlaps", "crosses", "intersects", "contains")}}


def called(name: str, arguments: list[Typed], now: int) -> Typed:
    if name in ("now", "mindatetime", "maxdatetime") and not arguments:
        first, last = us("0001-01-01T00:00:00+00:00"), us("9999-12-31T23:59:59.999999+00:00")
        at = {"now": now, "mindatetime": first, "maxdatetime": last}[name]
        return "span", (at, at)
    if name in ONE:
        takes, gives, function = ONE[name]
        (value,) = (as_type(a, takes) for a in taken(arguments, 1))
        return gives, None if value is None else function(value)
    if name in ("substringof", "contains", "startswith", "endswith", "indexof", "concat"):
        return of_texts(name, *(as_type(a, "text") for a in taken(arguments, 2)))
    if name == "substring":
        if len(arguments) not in (2, 3):
            raise Mismatch(name)
        text, *places = as_type(arguments[0], "text"), *(as_type(a, "number") for a in arguments[1:])
        if text is None or None in places:
            return "text", None
        first, *length = (max(math.floor(place), 0) for place in places)
        return "text", text[first : first + length[0]] if length else text[first:]
    if name in GEO or name in ("geo.distance", "st_relate"):
        return of_geometries(name, arguments)
    if name in OF_SPANS:
        return "bool", of_spans(name, *taken(arguments, 2))
    raise Mismatch(name)


def taken(arguments: list[Typed], count: int) -> list[Typed]:
    if len(arguments) != count:
        raise Mismatch(f"{len(arguments)} arguments")
    return arguments


def of_texts(name: str, a: str | None, b: str | None) -> Typed:
    type_ = {"indexof": "number", "concat": "text"}.get(name, "bool")
    if a is None or b is None:
        return type_, None
    return type_, {"substringof": lambda: a in b, "contains": lambda: b in a, "startswith": lambda: a.startswith(b),
                   "endswith": lambda: a.endswith(b), "indexof": lambda: a.find(b), "concat": lambda: a + b}[name]()


def of_geometries(name: str, arguments: list[Typed]) -> Typed:
    type_ = "number" if name == "geo.distance" else "bool"
    pattern: Any = ()
    if name == "st_relate":
        *arguments, last = taken(arguments, 3)
        pattern = (as_type(last, "text"),)
    a, b = (as_type(x, "geometry") for x in taken(arguments, 2))
    if a is None or b is None or None in pattern:
        return type_, None
    left, right = geometry(a), geometry(b)
    if left is None or right is None:
        return type_, None
    if name == "st_relate":
        if not re.fullmatch(r"[TF012*]{9}", pattern[0]):
            return type_, None
        return type_, left.relate_pattern(right, pattern[0])
    return type_, left.distance(right) if name == "geo.distance" else getattr(left, GEO[name])(right)


def of_spans(name: str, a: Typed, b: Typed) -> bool | None:
    x, y = as_type(a, "span"), as_type(b, "span")
    if name == "during" and b[0] != "interval":
        raise Mismatch("during an instant")
    if x is None or y is None:
        return None
    within = y[0] <= x[0] and (x[1] <= y[1] if x[1] > x[0] else x[0] < y[1])
    share = x[0] == y[0] or (x[0] < y[0] < x[1]) or (y[0] < x[0] < y[1])
    return {"before": spans("lt", x, y), "after": spans("gt", x, y), "meets": x[1] == y[0] or x[0] == y[1],
            "during": within, "overlaps": share, "starts": x[0] == y[0], "finishes": x[1] == y[1]}[name]
