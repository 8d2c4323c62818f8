"""Plain TOML data to structs, gathering every mistake instead of stopping at the first.

msgspec judges each single value strictly; this module walks the tables around them. A value that is wrong is told
and replaced by a neutral one, so that the checks after it can go on; `Findings` keeps quiet about its consequences.
"""

import difflib
import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, time
from enum import Enum
from types import NoneType, UnionType
from typing import Any, NewType, TypeVar, Union, get_args, get_origin

import msgspec
from msgspec import NODEFAULT, Struct

from banyan.runtime.folder.errors import Findings, shown

S = TypeVar("S", bound=Struct)
_NEUTRAL: dict[Any, Any] = {
    str: "", float: math.nan, int: 0, bool: False, time: time(0),
    date: date(1970, 1, 1), datetime: datetime(1970, 1, 1, tzinfo=UTC),
}  # fmt: skip
_WORDS = {
    str: "a text in quotes", float: "a number", int: "a whole number", bool: "true or false",
    date: "a date like 2026-10-01", time: "a time of day like 08:30:00",
    datetime: "a date and time with its offset, like 2026-07-24T06:00:00+08:00",
}  # fmt: skip


def decode(value: Any, shape: type[S], found: Findings, file: str, key: str = "") -> S:
    """`value` as a `shape`; whatever is wrong goes to `found` and is replaced by a neutral value."""
    if not isinstance(value, dict):
        found.add(file, key, shown(value), "a table")
        value, found = {}, Findings()
    fields = msgspec.structs.fields(shape)
    names = [f.encode_name for f in fields]
    for name in value:
        if name not in names:
            found.add(file, _under(key, name), f"an unknown key {shown(name)}", _known(name, names))
    made: dict[str, Any] = {}
    for field in fields:
        where = _under(key, field.encode_name)
        if field.encode_name in value:
            made[field.name] = _value(value[field.encode_name], field.type, found, file, where)
        elif field.required:
            found.add(file, where, "nothing", f"{describe(field.type)}: this key is required")
            made[field.name] = neutral(field.type)
        elif field.default is not NODEFAULT:
            made[field.name] = field.default
    return shape(**made)


def _value(value: Any, kind: Any, found: Findings, file: str, key: str) -> Any:
    kind = plain_kind(kind)
    origin, args = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, Struct):
        return decode(value, kind, found, file, key)
    if origin is tuple:
        return _tuple(value, kind, found, file, key)
    if origin is dict:
        if not isinstance(value, dict):
            found.add(file, key, shown(value), describe(kind))
            return {}
        return {k: _value(v, args[1], found, file, _under(key, k)) for k, v in value.items()}
    try:
        made = msgspec.convert(value, kind, strict=True)
        if isinstance(made, float) and not math.isfinite(made):
            raise msgspec.ValidationError("not finite")
        if isinstance(made, datetime):
            made = _utc(made)
    except (msgspec.ValidationError, OverflowError, ValueError):
        found.add(file, key, shown(value), describe(kind))
        return neutral(kind)
    return made


def _tuple(value: Any, kind: Any, found: Findings, file: str, key: str) -> Any:
    args = get_args(kind)
    fixed = args[-1] is not Ellipsis
    if not isinstance(value, list) or (fixed and len(value) != len(args)):
        found.add(file, key, shown(value), describe(kind))
        return neutral(kind)
    kinds = args if fixed else (args[0],) * len(value)
    return tuple(_value(v, k, found, file, f"{key}[{i}]") for i, (v, k) in enumerate(zip(value, kinds, strict=True)))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None or not 1970 < at.year < 2200:  # astimezone overflows at the ends of the calendar
        raise ValueError("no offset, or a year nobody plans for")
    return at.astimezone(UTC)


def plain_kind(kind: Any) -> Any:
    """A type without NewType and without `| None`, which TOML has no way to write."""
    while isinstance(kind, NewType):
        kind = kind.__supertype__
    if get_origin(kind) in (Union, UnionType):
        rest = [a for a in get_args(kind) if a is not NoneType]
        if len(rest) == 1:
            return plain_kind(rest[0])
    return kind


def neutral(kind: Any) -> Any:
    """A stand-in of the right type for a value that was wrong."""
    if get_origin(kind) in (Union, UnionType):
        return None if NoneType in get_args(kind) else neutral(get_args(kind)[0])
    kind = plain_kind(kind)
    origin, args = get_origin(kind), get_args(kind)
    if origin is tuple:
        return () if args[-1] is Ellipsis else tuple(neutral(a) for a in args)
    if origin is dict:
        return {}
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    if isinstance(kind, type) and issubclass(kind, Struct):
        return decode({}, kind, Findings(), "")
    return _NEUTRAL[kind]


def describe(kind: Any) -> str:
    """A type in words for a person who writes TOML."""
    kind = plain_kind(kind)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return " or ".join(describe(a) for a in args)
    if origin is dict:
        return f"a table whose values are each {describe(args[1])}"
    if origin is tuple:
        if args[-1] is Ellipsis:
            return f"a list, each {describe(args[0])}"
        return f"a list of {len(args)}, each {describe(args[0])}"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "one of " + ", ".join(str(m.value) for m in kind)
    return _WORDS.get(kind, "a table")


def closest(name: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)`, or nothing. Long names and long lists are not compared: difflib is slow."""
    names = list(known)
    comparable = len(name) <= 100 and len(names) <= 1000
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.6) if comparable else []
    return f' (did you mean "{near[0]}"?)' if near else ""


def _known(name: str, names: list[str]) -> str:
    return f"one of {', '.join(names)}{closest(name, names)}"


def _under(key: str, name: str) -> str:
    short = name if len(name) <= 60 and name.isprintable() else shown(name)
    return f"{key}.{short}" if key else short
