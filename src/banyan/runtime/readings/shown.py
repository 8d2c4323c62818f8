"""Rejects as people see them, read from the journal's file beside a city that runs or doesn't."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace
from sqlalchemy import inspect

from banyan.model.feed import Reject
from banyan.model.ledger import Asked, Counted, Looked
from banyan.model.things import Wrong
from banyan.model.time import instant, iso
from banyan.runtime.data_folder import open_reader
from banyan.runtime.readings.views import CountLine, RejectLine, RejectPage
from banyan.stores.things.ledger import LedgerTables, reject

MOST = 500
SHOWN_RAW = 2_000        # characters of a raw row that is shown in a list


def page_of(data: Path, asked: Asked) -> RejectPage:
    """Raises StoreError."""
    with _looked(data) as ledger:
        return page(ledger, asked) if ledger is not None else RejectPage((), (), None)


def page(ledger: Looked, asked: Asked) -> RejectPage:
    found: list[Reject] = []
    counts = ledger.counts(asked)
    while len(found) < asked.most:
        some = ledger.rejects(replace(asked, after=found[-1].id if found else asked.after,
                                      most=min(MOST, asked.most - len(found))))
        found += some
        if len(some) < MOST:
            break
    after = found[-1].id if len(found) == asked.most else None
    return RejectPage(tuple(map(count_line, counts)), tuple(reject_line(one, SHOWN_RAW) for one in found), after)


def whole(data: Path, rid: int) -> RejectLine:
    """Raises StoreError, Wrong 404."""
    with _looked(data) as ledger:
        return one(ledger, rid)


def one(ledger: Looked | None, rid: int) -> RejectLine:
    found = ledger.reject(rid) if ledger is not None else None
    if found is None:
        raise Wrong(404, f"there is no reject {rid}", "the number of one: banyan rejects list")
    return reject_line(found)


def timezone(data: Path) -> str:
    """The city's, as its journal declares it. Raises StoreError."""
    with open_reader(data) as store:
        declared = store.current("declaration").values()
    return next((str(body["value"]["timezone"]) for body in declared if body.get("of") == "city"), "UTC")


@contextmanager
def _looked(data: Path) -> Iterator[Looked | None]:
    """None: no door for readings was ever opened there."""
    with open_reader(data) as store, store.looking() as c:
        yield LedgerTables(c) if inspect(c).has_table(reject.name) else None


def reject_line(one: Reject, most: int | None = None) -> RejectLine:
    raw = one.raw.decode("utf-8", "backslashreplace")
    shown = raw if most is None or len(raw) <= most else raw[:most] + "…"
    return RejectLine(one.id, one.source, iso(instant(one.at)), one.fault, one.where, one.expected, shown, one.state)


def count_line(one: Counted) -> CountLine:
    return CountLine(one.source, one.fault, one.waiting, one.replayed, iso(instant(one.last_at)))
