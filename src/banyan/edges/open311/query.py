"""The arguments of GET requests: read, and what they choose among requests (GeoReport v2, "GET Service Requests")."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, timedelta, tzinfo
from urllib.parse import parse_qsl

from banyan.edges.open311 import times
from banyan.edges.open311.nouns import Fault, Query, ServiceRequest, Status
from banyan.model.time import Instant

SPAN = timedelta(days=90)
MOST = 1000                    # requests in one answer, and ids in one question
_LONGEST_ID = 200
_WHOLE = re.compile(r"[0-9]{1,9}")


def arguments(raw: bytes) -> list[tuple[str, str]] | tuple[Fault, ...]:
    """Name and value of each argument of an address, in order."""
    try:
        return parse_qsl(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST)
    except UnicodeDecodeError:
        return (Fault(400, "The address is not UTF-8 text; expected its arguments encoded as UTF-8."),)
    except ValueError:      # parse_qsl, for too many
        return (Fault(400, f"The address has more than {MOST} arguments."),)


def named(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def read(args: Mapping[str, Iterable[str]], now: Instant, zone: tzinfo = UTC) -> Query | tuple[Fault, ...]:
    """What is asked for, or all that is wrong with it. `zone`: of dates without a time. Never raises.

    One end of the range alone is 90 days long from there; none is the last 90 days.
    """
    faults: list[Fault] = []
    ids = ids_of(args.get("service_request_id", ()), faults)
    statuses = _statuses(_listed(args.get("status", ())), faults)
    begin, end = _range(args, now, zone, faults)
    after = _time(args, "updated_after", zone, False, faults)
    before = _time(args, "updated_before", zone, True, faults)
    page, size = _count(args, "page", 1, 1_000_000, faults), _count(args, "page_size", MOST, MOST, faults)
    codes = tuple(dict.fromkeys(_listed(args.get("service_code", ()))))
    if len(codes) > MOST:
        faults.append(Fault(400, f"service_code lists {len(codes)} codes; at most {MOST} are taken at once."))
    if ids and not any("service_request_id" in f.description for f in faults):
        faults.clear()      # ids override all other arguments, also those that can't be read
        begin, end, page, size = now - SPAN, now, 1, MOST
    if faults:
        return tuple(faults)
    return Query(ids=ids, codes=codes, statuses=statuses, begin=begin, end=end, updated_after=after,
                 updated_before=before, page=page, page_size=size, extensions=extensions(args))


def by_ids(ids: tuple[str, ...], now: Instant, extended: bool) -> Query:
    """Those requests, whenever they were made."""
    return Query(ids=ids, begin=now - SPAN, end=now, extensions=extended)


def choose(requests: Iterable[ServiceRequest], query: Query) -> tuple[ServiceRequest, ...]:
    """Those that `query` asks for: by ids in the order asked, else the latest first, one page of them."""
    if query.ids:
        by_id = {r.service_request_id: r for r in requests}
        return tuple(by_id[i] for i in query.ids if i in by_id)
    found = [r for r in requests if _fits(r, query)]
    found.sort(key=lambda r: (-r.requested_datetime.timestamp(), r.service_request_id))
    first = (query.page - 1) * query.page_size
    return tuple(found[first : first + query.page_size])


def _fits(r: ServiceRequest, query: Query) -> bool:
    updated = r.updated_datetime or r.requested_datetime
    return (
        (not query.codes or r.service_code in query.codes)
        and (not query.statuses or r.status in query.statuses)
        and query.begin <= r.requested_datetime <= query.end
        and (query.updated_after is None or updated >= query.updated_after)
        and (query.updated_before is None or updated <= query.updated_before)
    )


def ids_of(given: Iterable[str], faults: list[Fault]) -> tuple[str, ...]:
    """Ids of a comma list, each once, in order."""
    ids = tuple(dict.fromkeys(_listed(given)))
    if len(ids) > MOST:
        faults.append(Fault(400, f"service_request_id lists {len(ids)} ids; at most {MOST} are taken at once."))
    elif any(len(i) > _LONGEST_ID for i in ids):
        faults.append(Fault(400, f"service_request_id holds an id of more than {_LONGEST_ID} characters."))
    return ids


def extensions(args: Mapping[str, Iterable[str]]) -> bool:
    return _one(args, "extensions").lower() in ("true", "1")


def _listed(given: Iterable[str]) -> list[str]:
    """A comma list, or several of them; empty members are nothing."""
    return [part.strip() for text in given for part in text.split(",") if part.strip()]


def _one(args: Mapping[str, Iterable[str]], name: str) -> str:
    return next((text.strip() for text in args.get(name, ()) if text.strip()), "")


def _statuses(given: list[str], faults: list[Fault]) -> tuple[Status, ...]:
    known = [s.value for s in Status]
    wrong = [text for text in given if text.lower() not in known]
    if wrong:
        faults.append(Fault(400, f"status {wrong[0][:40]!r} is unknown; expected open, closed or both."))
    return tuple(Status(text.lower()) for text in dict.fromkeys(given) if text.lower() in known)


def _range(
    args: Mapping[str, Iterable[str]], now: Instant, zone: tzinfo, faults: list[Fault]
) -> tuple[Instant, Instant]:
    begin = _time(args, "start_date", zone, False, faults)
    end = _time(args, "end_date", zone, True, faults)
    try:
        if begin is None:
            end = now if end is None else end
            return end - SPAN, end
        if end is None:
            return begin, begin + SPAN
    except OverflowError:
        faults.append(Fault(400, f"start_date or end_date is out of reach; expected {times.EXPECTED}."))
        return now - SPAN, now
    if end < begin:
        faults.append(Fault(400, "end_date is before start_date."))
    elif end - begin > SPAN:
        faults.append(Fault(400, "start_date and end_date span more than 90 days; ask for one span after another."))
    return begin, end


def _time(
    args: Mapping[str, Iterable[str]], name: str, zone: tzinfo, last: bool, faults: list[Fault]
) -> Instant | None:
    text = _one(args, name)
    if not text:
        return None
    try:
        return times.read(text, zone, last)
    except ValueError:
        faults.append(Fault(400, f"{name} {text[:40]!r} can't be read; expected {times.EXPECTED}."))
        return None


def _count(args: Mapping[str, Iterable[str]], name: str, usual: int, most: int, faults: list[Fault]) -> int:
    text = _one(args, name)
    if not text:
        return usual
    if _WHOLE.fullmatch(text) and 1 <= int(text) <= most:
        return int(text)
    faults.append(Fault(400, f"{name} {text[:40]!r} can't be used; expected a whole number from 1 to {most}."))
    return usual
