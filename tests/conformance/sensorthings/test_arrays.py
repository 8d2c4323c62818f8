"""18-088, 13: Observations out and in as data arrays."""

from typing import Any

import pytest

from tests.conformance.sensorthings.service import Remote, ref

COLUMNS = {"phenomenonTime", "result", "resultTime", "resultQuality", "validTime", "parameters"}


def test_observations_as_data_arrays(service: Remote, station: dict[str, int]) -> None:
    for n in range(4):
        service.make(
            f"/Datastreams({station['first']})/Observations",
            {"phenomenonTime": f"2016-01-0{n + 1}T00:00:00Z", "result": n},
        )
    service.make(f"/MultiDatastreams({station['wind']})/Observations", {"result": [5, 45]})
    for path in (
        "/Observations",
        f"/Datastreams({station['first']})/Observations",
        f"/MultiDatastreams({station['wind']})/Observations",
    ):
        page = service.get(f"{path}?$count=true&$top=3&$resultFormat=dataArray")
        assert page["@iot.count"] >= 1
        for part in page["value"]:
            assert "Datastream@iot.navigationLink" in part or "MultiDatastream@iot.navigationLink" in part
            assert set(part["components"]) - {"id", "@iot.id"} == COLUMNS
            assert part["dataArray@iot.count"] == len(part["dataArray"])
            assert all(len(row) == len(part["components"]) for row in part["dataArray"])
    page = service.get(
        f"/Datastreams({station['first']})/Observations?$select=result,phenomenonTime&$top=2&$orderby=result desc"
        "&$resultFormat=dataArray"
    )
    assert set(page["value"][0]["components"]) == {"result", "phenomenonTime"}
    place = page["value"][0]["components"].index("result")
    assert [row[place] for row in page["value"][0]["dataArray"]] == [3, 2]
    rest = service.get(page["@iot.nextLink"])["value"][0]
    assert [row[rest["components"].index("result")] for row in rest["dataArray"]] == [1, 0]
    service.refused("GET", "/Things?$resultFormat=dataArray")


def arrays(service: Remote, body: Any) -> list[str]:
    answer = service.ask("POST", "/CreateObservations", body)
    assert answer.status == 201, answer
    return list(answer.body)


def test_a_row_that_fails_is_error_and_the_others_stand(service: Remote, station: dict[str, int]) -> None:
    links = arrays(
        service,
        [
            {
                "Datastream": ref(station["first"]),
                "components": ["phenomenonTime", "result", "FeatureOfInterest/id"],
                "dataArray@iot.count": 2,
                "dataArray": [
                    ["2010-12-23T10:20:00-0700", 20, station["feature"]],
                    ["2010-12-23T10:21:00-0700", 30, "noSuchId"],
                ],
            },
            {
                "Datastream": ref(station["second"]),
                "components": ["phenomenonTime", "result", "parameters"],
                "dataArray@iot.count": 3,
                "dataArray": [
                    ["2010-12-23T10:20:00-07:00", 65, {"a": 1}],
                    ["2010-12-23T10:21:00-07:00", "text", None],
                    ["nonsense", 1, {}],
                ],
            },
        ],
    )
    assert [one.startswith("error") for one in links] == [False, True, False, False, True]
    first, third, fourth = (service.get(links[n]) for n in (0, 2, 3))
    assert (first["result"], third["result"], third["parameters"], fourth["result"]) == (20, 65, {"a": 1}, "text")
    assert service.get(first["FeatureOfInterest@iot.navigationLink"])["@iot.id"] == station["feature"]
    assert service.get(third["FeatureOfInterest@iot.navigationLink"]) == service.get(
        fourth["FeatureOfInterest@iot.navigationLink"]
    )


def test_arrays_for_multidatastreams_and_for_nobody(service: Remote, station: dict[str, int]) -> None:
    links = arrays(
        service,
        [
            {"MultiDatastream": ref(station["wind"]), "components": ["result"], "dataArray": [[[5, 20]], [30]]},
            {"Datastream": ref(2**50), "components": ["result"], "dataArray": [[1]]},
        ],
    )
    assert [one.startswith("error") for one in links] == [False, True, True]


@pytest.mark.parametrize(
    "body",
    [
        {},
        "text",
        [1],
        [{"components": ["result"], "dataArray": [[1]]}],
        [{"Datastream": {"@iot.id": 1}, "dataArray": [[1]]}],
        [{"Datastream": {"@iot.id": 1}, "components": ["nothing"], "dataArray": [[1]]}],
        [{"Datastream": {"@iot.id": 1}, "components": "result", "dataArray": [[1]]}],
        [{"Datastream": {"@iot.id": 1}, "components": ["result"], "dataArray": 1}],
    ],
    ids=str,
)
def test_arrays_that_are_none(service: Remote, body: Any) -> None:
    answer = service.ask("POST", "/CreateObservations", body)
    assert answer.status == 400 or (answer.status == 201 and set(answer.body) == {"error"}), answer
