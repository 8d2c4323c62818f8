"""The arguments of GET requests, and what they choose."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from banyan.edges.open311.nouns import Query, ServiceRequest, Status
from banyan.edges.open311.query import MOST, SPAN, arguments, by_ids, choose, named, read

NOW = datetime(2026, 7, 25, tzinfo=UTC)


def asked(text):
    pairs = arguments(text.encode())
    assert isinstance(pairs, list)
    return read(named(pairs), NOW)


def told(text):
    return [f.description for f in asked(text)]


def test_nothing_asked_is_the_last_ninety_days():
    found = asked("")
    assert (found.begin, found.end, found.page_size) == (NOW - timedelta(days=90), NOW, 1000)


def test_one_end_of_the_range_makes_ninety_days_from_there():
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    assert (asked("start_date=2025-01-01T00:00:00Z").begin, asked("start_date=2025-01-01T00:00:00Z").end) == (
        begin, begin + SPAN)
    assert asked("end_date=2025-01-01T00:00:00Z").begin == begin - SPAN


def test_ninety_days_are_taken_and_one_second_more_is_not():
    assert isinstance(asked("start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:00Z"), Query)
    assert told("start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:01Z") == [
        "start_date and end_date span more than 90 days; ask for one span after another."]


def test_comma_lists_and_repeated_arguments_are_one_list():
    found = asked("service_code=a,b&service_code=b,%20c,,&status=open,CLOSED")
    assert (found.codes, found.statuses) == (("a", "b", "c"), (Status.OPEN, Status.CLOSED))


def test_ids_override_all_other_arguments_also_those_that_are_wrong():
    found = asked("service_request_id=2,1,2&status=ajar&start_date=never")
    assert (found.ids, found.statuses) == (("2", "1"), ())


@pytest.mark.parametrize(("text", "why"), [
    ("status=ajar", "status 'ajar' is unknown; expected open, closed or both."),
    ("end_date=2026-01-01T00:00:00Z&start_date=2026-01-02T00:00:00Z", "end_date is before start_date."),
    ("start_date=0001-01-01T00:00:00Z&end_date=x", "end_date 'x' can't be read; expected a W3C date and time with its "
                                                   "zone, as in 2026-07-24T14:00:00Z."),
    ("end_date=0001-01-01T00:00:00Z", "start_date or end_date is out of reach; expected a W3C date and time with its "
                                      "zone, as in 2026-07-24T14:00:00Z."),
    ("page_size=0", "page_size '0' can't be used; expected a whole number from 1 to 1000."),
    ("page=-1", "page '-1' can't be used; expected a whole number from 1 to 1000000."),
    ("service_request_id=" + ",".join(map(str, range(1001))),
     "service_request_id lists 1001 ids; at most 1000 are taken at once."),
    ("service_request_id=" + "x" * 201, "service_request_id holds an id of more than 200 characters."),
])  # fmt: skip
def test_what_is_wrong_is_told(text, why):
    assert told(text) == [why]


def test_an_address_in_another_encoding_is_refused():
    assert arguments(b"status=%ff")[0].code == 400
    assert arguments(b"a=1&" * (MOST + 1))[0].code == 400


def made(number, hours, status=Status.OPEN, code="a"):
    at = NOW - timedelta(hours=hours)
    return ServiceRequest(service_request_id=str(number), status=status, service_code=code, requested_datetime=at)


def test_the_latest_come_first_and_a_page_is_a_part_of_them():
    requests = [made(i, i % 7) for i in range(20)]
    whole = choose(requests, asked(""))
    assert [r.requested_datetime for r in whole] == sorted((r.requested_datetime for r in requests), reverse=True)
    pages = [choose(requests, asked(f"page_size=6&page={n}")) for n in (1, 2, 3, 4, 5)]
    assert tuple(r for page in pages for r in page) == whole


def test_ids_are_answered_in_the_order_asked_whenever_they_were_made():
    requests = [made(1, 10_000), made(2, 1)]
    assert [r.service_request_id for r in choose(requests, by_ids(("2", "9", "1"), NOW, False))] == ["2", "1"]


@given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(Status), st.sampled_from("abc")), max_size=20),
       st.lists(st.sampled_from("abc"), max_size=2), st.lists(st.sampled_from(["open", "closed"]), max_size=2))
def test_each_filter_takes_away_what_it_names_and_nothing_else(rows, codes, statuses):
    requests = [made(i, *row) for i, row in enumerate(rows)]
    found = choose(requests, asked(f"service_code={','.join(codes)}&status={','.join(statuses)}"))
    kept = {r.service_request_id for r in requests
            if NOW - timedelta(days=90) <= r.requested_datetime <= NOW
            and (not codes or r.service_code in codes) and (not statuses or r.status.value in statuses)}
    assert {r.service_request_id for r in found} == kept


@given(st.dictionaries(st.sampled_from(["start_date", "end_date", "status", "page", "service_request_id", "x"]),
                       st.lists(st.text(max_size=30), max_size=3)))
def test_no_arguments_break_the_reader(args):
    found = read(args, NOW)
    assert isinstance(found, Query) or all(f.code == 400 for f in found)
