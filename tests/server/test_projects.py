"""The programme office over HTTP: what is shown to whom, what is done by whom, and how a mistake is told."""

from typing import Any

import pytest

from banyan.server.office import FILE_LIMIT
from tests.server.fake_figures import FakeFigures
from tests.server.fake_office import EDITION, FakeOffice
from tests.server.office import SignIn, enter, figures, office

__all__ = ["enter", "figures", "office"]      # fixtures


def test_the_list_is_a_page_with_count_and_sum_of_all_that_fit(enter: SignIn) -> None:
    page = enter("reader").get("/api/projects", params={"channel": "off-site", "limit": 5}).json()
    assert (len(page["rows"]), page["count"], page["counted"]) == (5, 13, 13)
    assert {row["channel"] for row in page["rows"]} == {"off-site"}
    # 13 of 40 invented amounts: 0.1 × (8 + 7n mod 61) 亿 for n = 2, 5, ..., 38.
    amount = sum((8 + 7 * n % 61) * 10_000_000 for n in range(2, 41, 3))
    assert float(page["amount"]) == amount
    assert [c["value"] for c in page["choices"]["channel"]] == ["on-site-online", "off-site", "on-site-offline"]


def test_money_is_a_decimal_string_and_a_number_leads_to_its_cell(enter: SignIn) -> None:
    row = enter("reader").get("/api/projects").json()["rows"][0]
    assert row["amount"] == "150000000.0"
    assert (row["cell"]["file"], row["cell"]["sheet"], row["cell"]["ref"]) == ("榕东区.xlsx", "项目表", "D5")


def test_one_project_has_history_and_sources(enter: SignIn) -> None:
    found = enter("reader").get("/api/projects/one/P-0004").json()
    assert [v["what"] for v in found["history"]] == ["imported", "changed"]
    assert [s["row"] for s in found["sources"]] == [5, 5]
    assert found["contact"] == "张* ***********21", "masked"


def test_what_isnt_there_is_404(enter: SignIn) -> None:
    client = enter("programme")
    assert client.get("/api/projects/one/P-9999").json()["error"] == "there is no project P-9999 here"
    assert client.get("/api/imports/I-9999").status_code == 404
    assert client.post("/api/duplicates/unmerge", json={"merge": "M-9"}).status_code == 404
    assert client.get("/api/figures/release-9").status_code == 404


@pytest.mark.parametrize(("ask", "says"), [
    ({"limit": 501}, "limit"), ({"offset": -1}, "offset"), ({"as_of": "yesterday"}, "as_of"),
    ({"text": "x" * 201}, "201"), ({"known_at": "2031-08-23T00:00:00"}, "known_at has no time zone"),
])  # fmt: skip
def test_a_selection_that_cannot_be_read_is_400(enter: SignIn, ask: dict[str, Any], says: str) -> None:
    answer = enter("reader").get("/api/projects", params=ask)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert says in answer.text


def imported(client: Any, name: str = "榕东区.xlsx") -> dict[str, Any]:
    """A workbook sent, read and looked at until it waits for a yes."""
    begun = client.post("/api/imports", json={"edition": EDITION}).json()
    where = f"/api/imports/{begun['id']}"
    assert client.post(f"{where}/files", params={"name": name}, content=b"PK book").status_code == 200
    assert client.post(f"{where}/read").status_code == 202
    seen = [client.get(where).json() for _ in range(3)]
    assert [s["state"] for s in seen] == ["reading", "ready", "ready"]
    return dict(seen[-1])


def test_an_import_is_looked_at_before_it_is_taken_and_undone_as_a_whole(enter: SignIn, office: FakeOffice) -> None:
    client = enter("programme")
    ready = imported(client)
    assert office.sent == {"榕东区.xlsx": b"PK book"}
    assert (ready["new_count"], ready["rejected"], ready["files"][0]["checks"][0]["agrees"]) == (40, 2, False)
    assert office.done == [], "looking writes nothing"
    assert client.post(f"/api/imports/{ready['id']}/take").json()["state"] == "taking"
    assert client.get(f"/api/imports/{ready['id']}").json()["state"] == "done"
    assert client.post(f"/api/imports/{ready['id']}/undo").json()["state"] == "undone"
    assert office.done == [("take", "I-0001", "officer-an"), ("undo", "I-0001", "officer-an")]


def test_a_mapping_is_sent_by_column_and_read_anew(enter: SignIn, office: FakeOffice) -> None:
    client = enter("programme")
    where = f"/api/imports/{imported(client)['id']}"
    body = {"file": "榕东区.xlsx", "sheet": "项目表", "fields": {"A": "serial", "D": "investment"}}
    assert client.post(f"{where}/mapping", json=body).json()["state"] == "reading"
    assert office.done == [("map", "榕东区.xlsx", "项目表", "A=serial", "D=investment", "officer-an")]


def test_only_the_last_part_of_a_path_is_a_files_name(enter: SignIn, office: FakeOffice) -> None:
    imported(enter("programme"), "C:\\Users\\x/../榕西区.xlsx")
    assert list(office.sent) == ["榕西区.xlsx"]


def test_what_is_no_workbook_or_empty_or_too_large_is_told(enter: SignIn) -> None:
    client = enter("programme")
    where = f"/api/imports/{client.post('/api/imports', json={'edition': EDITION}).json()['id']}/files"
    wrong = client.post(where, params={"name": "list.pdf"}, content=b"%PDF")
    assert (wrong.status_code, wrong.json()["error"]) == (
        400, "list.pdf is no workbook: xlsx, xls, ods or csv was expected")
    assert client.post(where, params={"name": "a.xlsx"}, content=b"").json()["error"] == "a.xlsx is empty"
    large = client.post(where, params={"name": "a.xlsx"}, content=b"x" * (FILE_LIMIT + 1))
    assert (large.status_code, large.json()["code"]) == (413, "too-large")
    assert client.post("/api/imports", json={"edition": "  "}).status_code == 400


def test_pairs_are_merged_kept_apart_and_parted_by_whoever_is_signed_in(enter: SignIn, office: FakeOffice) -> None:
    client = enter("programme")
    pair = client.get("/api/duplicates").json()[0]
    assert (pair["score"], pair["reasons"][1]["en"]) == ("0.94", "names alike")
    ids = {"a": pair["a"]["id"], "b": pair["b"]["id"]}
    assert client.post("/api/duplicates/merge", json=ids).status_code == 200
    assert client.post("/api/duplicates/apart", json={"a": "P-0003", "b": "P-0005"}).status_code == 200
    assert client.post("/api/duplicates/unmerge", json={"merge": "M-0001"}).status_code == 200
    assert office.done == [("merge", "P-0001", "P-0002", "P-0001", "officer-an"),
                           ("apart", "P-0003", "P-0005", "officer-an"), ("unmerge", "M-0001", "officer-an")]
    assert [p["a"]["id"] for p in client.get("/api/duplicates", params={"standing": "apart"}).json()] == ["P-0003"]


def test_a_cell_is_mended_in_place_and_a_mend_that_cannot_be_read_stays(enter: SignIn, office: FakeOffice) -> None:
    client = enter("programme")
    bad = client.post("/api/unreadable/mend", json={"id": "R-0007", "text": "待定"})
    assert (bad.status_code, "12.5亿元 was expected" in bad.json()["error"]) == (400, True)
    assert client.post("/api/unreadable/mend", json={"id": "R-0007", "text": "11亿元"}).json()["mended"] == "P-0006"
    assert [u["id"] for u in client.get("/api/unreadable").json()] == ["R-0008"]
    assert office.done == [("mend", "R-0007", "11亿元", "officer-an")]


def test_a_rate_comes_with_numerator_denominator_cohort_and_day_and_opens_its_rows(enter: SignIn) -> None:
    client = enter("reader")
    cohort = client.get("/api/cohorts", params={"as_of": "2031-12-31"}).json()[0]
    started = cohort["steps"][1]
    assert (cohort["cohort"], cohort["as_of"], started["numerator"], started["denominator"], started["rate"]) == (
        "2031", "2031-12-31", 26, 40, "65.0")
    rows = client.get("/api/cohorts/rows", params={"cohort": "2031", "stage": started["id"]}).json()
    assert rows[0]["cell"]["ref"] == "D5"


def test_a_figure_is_released_and_held_back_by_name(enter: SignIn, office: FakeOffice) -> None:
    client = enter("programme")
    body = {"edition": EDITION, "as_of": "2031-08-23", "figures": ["total/All/count"], "released": True}
    shown = client.post("/api/bulletin/release", json=body).json()
    assert shown["tables"][0]["rows"][0]["count"]["released"] is True
    assert client.post("/api/bulletin/release", json=body | {"released": False}).json()["released"] == 0
    assert client.get("/api/bulletin/rows", params={"edition": EDITION, "figure": "total/All/count"}).json()


@pytest.mark.parametrize(("path", "begins", "kind"), [
    ("/api/bulletin/document/docx?edition=e&language=en", b"docx en e", "wordprocessingml"),
    ("/api/bulletin/document/html?edition=e", b"html zh e", "text/html"),
    ("/api/projects/cleaned.xlsx?language=en", b"PK 40 en", "spreadsheetml"),
])
def test_documents_are_downloads_that_no_page_runs(enter: SignIn, path: str, begins: bytes, kind: str) -> None:
    answer = enter("reader").get(path)
    assert answer.content.startswith(begins)
    assert kind in answer.headers["content-type"]
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_release_is_held_checked_and_given_back_marked(enter: SignIn, figures: FakeFigures) -> None:
    client = enter("programme")
    held = client.post("/api/figures", params={"name": "稿.txt"}, content="共92个，其中50个".encode()).json()
    where = f"/api/figures/{held['id']}"
    assert client.post(f"{where}/ledgers", params={"name": "f.csv"}, content=b"id,value").json()["ledgers"] == ["f.csv"]
    assert client.post(f"{where}/ledgers", params={"name": "f.csv"}, content=b"nothing").status_code == 400
    assert client.post(f"{where}/check", params={"edition": EDITION}).json()["state"] == "checking"
    found = client.get(where).json()
    assert [(q["text"], q["start"], q["verdict"]) for q in found["quantities"]] == [
        ("92", 1, "contradicts"), ("50", 7, "contradicts")]
    assert found["findings"][0]["quantities"] == [0, 1]
    assert client.get(f"{where}/marked", params={"kind": "docx", "language": "en"}).content == "稿.txt docx en".encode()
    assert figures.editions == [EDITION]
    assert client.delete(where).status_code == 204
    assert client.get(where).status_code == 404


WRITES = (
    ("post", "/api/imports", {"edition": "e"}), ("post", "/api/imports/I-1/take", None),
    ("post", "/api/imports/I-1/undo", None), ("delete", "/api/imports/I-1", None),
    ("post", "/api/duplicates/merge", {"a": "1", "b": "2"}), ("post", "/api/unreadable/mend", {"id": "R", "text": "1"}),
    ("post", "/api/bulletin/release", {"edition": "e", "as_of": "2031-01-01", "figures": [], "released": True}),
    ("post", "/api/figures?name=a.txt", None),
)  # fmt: skip


READS = ("/api/projects", "/api/imports", "/api/duplicates", "/api/unreadable", "/api/cohorts", "/api/bulletin")


def test_who_may_only_read_changes_nothing_and_who_may_not_read_sees_nothing(enter: SignIn, office: FakeOffice) -> None:
    reader, duty = enter("reader"), enter("officer")
    for method, path, body in WRITES:
        answer = reader.request(method, path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (403, "refused"), path
    for path in READS:
        assert reader.get(path).status_code == 200, path
        assert duty.get(path).status_code == 403, path
    assert office.done == []


def test_a_city_without_an_office_says_so(signed_in: Any) -> None:
    client = signed_in("programme")
    for path in ("/api/projects", "/api/imports", "/api/bulletin", "/api/figures/x"):
        assert (client.get(path).status_code, client.get(path).json()["code"]) == (404, "unknown")
