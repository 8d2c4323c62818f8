"""Records of the office."""

import msgspec
from msgspec import Struct

from banyan.model.ids import RecordId
from banyan.model.record import Cause, Record
from banyan.model.time import Instant


def told(kind: str, body: Struct, at: Instant, by: str, n: int, *causes: tuple[str, str]) -> Record:
    """`n` tells this version of an entity from others: the position of its unit."""
    plain = msgspec.to_builtins(body)
    eid = plain["id"]
    prefix = "" if kind == "project" else f"{kind}/"
    return Record(RecordId(f"{prefix}{eid}@{n}"), kind, f"banyan.{kind}/1", at, by,
                  tuple(Cause(role, cid) for role, cid in causes), plain)
