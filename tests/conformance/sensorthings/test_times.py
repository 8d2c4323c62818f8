"""Times in filters (18-088, 9.3.3.5; the relations as FROST's tests read them): instants, intervals, nothing."""

from datetime import datetime
from typing import NamedTuple

import pytest

from tests.conformance.sensorthings.service import Remote, location, thing, whole_datastream
from tests.conformance.sensorthings.world import World


class Span(NamedTuple):
    """An instant is a span that ends where it begins."""

    begin: str
    end: str

    @property
    def text(self) -> str:
        return self.begin if self.begin == self.end else f"{self.begin}/{self.end}"


def at(*hours: str) -> Span:
    moments = [f"2016-01-01T{hour}:00.000Z" for hour in hours]
    return Span(moments[0], moments[-1])


SPANS = [at("06:00"), at("06:59"), at("07:00"), at("07:01"), at("07:59"), at("08:00"), at("08:01"), at("09:00")]
SPANS += [
    at(*pair)
    for pair in (
        ("06:00", "06:59"), ("06:00", "07:00"), ("06:00", "07:01"), ("07:00", "08:00"), ("07:01", "07:59"),
        ("07:59", "09:00"), ("08:00", "09:00"), ("08:01", "09:00"), ("06:59", "08:01"), ("07:00", "07:59"),
        ("07:00", "08:01"), ("06:59", "08:00"), ("07:01", "08:00"),
    )
]


def instant(one: Span) -> bool:
    return one.begin == one.end


def before(a: Span, b: Span) -> bool:
    return a.begin < b.begin if instant(a) else a.end <= b.begin


def overlaps(a: Span, b: Span) -> bool:
    if instant(a) or instant(b):
        point, other = (a, b) if instant(a) else (b, a)
        return point == other if instant(other) else other.begin <= point.begin < other.end
    return a.begin < b.end and b.begin < a.end


def not_after(a: Span, b: Span) -> bool:
    if instant(a) != instant(b):
        return a.end <= b.begin
    return a.begin <= b.begin and a.end <= b.end


def during(a: Span, b: Span) -> bool:
    return not instant(b) and b.begin <= a.begin and (a.begin < b.end if instant(a) else a.end <= b.end)


RELATIONS = {
    "{} lt {}": before,
    "{} gt {}": lambda a, b: before(b, a),
    "{} le {}": not_after,
    "{} ge {}": lambda a, b: not_after(b, a),
    "{} eq {}": lambda a, b: a == b,
    "before({},{})": before,
    "after({},{})": lambda a, b: before(b, a),
    "overlaps({},{})": overlaps,
    "meets({},{})": lambda a, b: a.end == b.begin or a.begin == b.end,
    "starts({},{})": lambda a, b: a.begin == b.begin,
    "finishes({},{})": lambda a, b: a.end == b.end,
    "during({},{})": during,
}


@pytest.fixture(scope="module")
def times(service: Remote) -> World:
    stream = f"{service.tag} times"
    made = service.make("/Things", thing(stream, Locations=[location(stream)], Datastreams=[whole_datastream(stream)]))
    path = service.get(f"/Things({made})/Datastreams")["value"][0]["@iot.selfLink"]
    ids = {}
    for n, span in enumerate(SPANS):
        said = {"resultTime": span.begin} if instant(span) else {"validTime": span.text}
        ids[str(n)] = service.make(f"{path}/Observations", {"phenomenonTime": span.text, "result": n, **said})
    return World(service, {"Observations": ids})


def numbers(chosen: list[int]) -> str:
    return " ".join(sorted(map(str, chosen)))


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("literal", [at("07:00"), at("07:00", "08:00")], ids=["instant", "interval"])
def test_relations_of_times(times: World, relation: str, literal: Span) -> None:
    holds, function = RELATIONS[relation], relation.startswith("during")
    for name, said in (
        ("phenomenonTime", [True] * len(SPANS)),
        ("resultTime", [instant(s) for s in SPANS]),
        ("validTime", [not instant(s) for s in SPANS]),
    ):
        if not (function and instant(literal)):
            chosen = [n for n, span in enumerate(SPANS) if said[n] and holds(span, literal)]
            assert times.found("Observations", relation.format(name, literal.text)) == numbers(chosen), name
        if not (function and name == "resultTime"):
            chosen = [n for n, span in enumerate(SPANS) if said[n] and holds(literal, span)]
            assert times.found("Observations", relation.format(literal.text, name)) == numbers(chosen), name


def test_a_time_in_small_letters_is_one(times: World) -> None:
    said = times.found("Observations", "phenomenonTime gt 2016-01-01T07:00:00Z")
    assert times.found("Observations", "phenomenonTime gt 2016-01-01t07:00:00z") == said != ""


@pytest.mark.parametrize(
    "where",
    [
        "during(phenomenonTime,2016-01-01T07:00:00Z)",
        "during(2016-01-01T07:00:00Z,resultTime)",
        "phenomenonTime lt 'yesterday' add 1",
        "before(phenomenonTime)",
    ],
)
def test_nothing_happens_during_an_instant(times: World, where: str) -> None:
    times.service.refused("GET", f"/Observations?$filter={where}")


def test_what_was_not_said_is_neither_equal_nor_unequal_nor_out_of_an_order(times: World) -> None:
    """As ets-sta10 and FROST ask: without a resultTime neither a comparison nor its `not` finds an Observation."""
    instants = [n for n, span in enumerate(SPANS) if instant(span)]
    assert times.found("Observations", "resultTime ne 2016-01-01T07:00:00Z") == numbers([n for n in instants if n != 2])
    assert times.found("Observations", "date(resultTime) ne date(phenomenonTime)") == ""
    assert times.found("Observations", "time(resultTime) ne time(phenomenonTime)") == ""
    where = "not {0} lt 2016-01-01T07:00:00Z and not {0} ge 2016-01-01T08:00:00Z"
    assert times.found("Observations", where.format("resultTime")) == numbers([2, 3, 4])
    meanwhile = [n for n, span in enumerate(SPANS) if not instant(span) and overlaps(span, at("07:00", "08:00"))]
    assert times.found("Observations", where.format("validTime")) == numbers(meanwhile)
    assert times.found("Observations", where.format("phenomenonTime")) == numbers([2, 3, 4, *meanwhile])
    assert times.found("Observations", "resultTime eq null") == numbers(
        [n for n in range(len(SPANS)) if n not in instants]
    )


def test_durations_move_instants_and_intervals(times: World) -> None:
    late = [n for n, span in enumerate(SPANS) if span.begin > "2016-01-01T08:00:00.000Z"]
    for where in (
        "phenomenonTime add duration'PT1H' gt 2016-01-01T09:00:00Z",
        "phenomenonTime gt 2016-01-01T09:00:00Z sub duration'PT1H'",
        "phenomenonTime sub duration'PT1H' gt 2016-01-01T07:00:00Z",
    ):
        assert times.found("Observations", where) == numbers(late), where
    early = [n for n, span in enumerate(SPANS) if before(span, at("07:00", "08:00"))]
    assert times.found(
        "Observations", "phenomenonTime lt 2016-01-01T06:00:00Z/2016-01-01T07:00:00Z add duration'PT1H'"
    ) == numbers(early)
    assert times.found("Observations", "phenomenonTime sub 2016-01-01T08:00:00Z eq duration'PT1H'") == numbers([7])


def test_an_interval_comes_back_as_one_and_its_parts_can_be_asked(times: World) -> None:
    one = times.service.get(times.path("Observations", "11"))
    begin, end = (datetime.fromisoformat(part) for part in one["phenomenonTime"].split("/"))
    assert (begin.hour, end.hour, one["validTime"]) == (7, 8, one["phenomenonTime"])
    assert times.found("Observations", "hour(validTime) eq 7 and minute(validTime) eq 0") == numbers([11, 17, 18])


@pytest.mark.parametrize(
    "said",
    [
        "yesterday",
        "2016-01-01",
        "2016-01-01T00:00:00",
        "2016-01-02T00:00:00Z/2016-01-01T00:00:00Z",
        "2016-02-30T00:00:00Z",
        5,
        "",
        "2016-01-01T00:00:00Z/2016-01-02T00:00:00Z/2016-01-03T00:00:00Z",
    ],
)
def test_times_that_are_none_are_refused(times: World, said: object) -> None:
    link = times.service.get(times.path("Observations", "0"))["Datastream@iot.navigationLink"]
    stream = times.service.get(link)["@iot.selfLink"]
    times.service.refused("POST", f"{stream}/Observations", {"phenomenonTime": said, "result": 1})


def test_offsets_are_kept_or_turned_but_the_instant_stays(times: World) -> None:
    stream = times.service.get(times.path("Observations", "0"))["Datastream@iot.navigationLink"]
    for said in (
        "2017-05-01T08:30:00+08:00",
        "2017-05-01T08:30:00.000+0800",
        "2017-04-30T20:30:00-04:00",
        "2017-05-01T00:30:00.000Z",
    ):
        eid = times.service.make(
            f"{times.service.get(stream)['@iot.selfLink']}/Observations", {"phenomenonTime": said, "result": 99}
        )
        found = times.service.get(f"/Observations?$filter=id eq {eid} and phenomenonTime eq 2017-05-01T00:30:00Z")[
            "value"
        ]
        assert datetime.fromisoformat(found[0]["phenomenonTime"]) == datetime.fromisoformat("2017-05-01T00:30:00+00:00")
        times.service.delete(f"/Observations({eid})")
