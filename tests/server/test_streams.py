"""The stream browser over HTTP: search, states and their reasons, charts, exports, rights, sentences."""

import csv
import io
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from litestar.testing import TestClient

from banyan.model.authority import Authority, Principal, Role
from banyan.model.ids import PrincipalId, RoleId
from banyan.model.text import Name
from banyan.model.things import DATASTREAM
from banyan.model.time import instant, iso
from banyan.runtime.things.browsing import StreamBrowser, StreamsAsked
from banyan.runtime.things.catalogue import Limits
from banyan.server.app import create_app
from tests.runtime.things.client import NOW
from tests.server.fake_desk import FakeDesk
from tests.server.fake_streams import HOUR, MINUTE, FakeStreams, datastream, stream_city, thing
from tests.servers import STORES

NAME = Name("名", "Name")
AUTHORITY = Authority(
    (Role(RoleId("r"), NAME, ("city.read",)), Role(RoleId("n"), NAME, ())),
    tuple(Principal(PrincipalId(who), NAME, (RoleId(role),)) for who, role in (("reader", "r"), ("nobody", "n"))))
LAST_HOUR = f"begin={iso(instant(NOW - HOUR))}&end={iso(instant(NOW + 1))}"
Http = TestClient  # type: ignore[type-arg]  # its app, of no use here


@pytest.fixture(scope="module", params=STORES)
def city(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FakeStreams]:
    with stream_city(tmp_path_factory.mktemp("streams"), request.param) as made:
        while not made.streams.look():
            pass
        yield made


@pytest.fixture(scope="module")
def http(city: FakeStreams) -> Iterator[Http]:
    app = create_app(FakeDesk(), {}, AUTHORITY, None, things=city.service,
                     keys={f"key-{who}": PrincipalId(who) for who in ("reader", "nobody")})
    with TestClient(app, base_url="http://127.0.0.1:8000", raise_server_exceptions=False) as client:
        client.headers["authorization"] = "Bearer key-reader"
        yield client


def ask(http: Http, query: str = "") -> Any:
    answer = http.get(f"/api/streams?{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(http: Http, query: str) -> str:
    """The first letters of what is found."""
    return "".join(row["name"][0] for row in ask(http, query)["rows"])


def test_a_line_says_what_the_newest_reading_is_and_whose_it_is(http: Http) -> None:
    row = ask(http)["rows"][0]
    assert row == {
        "id": 1, "name": "a calm", "description": "Level as a calm says it", "thing": "East Lake",
        "place": "North shore", "owner": "Water Bureau", "kind": "Level", "unit": "m", "stream": "",
        "at": [119.6, 25.99], "time": iso(instant(NOW)), "value": 2 + math.sin(475 / 60),
        "said": None, "age_s": 0.0, "period_s": 300.0, "states": [],
    }  # fmt: skip
    never = ask(http, "text=g")["rows"][-1]
    assert (never["time"], never["value"], never["age_s"]) == (None, None, None)


@pytest.mark.parametrize(("query", "found"), [
    ("", "abcdefg"), ("text=CALM", "a"), ("text=level+calm", "a"), ("text=水位", "g"), ("place=shore", "abcd"),
    ("place=tower", "efg"), ("owner=Water+Bureau", "abcd"), ("owner=Water", ""), ("kind=Depth", "efg"),
    ("kind=Flow&owner=Water+Bureau", "d"), ("text=nowhere", ""), ("text=east+thing", "abcd"),
    ("state=silent", "bg"), ("state=stuck", "c"),
    ("state=noisy", "de"), ("state=undocumented", "efg"), ("state=silent&kind=Depth", "g"), ("text=7", "g"),
])  # fmt: skip
def test_filters_leave_exactly_what_fits_all_of_them(http: Http, query: str, found: str) -> None:
    assert names(http, query) == found
    assert ask(http, query)["count"] == len(found)


def test_each_state_says_its_reason_in_both_languages(http: Http) -> None:
    said = {(row["name"][0], state["state"]): state["reason"] for row in ask(http)["rows"] for state in row["states"]}
    assert said == {
        ("b", "silent"): {"en": "no reading for 3 h; one came every 5 min before",
                          "zh": "已3小时没有读数，此前平均每5分钟一次"},
        ("c", "stuck"): {"en": "all 96 readings of 7 h 55 min are 1.25 m",
                         "zh": "7小时55分钟内的96个读数都是1.25 m"},
        ("d", "noisy"): {"en": "10 of 96 readings in 7 h 55 min jumped by more than is credible",
                         "zh": "7小时55分钟内的96个读数中有10个跳变超出可信范围"},
        ("e", "noisy"): {"en": "120 readings in 1 h 59 min, where its period foresees 12",
                         "zh": "1小时59分钟内有120个读数，按周期应为12个"},
        ("e", "undocumented"): {"en": "without position", "zh": "缺少位置"},
        ("f", "undocumented"): {"en": "without unit, description of its own, position",
                                "zh": "缺少计量单位、说明、位置"},
        ("g", "silent"): {"en": "no reading has ever come", "zh": "还没有任何读数"},
        ("g", "undocumented"): {"en": "without position", "zh": "缺少位置"},
    }


def test_choices_count_what_the_other_filters_leave(http: Http) -> None:
    found = ask(http, "kind=Depth&state=undocumented")
    assert found["owners"] == [{"value": "Roads Office", "count": 3}]
    assert found["kinds"] == [{"value": "Depth", "count": 3}]
    assert found["states"] == {"silent": 1, "stuck": 0, "noisy": 1, "undocumented": 3}
    assert (found["count"], found["total"]) == (3, 7)
    assert ask(http)["kinds"] == [{"value": "Depth", "count": 3}, {"value": "Level", "count": 3},
                                  {"value": "Flow", "count": 1}]


def test_stuck_and_noisy_were_looked_for_in_the_last_day(http: Http) -> None:
    assert ask(http)["since"] == iso(instant((NOW // HOUR - 23) * HOUR))


def test_a_chart_of_few_readings_is_those_readings(http: Http) -> None:
    found = http.get(f"/api/streams/5/chart?{LAST_HOUR}").json()
    assert found["stream"]["name"] == "e often"
    assert (found["width_s"], found["readings"]) == (0.0, 61)
    assert found["value"] == [float(n % 7) for n in range(59, 120)]
    assert (found["time"][0], found["time"][-1]) == (iso(instant(NOW - HOUR)), iso(instant(NOW)))


def test_a_chart_has_as_many_points_as_asked_for_and_the_range_between_them(http: Http) -> None:
    found = http.get(f"/api/streams/5/chart?{LAST_HOUR}&points=5").json()
    assert len(found["time"]) == 5
    assert (min(found["low"]), max(found["high"])) == (0.0, 6.0)
    empty = http.get("/api/streams/7/chart?begin=2020-01-01T00:00:00Z&end=2021-01-01T00:00:00Z").json()
    assert (empty["time"], empty["readings"]) == ([], 0)


def test_an_export_has_every_reading_in_order_in_each_format(http: Http) -> None:
    window = f"begin={iso(instant(NOW - 2 * MINUTE))}&end={iso(instant(NOW + 1))}"
    answer = http.get(f"/api/streams/5/export?{window}&format=csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="datastream-5.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    expected = [(iso(instant(NOW - n * MINUTE)), str(float((119 - n) % 7))) for n in (2, 1, 0)]
    assert [(row["time"], row["value"]) for row in rows] == expected
    assert [(row["datastream"], row["result_time"], row["quality"]) for row in rows] == [("5", "", "")] * 3
    arrow = pa.ipc.open_stream(http.get(f"/api/streams/5/export?{window}&format=arrow").content).read_all()
    parquet = pq.read_table(io.BytesIO(http.get(f"/api/streams/5/export?{window}&format=parquet").content))
    assert arrow.column("value").to_pylist() == [5.0, 6.0, 0.0] == parquet.column("value").to_pylist()
    assert arrow.column("time").to_pylist() == [instant(NOW - n * MINUTE) for n in (2, 1, 0)]
    assert [int(row["id"]) for row in rows] == parquet.column("id").to_pylist()
    jumps = http.get(f"/api/streams/4/export?begin={iso(instant(NOW - 1))}&end={iso(instant(NOW + 1))}").text
    assert jumps.splitlines()[1].endswith(",jump")


def test_an_export_of_nothing_still_has_its_header(http: Http) -> None:
    window = "begin=2020-01-01T00:00:00Z&end=2021-01-01T00:00:00Z"
    assert http.get(f"/api/streams/7/export?{window}").text == "id,datastream,time,value,result_time,quality\r\n"
    parquet = pq.read_table(io.BytesIO(http.get(f"/api/streams/7/export?{window}&format=parquet").content))
    assert (parquet.num_rows, parquet.column_names[2]) == (0, "time")


@pytest.mark.parametrize(("path", "status", "sentence"), [
    ("/api/streams/99/chart?" + LAST_HOUR, 404, "there is no Datastream 99 here"),
    ("/api/streams/99/export?" + LAST_HOUR, 404, "there is no Datastream 99 here"),
    ("/api/streams/99999999999999999999999/chart?" + LAST_HOUR, 404,
     "there is no Datastream 99999999999999999999999 here"),
    ("/api/streams/east-lake.level/chart?" + LAST_HOUR, 400, "the request can't be read"),
    ("/api/streams/1/chart?begin=2026-01-02T00:00:00Z&end=2026-01-02T00:00:00Z", 400, "begin is not before end"),
    ("/api/streams/1/chart?begin=2026-01-02T00:00:00&end=2026-01-03T00:00:00Z", 400, "begin has no time zone"),
    ("/api/streams/1/chart?points=2001&" + LAST_HOUR, 400, "the request can't be read"),
    ("/api/streams/1/export?format=xlsx&" + LAST_HOUR, 400, "the request can't be read"),
    ("/api/streams?state=odd", 400, "the request can't be read"),
    ("/api/streams?page=0", 400, "the request can't be read"),
    ("/api/streams?text=" + "x" * 201, 400, "text has 201 characters"),
])  # fmt: skip
def test_what_cannot_be_answered_is_told_in_one_sentence(http: Http, path: str, status: int, sentence: str) -> None:
    answer = http.get(path)
    assert (answer.status_code, answer.json()["error"]) == (status, sentence)


def test_too_long_an_export_is_refused_before_its_first_byte(http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("banyan.runtime.things.browsing.MOST_EXPORTED", 60)
    answer = http.get(f"/api/streams/5/export?{LAST_HOUR}")
    assert (answer.status_code, answer.json()["error"]) == (400, "there are 61 readings between begin and end")


def test_reading_the_city_is_the_right_that_it_takes(http: Http) -> None:
    for path in ("/api/streams", f"/api/streams/1/chart?{LAST_HOUR}", f"/api/streams/1/export?{LAST_HOUR}"):
        assert http.get(path, headers={"authorization": "Bearer key-nobody"}).status_code == 403
        assert http.get(path, headers={"authorization": ""}).status_code == 401


def test_a_city_without_sensorthings_says_so() -> None:
    app = create_app(FakeDesk(), {}, AUTHORITY, None, keys={"key": PrincipalId("reader")})
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/api/streams", headers={"authorization": "Bearer key"})
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown")


def test_pages_go_on_where_the_one_before_ended_and_changes_are_seen(tmp_path: Path) -> None:
    with stream_city(tmp_path) as city:
        city.add(thing("Many", (1.0, 2.0)), *(datastream(f"m {n:03}", "Noise", "dB") for n in range(60)))
        def found(**asked: Any) -> list[str]:
            return [row.name for row in city.streams.page(StreamsAsked(**asked)).rows]

        whole = city.streams.page(StreamsAsked(kind="Noise"))
        assert (whole.count, whole.pages, len(whole.rows)) == (60, 2, 50)
        assert found(kind="Noise", number=2) == [f"m {n:03}" for n in range(50, 60)]
        assert found(kind="Noise", number=3) == []
        number = city.streams.page(StreamsAsked(text="m 007")).rows[0].id
        city.client.patch(f"/Datastreams({number})", {
            "name": "renamed", "description": "new", "unitOfMeasurement": {"symbol": "dBA"}})
        assert found(text="m 007") == []
        assert found(text="renamed dba") == ["renamed"]
        of = city.client.get(f"/Datastreams({number})/Thing")["@iot.id"]
        city.client.patch(f"/Things({of})", {"name": "Few", "properties": {"owner": "Noise Office"}})
        assert city.streams.page(StreamsAsked(owner="Noise Office")).count == 60
        place = city.client.get(f"/Things({of})/Locations")["value"][0]["@iot.id"]
        city.client.patch(f"/Locations({place})", {"name": "Quay"})
        assert city.streams.page(StreamsAsked(place="quay")).count == 60
        city.client.ask("DELETE", f"/Locations({place})")
        assert city.streams.page(StreamsAsked(place="quay")).count == 0
        assert city.streams.page(StreamsAsked(state="undocumented", kind="Noise")).count == 60
        city.client.ask("DELETE", f"/Datastreams({number})")
        assert found(text="renamed") == []
        city.client.ask("DELETE", f"/Things({of})")
        assert city.streams.page(StreamsAsked(kind="Noise")).count == 0


def test_a_declared_stream_is_judged_by_what_the_folder_says_and_by_the_citys_clock(tmp_path: Path) -> None:
    with stream_city(tmp_path) as city:
        steps = np.arange(0, 7 * HOUR, 5 * MINUTE)[::-1]
        dyke, gate, still = city.add(
            thing("Dyke", (1.0, 2.0)), datastream("dyke", "Level"), datastream("gate", "Opening", "%", properties={
                "acceptance": {"low": 0, "high": 100, "period_s": 300}}), datastream("still", "Opening", "%"))
        city.read(dyke, steps, 9)        # the end of its range
        city.read(gate, steps, 100)
        city.read(still, steps, 100)
        city.things.change(lambda w: w.name("stream/dyke.level", DATASTREAM, dyke), NOW).result(30)

        def states(name: str, city_now: int = NOW) -> list[str]:
            browser = StreamBrowser(city.things, {"dyke.level": Limits(60, 0, 9)}, lambda: NOW, lambda: city_now)
            while not browser.look():
                pass
            [row] = [row for row in browser.page(StreamsAsked(text=name)).rows if row.name == name]
            assert row.stream == ("dyke.level" if name == "dyke" else "")
            return [str(one.state) for one in row.states]

        assert (states("dyke"), states("gate"), states("still")) == ([], [], ["stuck"])
        assert states("dyke", NOW + 600_000_000) == []
        assert states("dyke", NOW + 600_000_001) == ["silent"]
        assert states("gate", NOW + 600_000_001) == [], "it goes by the wall's clock"


def test_a_result_that_is_no_number_is_shown_as_it_is(tmp_path: Path) -> None:
    with stream_city(tmp_path) as city:
        gate = datastream("z gate", "Gate", observationType="http://www.opengis.net/def/observationType/OGC-OM/2.0/"
                                                            "OM_CategoryObservation")
        [number] = city.add(thing("Gate", (1.0, 2.0)), gate)
        city.client.post(f"/Datastreams({number})/Observations", {
            "result": "half open", "phenomenonTime": iso(instant(NOW - HOUR))})
        row = city.streams.one(number)
        assert (row.value, row.said, row.age_s, row.states) == (None, "half open", 3600.0, [])
