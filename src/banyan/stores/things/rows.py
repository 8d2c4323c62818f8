"""Rows to values and back: text as it is, JSON as text, times as start, end and how they were said."""

from collections.abc import Mapping
from typing import Any

import msgspec

from banyan.model.things import TIMES, Kind, Span, Type
from banyan.stores.things.tables import column

_encode = msgspec.json.Encoder().encode


def values(kind: Kind, row: Mapping[str, Any]) -> dict[str, Any]:
    """By property; links to one entity by their name, as its id."""
    found: dict[str, Any] = {}
    for known in kind.properties:
        if known.type in TIMES:
            start = row[f"{known.name}_start"]
            found[known.name] = None if start is None else Span(start, row[f"{known.name}_end"],
                                                                row[f"{known.name}_said"])
        elif known.type is Type.TEXT:
            found[known.name] = row[known.name]
        else:
            text = row[known.name]
            found[known.name] = None if text is None else msgspec.json.decode(text)
    for link in kind.links:
        if not link.many:
            found[link.name] = row[column(link)]
    return found


def columns(kind: Kind, said: Mapping[str, Any]) -> dict[str, Any]:
    """For INSERT and UPDATE: only of the properties that are said."""
    found: dict[str, Any] = {}
    for known in kind.properties:
        if known.name not in said:
            continue
        value = said[known.name]
        if known.type in TIMES:
            start, end, text = value if value is not None else (None, None, None)
            found |= {f"{known.name}_start": start, f"{known.name}_end": end, f"{known.name}_said": text}
        elif known.type is Type.TEXT or (value is None and known.name != "result"):
            found[known.name] = value
        else:
            found[known.name] = _encode(value).decode()
    return found
