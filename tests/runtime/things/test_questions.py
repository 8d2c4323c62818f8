"""18-088, clause 9: paths, $expand, $select, $orderby, $top, $skip, $count, $filter, paging, status codes."""

from typing import Any

import pytest

from banyan.runtime.things.asked import Asked
from tests.runtime.things.client import BASE, Client, datastream, location, observation, station, thing


def filled(sta: Client) -> Client:
    """Three Things a, b, c; a has two Datastreams with Observations 0 to 9 and 10 to 14, b one without any."""
    for name, streams in (("a", 2), ("b", 1), ("c", 0)):
        whole = thing(name, properties={"rank": ord(name) - 96}, Locations=[location(f"at {name}")])
        sta.post("Things", {**whole, "Datastreams": [datastream(f"{name}{n}") for n in range(streams)]})
    for n in range(15):
        sta.post(f"Datastreams({1 if n < 10 else 2})/Observations", observation(n, f"2026-07-24T14:{n:02d}:00Z"))
    return sta


@pytest.fixture(scope="module")
def three(shared: Client) -> Client:
    """Only read."""
    return filled(shared)


@pytest.mark.parametrize(("path", "expected"), [
    ("Things(1)/name", {"name": "a"}), ("Things(1)/properties/rank", {"rank": 1}),
    ("Things(1)/Datastreams(1)/name", {"name": "a0"}), ("Datastreams(1)/Thing/name", {"name": "a"}),
    ("Things(1)/Datastreams(1)/Thing/Locations(1)/name", {"name": "at a"}),
    ("Datastreams(1)/unitOfMeasurement/symbol", {"symbol": "m"}), ("Things(1)/name/$value", "a"),
    ("Things(1)/properties/rank/$value", "1"), ("Things/$count", "3"), ("Observations/$count?$filter=result gt 9", "5"),
    ("Locations(1)/location/coordinates[1]", {"coordinates[1]": 25.99}), ("Things(2)/id", {"@iot.id": 2}),
    ("Datastreams(1)/Thing/$ref", {"@iot.selfLink": f"{BASE}/Things(1)"}),
    ("Things(1)/Datastreams/$ref", {"value": [{"@iot.selfLink": f"{BASE}/Datastreams({n})"} for n in (1, 2)]}),
    ("Things(1)?$select=name", {"name": "a"}), ("Things(1)?$select=id", {"@iot.id": 1}),
    ("Things(1)?$select=Datastreams", {"Datastreams@iot.navigationLink": f"{BASE}/Things(1)/Datastreams"}),
    ("Things?$top=0&$count=true", {"@iot.count": 3, "value": []}),
    ("Things?$skip=9", {"value": []}), ("Things(1)?$select=properties/rank", {"properties": {"rank": 1}}),
    ("Things(1)?$select=properties/none,name", {"name": "a"}), ("Things(1)?$select=properties/rank/deeper", {}),
    ("Datastreams(1)?$select=unitOfMeasurement/symbol,unitOfMeasurement/name",
     {"unitOfMeasurement": {"symbol": "m", "name": "metre"}}),
])  # fmt: skip
def test_an_address_leads_where_the_standard_says(three: Client, path: str, expected: object) -> None:
    assert three.get(path) == expected


@pytest.mark.parametrize(("path", "status"), [
    ("Nothings", 404), ("Things(99)", 404), ("Things('a')", 404), ("Things(x)", 404), ("Things()", 404),
    ("Things(1)/nothing", 404), ("Things(1)/properties/nothing", 404), ("Things(1)/name/more", 404),
    ("Things(2)/Datastreams(1)", 404), ("Things(99)/Datastreams", 404), ("Datastreams(1)/Thing(1)", 404),
    ("Things/Datastreams", 404), ("Things/name", 404), ("Things(1)/Observations", 404),
    ("Datastreams(3)/resultTime", 204),
    ("Things(1)/Locations(2)", 404), ("Things(99999999999999999999)", 404), ("Things(-1)", 404), ("$value", 404),
    ("Things(1)/$value", 400), ("Things(1)/$count", 400), ("Things(1)/name/$ref", 400), ("Things/$value", 400),
    ("Things(1)//name", 404), ("Locations(1)/location/coordinates[9]", 404),
    ("/".join(["Things(1)"] + ["Datastreams(1)", "Thing"] * 9), 200),
    ("/".join(["Things(1)"] + ["Datastreams(1)", "Thing"] * 10), 400), ("Things(" + "1" * 3000 + ")", 400),
    ("Things(1)?$filter=name eq 'a'", 400), ("Things(1)?$top=1&$skip=1&$count=true", 200),
    ("Things?$top=-1", 400), ("Things?$top=x", 400),
    ("Things?$top=1.5", 400), ("Things?$skip=-1", 400), ("Things?$skip=", 400), ("Things?$count=1", 400),
    ("Things?$count=True", 400), ("Things?$nonsense=1", 400), ("Things?$search=x", 501), ("Things?$top=1&$top=2", 400),
    ("Things?$top=99999999999999999999", 400), ("Things?nonsense=1", 200), ("Things?$select=nothing", 400),
    ("Things?$select=", 400),
    ("Things?$select=*", 200), ("Things?$expand=Nothing", 400), ("Things?$expand=", 400), ("Things?$expand=name", 400),
    ("Things?$expand=Datastreams(", 400), ("Things?$expand=Datastreams)", 400), ("Things?$expand=Datastreams()", 200),
    ("Things?$expand=Datastreams($top=x)", 400), ("Things?$expand=Datastreams($nonsense=1)", 400),
    ("Things?$orderby=nothing", 400), ("Things?$orderby=name up", 400), ("Things?$orderby=", 400),
    ("Things?$orderby=Datastreams", 400), ("Things?$orderby=name desc desc", 400), ("Things?$orderby=length(", 400),
    ("Things?$orderby=concat(name,'desc')", 200), ("Things?$select=name/x", 400), ("Things?$select=properties/", 400),
    ("Things?$orderby=" + ",".join(["name"] * 11), 400),
    ("Things?$resultFormat=dataArray", 400), ("Observations?$resultFormat=csv", 400), ("Things?$skiptoken=x", 400),
    ("Things?$skiptoken=WzEsMiwzXQ", 400), ("Things?$skiptoken=W3RydWVd", 400),
    ("Things?$expand=" + "Datastreams/Thing/" * 5 + "Datastreams/Thing", 400),
    ("Things?$expand=" + ",".join(["Datastreams"] * 41), 400), ("Things?$filter=" + "x" * 17_000, 400),
])  # fmt: skip
def test_each_question_gets_its_code(three: Client, path: str, status: int) -> None:
    found, body = three.ask("GET", path)
    assert found == status, body
    assert status < 400 or body["error"]


def test_expansions_nest_with_options_of_their_own(three: Client) -> None:
    found = three.get("Things?$expand=Datastreams($filter=name eq 'a0';$select=name;$expand=Observations("
                      "$top=2;$orderby=result desc;$count=true;$select=result),Sensor($select=name)),"
                      "Locations($select=name)&$select=name&$orderby=name")
    assert found["value"][0] == {
        "name": "a",
        "Locations": [{"name": "at a"}],
        "Datastreams": [{
            "name": "a0", "Sensor": {"name": "Radar"}, "Observations@iot.count": 10,
            "Observations": [{"result": 9}, {"result": 8}],
            "Observations@iot.nextLink": found["value"][0]["Datastreams"][0]["Observations@iot.nextLink"],
        }],
    }  # fmt: skip
    assert found["value"][1] == {"name": "b", "Locations": [{"name": "at b"}], "Datastreams": []}
    link = found["value"][0]["Datastreams"][0]["Observations@iot.nextLink"]
    assert three.values(link.removeprefix(f"{BASE}/"), "result") == [7, 6]


def test_a_slash_expands_on(three: Client) -> None:
    short = three.get("Things?$expand=Datastreams/Observations,Datastreams/Sensor")
    assert short == three.get("Things?$expand=Datastreams($expand=Observations,Sensor)")
    assert len(short["value"][0]["Datastreams"][0]["Observations"]) == 10


@pytest.mark.parametrize(("order", "expected"), [
    ("name desc", ["c", "b", "a"]), ("properties/rank desc", ["c", "b", "a"]), ("id desc", ["c", "b", "a"]),
    ("description,name desc", ["a", "b", "c"]), ("Datastreams/name desc", ["b", "a", "c"]),
    ("Datastreams/Observations/result desc,name", ["a", "b", "c"]),
    ("Datastreams/Observations/phenomenonTime,name desc", ["c", "b", "a"]),
    ("properties/rank mod 2 desc,name desc", ["c", "a", "b"]), ("concat('x,(', name) desc", ["c", "b", "a"]),
    ("length(Datastreams/name),name", ["c", "a", "b"]),
])  # fmt: skip
def test_order_follows_properties_json_and_links(three: Client, order: str, expected: list[str]) -> None:
    assert three.values(f"Things?$orderby={order}") == expected


def test_order_over_a_link_to_one(three: Client) -> None:
    found = three.values("Observations?$orderby=Datastream/name desc,result desc&$top=6", "result")
    assert found == [14, 13, 12, 11, 10, 9]


def everything(sta: Client, path: str, name: str) -> list[Any]:
    found: list[Any] = []
    while True:
        page = sta.get(path)
        found += [item[name] for item in page["value"]]
        if "@iot.nextLink" not in page:
            return found
        path = page["@iot.nextLink"].removeprefix(f"{BASE}/")


@pytest.mark.parametrize("order", ["result", "result desc", "Datastream/name desc,result", "resultTime,result desc",
                                   "phenomenonTime desc", "parameters/x,id", "id desc"])
@pytest.mark.parametrize("size", [1, 2, 7])
def test_pages_join_to_the_whole(three: Client, order: str, size: int) -> None:
    whole = three.values(f"Observations?$orderby={order}&$top=1000", "result")
    assert len(whole) == 15
    assert everything(three, f"Observations?$orderby={order}&$top={size}", "result") == whole


def test_pages_stay_whole_while_others_come_and_go(sta: Client) -> None:
    """With $skip alone a deletion before the page's begin would swallow one, an insertion would show one twice."""
    three = filled(sta)
    page = three.get("Observations?$orderby=result&$top=5&$count=true")
    assert (page["@iot.count"], [o["result"] for o in page["value"]]) == (15, [0, 1, 2, 3, 4])
    three.delete(f"Observations({page['value'][0]['@iot.id']})")
    three.post("Datastreams(1)/Observations", observation(-1))
    three.post("Datastreams(1)/Observations", observation(-2))
    assert "$skip=5" in page["@iot.nextLink"]
    assert three.values(page["@iot.nextLink"].removeprefix(f"{BASE}/"), "result") == [5, 6, 7, 8, 9]


def test_a_page_has_a_hundred_unless_asked_and_a_thousand_at_most(sta: Client) -> None:
    station(sta, *range(60))
    arrays = [{"Datastream": {"@iot.id": 1}, "components": ["result"], "dataArray": [[n] for n in range(1000)]}]
    assert sta.ask("POST", "CreateObservations", arrays)[0] == 201
    assert len(sta.get("Observations")["value"]) == 100
    page = sta.get("Observations?$top=5000")
    assert (len(page["value"]), "$top=5000&$skip=1000" in page["@iot.nextLink"]) == (1000, True)


@pytest.mark.parametrize(("filter_", "expected"), [
    ("name eq 'a'", "a"), ("Datastreams/name eq 'a1'", "a"), ("Datastreams/id eq null", "c"),
    ("Datastreams/Observations/result gt 13", "a"), ("not (name eq 'a')", "bc"), ("name ne 'a'", "bc"),
    ("Datastreams/any(d:d/name eq 'b0')", "b"), ("Datastreams/all(d:d/name eq 'b0')", "bc"),
    ("Datastreams/any()", "ab"),
    ("Datastreams/any(d:d/Observations/any(o:o/result eq 12 and d/name eq 'a1'))", "a"),
    ("Datastreams/any(d:d/Observations/any(o:o/result eq 12 and d/name eq 'a0'))", ""),
    ("Datastreams/Observations/result eq 3 and Datastreams/Observations/result eq 4", ""),
    ("Datastreams/any(d:d/name eq 'a0') and Datastreams/any(d:d/name eq 'a1')", "a"),
    ("Locations/name eq concat('at ', name)", "abc"), ("properties/rank eq 2 or properties/rank gt 2", "bc"),
    ("properties/none eq null", "abc"), ("properties/rank eq 'x'", ""), ("properties/rank ne 'x'", "abc"),
    ("st_within(Locations/location, geography'POLYGON((119 25,120 25,120 26,119 26,119 25))')", "abc"),
    ("HistoricalLocations/Locations/name eq 'at b'", "b"), ("id gt 1 and id lt 3", "b"), ("id eq '1'", "a"),
    ("@iot.id eq 1", "a"),
    ("geo.distance(Locations/location,geography'POINT(-122, 43)') gt 1", "abc"),
    ("true", "abc"), ("false", ""), ("not true", ""), ("name eq 'A'", ""), ("tolower('A') eq name", "a"),
])  # fmt: skip
def test_filters_reach_over_links_and_into_json(three: Client, filter_: str, expected: str) -> None:
    assert three.values(f"Things?$filter={filter_}&$orderby=name") == list(expected)


def test_conditions_over_one_path_are_about_one_entity_wherever_it_begins(sta: Client) -> None:
    """As in the example of 18-088, 9.3.3.5: an Observation of that feature, in that month."""
    eid = sta.post("Things", thing(Locations=[location("a"), {**location("b"), "description": "other"}]))
    sta.post(f"Things({eid})/Datastreams", datastream(Observations=[observation(1)]))
    both = "Datastream/Thing/Locations/name eq 'a' and Datastream/Thing/Locations/description eq '{}'"
    assert sta.values(f"Observations?$filter={both.format('where a is')}", "result") == [1]
    assert sta.values(f"Observations?$filter={both.format('other')}", "result") == []
    apart = "Datastream/name eq 'Level' and FeatureOfInterest/name eq 'a'"
    assert sta.values(f"Observations?$filter={apart}", "result") == [1]
    assert sta.values("Observations?$filter=not (Datastream/name eq 'x')", "result") == [1]
    assert sta.values("Observations?$filter=MultiDatastream/name eq null", "result") == [1]


def test_an_encoded_plus_and_a_bare_one_are_both_read(three: Client) -> None:
    for sign in ("%2B", "+", "-"):
        asked = f"Observations?$filter=phenomenonTime+ge+2026-07-24T22:10:00{sign}08:00&$count=true"
        service = three.service
        path, _, query = asked.partition("?")
        found = service.answer(Asked("GET", path, query, BASE), "tester")
        assert found.body["@iot.count"] == (0 if sign == "-" else 5)


def test_a_filter_is_data_and_never_sql(three: Client) -> None:
    for text in ("a' or '1'='1", "a''; drop table things_thing; --", "%", "_", "\\", '"', "🌊", "\x7f"):
        assert three.values(f"Things?$filter=name eq '{text.replace(chr(39), chr(39) * 2)}'") == []
    assert three.status("""Things?$filter=properties/a"b eq 1""") == 400
    assert three.get("Things/$count") == "3"
