"""banyan figures, as a statistician uses it: no data folder, one exit code, and one sentence for what can't be read."""

import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
from docx import Document

from banyan.runtime.bulletin.served import totals
from banyan.runtime.projects.office import reading
from tests.cli.conftest import Say
from tests.runtime.bulletin.folder import imported

SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "figures-check.schema.json").read_text("utf-8"))
WRONG = ("Nanzhou, May 5, 2023: At the 2023 fair a total of 80 projects worth 64.2 billion yuan were signed. "
         "These included 50 offline projects worth 40.1 billion yuan and 31 online projects worth 24.1 billion yuan.\n")
RIGHT = WRONG.replace("31 online", "30 online")
CHINESE = "2023年，南州市实现进出口总额532.6亿元，其中出口312.4亿元，进口230.2亿元。\n"
LEDGER = """id,subject,indicator,operator,value,unit,period,geography,source
N1,Nanzhou,exports,=,31.24,bn CNY,2023,Nanzhou,Yearbook 2024
N2,Nanzhou,hospitals,=,a dozen,count,2023,Nanzhou,Yearbook 2024
"""


@pytest.fixture
def release(tmp_path: Path) -> Path:
    file = tmp_path / "release.txt"
    file.write_text(WRONG, encoding="utf-8")
    return file


def checked(say: Say, *arguments: str | Path, out: Path) -> tuple[int, dict]:  # type: ignore[type-arg]
    said = say("figures", "check", *arguments, "--json", out)
    result = json.loads(out.read_text("utf-8"))
    jsonschema.Draft202012Validator(SCHEMA).validate(result)
    return said.code, result


def test_a_breakdown_that_does_not_add_up_is_exit_code_1(say: Say, release: Path, tmp_path: Path) -> None:
    code, result = checked(say, release, "--language", "en", out=tmp_path / "result.json")
    file = result["files"][0]
    failed = [f for f in file["findings"] if f["result"] == "fail"]
    assert code == 1
    assert [(f["check"], {file["quantities"][i]["text"] for i in f["quantities"]}) for f in failed] == [
        ("breakdown", {"80", "50", "31"})]
    assert "50 + 31 = 81" in failed[0]["arithmetic"]


def test_a_consistent_release_is_exit_code_0(say: Say, release: Path, tmp_path: Path) -> None:
    release.write_text(RIGHT, encoding="utf-8")
    code, result = checked(say, release, out=tmp_path / "result.json")
    assert code == 0
    assert "contradicts" not in {q["verdict"] for q in result["files"][0]["quantities"]}


def test_places_are_code_points_into_the_text(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "稿件.txt"
    file.write_text("🎉" + CHINESE, encoding="utf-8")
    code, result = checked(say, file, "--language", "zh", out=tmp_path / "result.json")
    read = result["files"][0]
    assert code == 1
    assert all(read["text"][q["start"]:q["end"]] == q["text"] for q in read["quantities"])
    assert [q["value"] for q in read["quantities"]] == ["53260000000", "31240000000", "23020000000"]
    assert "不符" in next(f["arithmetic"] for f in read["findings"] if f["result"] == "fail")


def test_several_files_are_checked_and_named_as_given(say: Say, release: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text(f"<html><body><p>{RIGHT}</p></body></html>", encoding="utf-8")
    _, result = checked(say, release, other, out=tmp_path / "result.json")
    assert [file["file"] for file in result["files"]] == [str(release), str(other)]


def test_the_ledger_is_evidence_unless_it_comes_from_the_text_itself(say: Say, release: Path, tmp_path: Path) -> None:
    release.write_text("In 2023 Nanzhou had exports of 32.14 billion yuan, the Yearbook says.\n", encoding="utf-8")
    ledger = tmp_path / "figures.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    code, result = checked(say, release, "--ledger", ledger, out=tmp_path / "result.json")
    failed = next(f for f in result["files"][0]["findings"] if f["result"] == "fail")
    assert (code, failed["check"], failed["against"]) == (1, "ledger", ["N1"])
    ledger.write_text(LEDGER.replace("Yearbook 2024", "release"), encoding="utf-8")
    code, result = checked(say, release, "--ledger", ledger, out=tmp_path / "result.json")
    assert code == 0


def test_a_waiver_that_has_not_ended_takes_the_contradiction_back(say: Say, release: Path, tmp_path: Path) -> None:
    waivers = tmp_path / "waivers.csv"
    row = "breakdown,31,chief statistician,one project twice,2024-06-30"
    waivers.write_text(f"check,quantity,role,reason,until\n{row}\n")
    asked = (release, "--waivers", waivers)
    code, result = checked(say, *asked, "--as-of", "2024-06-30", out=tmp_path / "result.json")
    assert code == 0
    assert [f["waived_by"] for f in result["files"][0]["findings"] if f["result"] == "fail"] == ["chief statistician"]
    assert checked(say, *asked, "--as-of", "2024-07-01", out=tmp_path / "result.json")[0] == 1


def test_the_terminal_shows_the_worst_first_with_its_arithmetic(say: Say, release: Path) -> None:
    said = say("figures", "check", release, "--language", "en")
    lines = said.out.splitlines()
    assert lines[0].startswith("release.txt: 7 quantities: 3 contradicts")       # six numbers and the day
    assert lines[1] == "✗ F1 breakdown"
    assert "Traceback" not in said.err


@pytest.mark.parametrize("name", ["marked.html", "marked.docx"])
def test_the_release_is_written_back_with_its_numbers_marked(
    say: Say, release: Path, tmp_path: Path, name: str
) -> None:
    marked = tmp_path / name
    assert say("figures", "check", release, "--marked", marked, "--language", "en").code == 1
    if name.endswith("html"):
        assert "50 + 31 = 81" in marked.read_text("utf-8")
    else:
        document = Document(str(marked))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        assert any("50 + 31 = 81" in text for text in (*cells, *(p.text for p in document.paragraphs)))


@pytest.mark.parametrize(("name", "data"), [
    ("empty.txt", b""), ("blank.txt", b" \n "), ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0"), ("page.pdf", b"%PDF-1.7"),
    ("not.docx", b"PK\x03\x04nothing"), ("bytes.txt", b"\xff\xfa\xfb\xff\x00\x01"),
])  # fmt: skip
def test_what_is_no_release_is_one_sentence(say: Say, tmp_path: Path, name: str, data: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(data)
    said = say("figures", "check", file)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), said
    assert name in said.err
    assert "expected" in said.err


def test_a_huge_file_is_one_sentence(say: Say, tmp_path: Path) -> None:
    file = tmp_path / "huge.txt"
    with file.open("wb") as stream:
        stream.truncate(200_000_000)
    said = say("figures", "check", file)
    assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), said


def test_what_cannot_be_asked_for_is_one_sentence(say: Say, release: Path, tmp_path: Path) -> None:
    ledger = tmp_path / "figures.csv"
    ledger.write_text("a,b\n1,2\n")
    wrong = (
        ("figures", "check", tmp_path / "missing.txt"), ("figures", "check", release, "--ledger", ledger),
        ("figures", "check", release, "--marked", tmp_path / "marked.pdf"),
        ("figures", "check", release, release, "--marked", tmp_path / "marked.html"),
        ("figures", "check", release, "--json", tmp_path / "no" / "result.json"),
        ("figures", "check", release, "--as-of", "yesterday"), ("figures", "check"),
        ("figures", "export", "--ledger", ledger), ("figures", "explain", "astrology"),
    )  # fmt: skip
    for command in wrong:
        said = say(*command)
        assert (said.code, said.out, said.err.count("\n")) == (2, "", 1), (command, said)


def test_a_ledger_is_checked_row_by_row(say: Say, tmp_path: Path) -> None:
    ledger = tmp_path / "figures.csv"
    ledger.write_text(LEDGER, encoding="utf-8")
    said = say("figures", "ledger", "check", ledger)
    assert (said.code, said.err) == (1, "")
    assert said.out.splitlines() == [
        f"{ledger}: 1 figures, 1 rows that can't be read.", "  line 3 (N2), value: “a dozen”: not a number"]


def test_a_ledger_is_written_as_sdmx(say: Say, tmp_path: Path) -> None:
    ledger, csv, ml, structure = (tmp_path / name for name in ("l.csv", "out.csv", "out.xml", "structure.xml"))
    ledger.write_text(LEDGER, encoding="utf-8")
    said = say("figures", "export", "--ledger", ledger, "--sdmx-csv", csv, "--sdmx-ml", ml, "--structure", structure)
    assert (said.code, said.out.split()) == (0, [str(csv), str(ml), str(structure)])
    assert "31.24,CNY,9,2,A" in csv.read_text("utf-8")
    assert "GenericData" in ml.read_text("utf-8")


def test_every_check_is_explained_in_both_languages(say: Say) -> None:
    english, chinese = say("figures", "explain").out, say("figures", "explain", "--language", "zh").out
    for check in ("breakdown", "ratio-base", "points", "ledger", "no-subject"):
        assert check in english
        assert check in chinese
    assert "up to 10 % below" in english
    assert "低于该数至多 10%" in chinese
    assert say("figures", "explain", "floor").out.startswith("floor")


def test_an_edition_of_the_data_folder_is_held_against_the_text(say: Say, tmp_path: Path) -> None:
    data = imported(tmp_path / "data")
    asked = ("--data", data, "--edition", "2021 expo", "--as-of", "2021-08-23", "--language", "en")
    with reading(data) as office:
        total = totals(office.store, "2021 expo", date(2021, 8, 23))
    bn = total.amount.amount.value / 10**9
    file = tmp_path / "expo.txt"
    for count, code in ((int(total.count.amount.value), 0), (int(total.count.amount.value) + 3, 1)):
        file.write_text(f"At the 2021 expo {count} projects worth {bn:f} billion yuan were signed.", encoding="utf-8")
        given, result = checked(say, file, *asked, out=tmp_path / "result.json")
        results = [f["result"] for f in result["files"][0]["findings"] if f["check"] == "projects"]
        assert given == code
        assert sorted(results) == (["pass", "pass"] if code == 0 else ["fail", "pass"])


def test_an_edition_that_nobody_knows_is_one_sentence(say: Say, release: Path, tmp_path: Path) -> None:
    data = imported(tmp_path / "data")
    said = say("figures", "check", release, "--data", data, "--edition", "1999 fair")
    assert said.code == 2
    assert "1999 fair" in said.err
    assert say("figures", "check", release, "--data", tmp_path / "none", "--edition", "2021 expo").code == 2
