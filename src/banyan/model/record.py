"""Everything that happens is a record: what, when, by whom, and because of what."""

from typing import Any

import msgspec
from msgspec import Struct, field

from banyan.model.ids import RecordId
from banyan.model.time import Instant

_AS_THEY_ARE = frozenset({str, int, bool, type(None)})


class Cause(Struct, frozen=True, gc=False):
    """Why a record exists: `role` is raised-by, merged-from, approved-by, computed-from, ..."""

    role: str
    id: str


class Record(Struct, frozen=True, gc=False):
    """One line of the journal. `body` is plain data (dict, list, str, number, bool, None) with an `id` of its entity.

    `meta` holds wall-clock facts; no comparison and no hash includes it.
    """

    id: RecordId
    kind: str
    schema: str
    at: Instant
    by: str
    causes: tuple[Cause, ...]
    body: dict[str, Any]
    meta: dict[str, Any] = field(default_factory=dict)


def plain(value: Any) -> Any:
    """Structs, enums and datetimes as canonical plain data: floats rounded to 6 decimals, times in UTC with Z."""
    return _rounded(msgspec.to_builtins(value))


def _rounded(value: Any) -> Any:
    """Rounds in place: `to_builtins` has made containers of its own. A journal writes many records, so it is short."""
    kind = type(value)
    if kind is dict:
        for k, v in value.items():
            if type(v) not in _AS_THEY_ARE:
                value[k] = _rounded(v)       # no key comes or goes
        return value
    if kind is list or kind is tuple:
        return [v if type(v) in _AS_THEY_ARE else _rounded(v) for v in value]
    if isinstance(value, float):
        short = round(value, 6)
        return 0.0 if short == 0 else short  # -0.0 and 0.0 are one number
    return value


def record(kind: str, rid: str, at: Instant, by: str, body: Any, *causes: tuple[str, str], schema: int = 1) -> Record:
    """A record of `body` (a struct with an `id`), caused by (role, id) pairs."""
    return Record(
        id=RecordId(rid),
        kind=kind,
        schema=f"banyan.{kind}/{schema}",
        at=at,
        by=by,
        causes=tuple(Cause(role, cid) for role, cid in causes),
        body=plain(body),
    )


def canonical(rec: Record, body: bytes | None = None) -> bytes:
    """The line that is compared and hashed: sorted keys, no `meta`. `body`: encoded so already, where the caller has
    it.
    """
    line = {
        "id": rec.id,
        "kind": rec.kind,
        "schema": rec.schema,
        "at": rec.at,
        "by": rec.by,
        "causes": rec.causes,
        "body": rec.body if body is None else msgspec.Raw(body),
    }
    return msgspec.json.encode(line, order="deterministic")
