"""The log and the notes through the door: filters, bad questions, the table, and who may read."""

import csv
import io

import pytest


def test_the_log_comes_newest_first_and_by_pages(signed_in, desk):
    client = signed_in("watcher")
    whole = client.get("/api/events?limit=500").json()
    assert whole["before"] is None
    sequences = [e["sequence"] for e in whole["events"]]
    assert sequences == sorted(sequences, reverse=True)
    first = client.get("/api/events?limit=3").json()
    second = client.get(f"/api/events?limit=3&before={first['before']}").json()
    assert first["events"] + second["events"] == whole["events"][:6]


def test_the_log_is_filtered_by_kind_level_incident_and_words(signed_in):
    client = signed_in("watcher")
    kinds = client.get("/api/events?kind=crew,case&limit=500").json()["events"]
    assert {e["group"] for e in kinds} == {"crew", "case"}
    assert {e["incident"] for e in client.get("/api/events?incident=I-tower-road").json()["events"]} == {"I-tower-road"}
    graver = client.get("/api/events?level=III&limit=500").json()["events"]
    assert {e["level"] for e in graver} <= {"III", "II", "I"}
    assert client.get("/api/events", params={"text": "塔楼路下穿 抢险一队"}).json()["events"] != []
    assert client.get("/api/events", params={"text": "no such word"}).json() == {"events": [], "before": None}


@pytest.mark.parametrize(("query", "said"), [
    ("kind=weather", "kind names 'weather', which is no group of events"),
    (f"text={'x' * 101}", "text has 101 characters"),
])  # fmt: skip
def test_a_question_that_means_nothing_is_refused_in_one_sentence(signed_in, query, said):
    answer = signed_in("watcher").get(f"/api/events?{query}")
    assert (answer.status_code, answer.json()["error"]) == (400, said)


@pytest.mark.parametrize("query", ["level=V", "limit=0", "limit=501", "before=0", "before=x"])
def test_a_parameter_out_of_range_is_a_bad_request(signed_in, query):
    assert signed_in("watcher").get(f"/api/events?{query}").status_code == 400


@pytest.mark.parametrize(("language", "head"), [("zh", "时间"), ("en", "Time")])
def test_the_table_is_the_whole_log_for_a_spreadsheet(signed_in, language, head):
    client = signed_in("watcher")
    answer = client.get(f"/api/events.csv?language={language}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="banyan-events.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == head
    assert len(rows) - 1 == len(client.get("/api/events?limit=500").json()["events"])
    assert client.get("/api/events.csv?language=fr").status_code == 400


def test_a_note_is_written_by_one_read_by_all_and_confirmed_by_another(signed_in, desk):
    client = signed_in("officer")
    assert client.get("/api/handovers").json() == []
    wish = {"id": "h-1", "action": "handover.write", "target": "shift",
            "args": {"note": "Gate East sticks. 东闸卡滞。"}}
    assert client.post("/api/intents", json=wish).status_code == 200
    [note] = client.get("/api/handovers").json()
    assert (note["note"], note["by"], note["confirmed_by"]) == ("Gate East sticks. 东闸卡滞。", "officer-lin", None)
    assert {i["place"] for i in note["facts"]["incidents"]} >= {"tower-road", "east-lake"}
    own = client.post("/api/intents", json={"id": "h-2", "action": "handover.confirm", "target": note["id"]})
    assert (own.status_code, own.json()["error"]) == (
        403, "officer-lin wrote H-0001: whoever takes over confirms it, not who hands over")
    assert client.get("/api/frame").json()["entities"]["handover"]["H-0001"]["note"] == note["note"]


def test_who_feeds_readings_reads_neither_log_nor_notes(signed_in):
    client = signed_in("feed")
    for path in ("/api/events", "/api/events.csv", "/api/handovers"):
        assert client.get(path).status_code == 403, path


def test_one_wish_for_an_incident_says_how_many_were_acknowledged(signed_in, desk):
    client = signed_in("officer")
    held = client.get("/api/frame").json()["entities"]
    incident = held["incident"]["I-tower-road"]
    seen = {aid: held["alert"][aid]["level"] for aid in incident["alerts"]}
    wish = {"id": "a-1", "action": "alert.acknowledge", "target": incident["id"], "args": seen}
    assert client.post("/api/intents", json=wish).json()["counts"] == {"acknowledged": 1, "newer": 0}
