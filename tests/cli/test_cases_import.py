"""banyan cases import, as people type it: shown, written, found again, taken back."""

import json
from pathlib import Path

import jsonschema

from tests.cli.conftest import Say

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "examples" / "hotline-2026.csv"


def test_a_table_is_shown_first_and_written_only_where_somebody_agrees(tmp_path: Path, say: Say) -> None:
    data, out = tmp_path / "data", tmp_path / "out.json"
    done = say("cases", "import", TABLE, "--city", "banyan-bay", "--data", data)
    assert (done.code, done.err) == (2, "banyan: nothing was written: --yes accepts what is proposed\n")
    assert done.out.endswith("open 1, closed 2; can't be read 2, mended since 0\n")
    done = say("cases", "import", TABLE, "--data", data, "--yes", "--json", out)
    assert (done.code, done.out.splitlines()[-1]) == (
        0, "Imported as CI-0001. To take it back: banyan cases undo-import CI-0001")
    told = json.loads(out.read_text(encoding="utf-8"))
    published = json.loads((ROOT / "docs" / "schemas" / "cases-import.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    assert [e.message for e in jsonschema.Draft202012Validator(published).iter_errors(told)] == []
    assert told["changes"]["new"] == ["H-RX-0001", "H-RX-0002", "H-RX-0003"]
    again = say("cases", "import", TABLE, "--data", data, "--yes")
    assert (again.code, again.out.splitlines()[-1]) == (0, "This is known already: nothing changes.")


def test_what_was_imported_is_listed_told_in_chinese_and_taken_back(tmp_path: Path, say: Say) -> None:
    data = tmp_path / "data"
    assert say("cases", "import", TABLE, "--city", "banyan-bay", "--data", data, "--yes").code == 0
    assert "路面坑洞" in say("cases", "show", "H-RX-0001", "--data", data, "--language", "zh").out
    rejects = say("cases", "rejects", "--data", data, "--language", "zh").out
    assert rejects == ("  整行未读 hotline-2026.csv csv B6（type，编号 RX-0004）：“道路塌陷”不是本市的案件类别；"
                       "可用 --value 指定\n"
                       "  整行未读 hotline-2026.csv csv C6（reported_at，编号 RX-0004）：“待定”不是时间\n")
    assert say("cases", "undo-import", "CI-0001", "--data", data).out == (
        "CI-0001 is taken back: 3 cases are as they were before it.\n")
    assert say("cases", "list", "--data", data).out == "No case fits.\n"
    assert "taken back by owner" in say("cases", "imports", "--data", data).out
    assert say("checkjournal", "--data", data).code == 0


def test_bad_options_and_files_are_one_sentence(tmp_path: Path, say: Say) -> None:
    data = tmp_path / "data"
    for wrong, said in (
        (("--column", "编号"), "--column 编号: HEADER=FIELD was expected"),
        (("--value", "holder=roads"), "--value holder=roads: FIELD:TEXT=ID was expected"),
        (("--value", "type:坑=potholes"), '(did you mean "pothole"?)'),
    ):
        done = say("cases", "import", TABLE, *wrong, "--city", "banyan-bay", "--data", data)
        assert (done.code, said in done.err, "\n" in done.err.strip()) == (2, True, False), done.err
    picture = tmp_path / "photo.xlsx"
    picture.write_bytes(b"\x89PNG\r\n")
    done = say("cases", "import", picture, "--city", "banyan-bay", "--data", data)
    assert (done.code, "found a document or a picture" in done.err) == (2, True)
    done = say("cases", "import", TABLE, "--city", "banyan-bay", "--data", data, "--as", "roads-1")
    assert (done.code, done.err) == (2, "banyan: roads-1 may not case.import on *: no role of theirs allows it\n")
    done = say("cases", "undo-import", "CI-0001", "--city", "banyan-bay", "--data", data)
    assert (done.code, "no such import of cases" in done.err) == (2, True)
