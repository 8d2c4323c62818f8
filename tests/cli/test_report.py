"""banyan report over a cloudburst of ninety minutes: files, languages, figures, what goes wrong."""

import json
import re
import shutil
import sqlite3
import zipfile
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from banyan.runtime.data_folder import DataFolder
from banyan.stores.embedded import FILE
from tests.cli.conftest import Say
from tests.runtime.demos import banyan, demo

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "report.schema.json"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@pytest.fixture(scope="module")
def reported(flooded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the flooded run with its report in `report` and its figures in report.json."""
    data = tmp_path_factory.mktemp("reported") / "demo"
    shutil.copytree(flooded, data)
    made = banyan("report", "--data", data, "--json", data / "report.json")
    assert (made.returncode, made.stderr) == (0, "")
    names = [Path(line).name for line in made.stdout.splitlines()]
    assert names == ["report-zh.html", "report-zh.docx", "report-en.html", "report-en.docx", "report.json"]
    return data


@pytest.fixture(scope="module")
def figures(reported: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((reported / "report.json").read_text(encoding="utf-8"))
    return told


def html(reported: Path, language: str) -> str:
    return (reported / "report" / f"report-{language}.html").read_text(encoding="utf-8")


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            elif name == "href" and (value or "").startswith("#"):
                self.targets.append((value or "")[1:])
            elif name in ("href", "src", "srcset", "action", "data", "xlink:href"):
                self.outside.append(value or "")
        if tag in ("script", "link", "img", "iframe"):
            self.outside.append(tag)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_number_in_brackets_leads_to_a_row_and_nothing_leads_outside(reported: Path, language: str) -> None:
    page = _Links()
    page.feed(html(reported, language))
    assert page.outside == []
    assert len(page.ids) == len(set(page.ids))
    assert len([t for t in page.targets if t.startswith("r")]) > 50
    assert set(page.targets) <= set(page.ids)


def test_every_row_of_the_appendix_is_a_record_of_the_journal_or_a_gauges_readings(reported: Path) -> None:
    records = {json.loads(line)["id"] for line in banyan("records", "--data", reported).stdout.splitlines()}
    rows = re.findall(r'<tr id="r\d+"><td>\d+</td><td>([^<]*)</td><td>(.*?)</td>', html(reported, "en"))
    assert rows
    ids = [rid for _, cell in rows if "<details>" not in cell for rid in [cell]]
    assert [rid for rid in ids if rid not in records and not rid.startswith("readings/")] == []


def test_the_figures_are_those_of_the_run(reported: Path, flooded: Path, figures: dict[str, Any]) -> None:
    after = json.loads(flooded.with_suffix(".json").read_text(encoding="utf-8"))
    assert figures["runs"] == after["runs"]
    assert figures["journal"] == after["journal"]
    assert figures["violations"] == []
    assert figures["unattended"]["agrees"] is True
    assert figures["effects"] is None
    total = after["runs"]["banyan"]["flooding_m3"]["total"]
    assert f"{total:,.0f} m³" in html(reported, "en")


def test_the_figures_keep_their_schema(figures: dict[str, Any]) -> None:
    jsonschema = pytest.importorskip("jsonschema", reason="pip install jsonschema: the schemas go untested")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert [e.message for e in jsonschema.Draft202012Validator(schema).iter_errors(figures)] == []


def test_every_finding_names_records_that_are_there(reported: Path, figures: dict[str, Any]) -> None:
    records = {json.loads(line)["id"] for line in banyan("records", "--data", reported).stdout.splitlines()}
    assert figures["findings"]
    assert [f["key"] for f in figures["findings"] if not f["records"] or not set(f["records"]) <= records] == []


def test_each_language_says_everything_in_its_own(reported: Path) -> None:
    for language, title in (("zh", "复盘报告"), ("en", "after-action report")):
        page = html(reported, language)
        assert title in page
        assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in page
    shown = re.sub(r"<[^>]+>", " ", html(reported, "en").partition("<main>")[2])
    assert re.findall(r"[\u4e00-\u9fff]", shown) == []


def document(reported: Path, language: str) -> tuple[zipfile.ZipFile, ET.Element]:
    archive = zipfile.ZipFile(reported / "report" / f"report-{language}.docx")
    return archive, ET.fromstring(archive.read("word/document.xml"))  # noqa: S314  our own file


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_word_file_has_native_headings_tables_charts_and_links(reported: Path, language: str) -> None:
    archive, root = document(reported, language)
    styles = [e.get(f"{WORD}val") for e in root.iter(f"{WORD}pStyle")]
    assert styles.count("Heading1") >= 10
    heads = [table for table in root.iter(f"{WORD}tbl") if table.find(f".//{WORD}tblHeader") is not None]
    assert len(heads) >= 8
    charts = [name for name in archive.namelist() if name.startswith("word/charts/")]
    assert len(charts) >= 4
    for name in charts:
        ET.fromstring(archive.read(name))  # noqa: S314  our own file
    marks = {e.get(f"{WORD}name") for e in root.iter(f"{WORD}bookmarkStart")}
    anchors = {e.get(f"{WORD}anchor") for e in root.iter(f"{WORD}hyperlink")}
    assert anchors
    assert anchors <= marks


def test_the_word_file_names_a_chinese_face_in_every_style_that_it_uses(reported: Path) -> None:
    archive, root = document(reported, "zh")
    used = {e.get(f"{WORD}val") for e in root.iter(f"{WORD}pStyle")} | {"Normal"}
    styles = ET.fromstring(archive.read("word/styles.xml"))  # noqa: S314  our own file
    without = []
    for style in styles.iter(f"{WORD}style"):
        fonts = style.find(f"{WORD}rPr/{WORD}rFonts")
        if style.get(f"{WORD}styleId") in used and (fonts is None or not fonts.get(f"{WORD}eastAsia")):
            without.append(style.get(f"{WORD}styleId"))
    assert without == []


def test_the_same_journal_gives_the_same_page_again(reported: Path, say: Say, tmp_path: Path) -> None:
    file = tmp_path / "again.html"
    said = say("report", "--data", reported, "--format", "html", "--language", "zh", "--out", file)
    assert (said.code, said.out.strip()) == (0, str(file))
    assert file.read_text(encoding="utf-8") == html(reported, "zh")


@pytest.mark.parametrize(("arguments", "told"), [
    (["--format", "pdf"], "none of html, docx"), (["--language", "fr"], "none of zh, en"),
    (["--out", "one.html"], "one file holds one format and one language"),
    (["--json", "nowhere/x.json"], "can't be written there"),
])  # fmt: skip
def test_what_cannot_be_done_is_said_in_one_sentence(
    arguments: list[str], told: str, reported: Path, say: Say, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = say("report", "--data", reported, *arguments)
    assert said.code == 2
    assert told in said.err
    assert said.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_a_run_is_said_so(say: Say, tmp_path: Path) -> None:
    said = say("report", "--data", tmp_path / "none")
    assert said.code == 2
    assert "holds no journal" in said.err


def test_a_folder_that_is_owned_by_a_running_process_is_read_as_others_read_it(
    reported: Path, say: Say, tmp_path: Path
) -> None:
    folder = DataFolder(reported, "banyan-bay")
    try:
        said = say("report", "--data", reported, "--format", "html", "--language", "en", "--out", tmp_path)
    finally:
        folder.close()
    assert (said.code, (tmp_path / "report-en.html").exists()) == (0, True)


@pytest.fixture(scope="module")
def stopped(flooded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same run as it lay before its end: without the records that only its end writes."""
    data = tmp_path_factory.mktemp("stopped") / "demo"
    shutil.copytree(flooded, data)
    with closing(sqlite3.connect(data / FILE)) as journal, journal:
        for table in ("record", "current"):
            journal.execute(f"DELETE FROM {table} WHERE kind IN ('run', 'effect')")  # noqa: S608  our own two names
    return data


def test_a_run_that_has_not_ended_gives_a_report_so_far_and_says_so(stopped: Path, say: Say, tmp_path: Path) -> None:
    said = say("report", "--data", stopped, "--format", "html", "--out", tmp_path, "--json", tmp_path / "r.json")
    assert said.code == 0
    page = (tmp_path / "report-en.html").read_text(encoding="utf-8")
    assert "This run has not ended" in page
    assert "How much was spared is known when the run has ended" in page
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert (found["ended"], found["runs"], found["unattended"]["agrees"]) == (False, {}, None)
    assert say("report", "--data", stopped, "--effects").code == 2


def test_a_run_without_rain_or_crews_says_what_did_not_happen(say: Say, tmp_path: Path) -> None:
    dry = tmp_path / "dry.csv"
    dry.write_text("minutes,mm_per_h\n0,0\n", encoding="utf-8")
    data = tmp_path / "demo"
    run = banyan(*demo(data, "--rain", dry, "--forecast", dry, "--no-look-ahead", hours=0.5))
    assert run.returncode == 0
    file = tmp_path / "dry.html"
    assert say("report", "--data", data, "--format", "html", "--language", "en", "--out", file).code == 0
    page = file.read_text(encoding="utf-8")
    for told in ("No rain fell.", "there was nothing to spare", "No crew left home; the city has 14.",
                 "No rule found anything that should have been done better."):
        assert told in page


@pytest.mark.long(minutes=4)
def test_the_effect_is_split_by_four_runs_and_kept_for_the_next_time(
    reported: Path, figures: dict[str, Any], say: Say, tmp_path: Path
) -> None:
    first = say("report", "--data", reported, "--effects", "--out", tmp_path, "--json", tmp_path / "r.json")
    assert first.code == 0
    found = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))["effects"]
    assert sorted(found["runs"]) == ["off/nearest", "off/planned", "on/nearest", "on/planned"]
    assert found["runs"]["on/planned"] == figures["runs"]["banyan"]
    total = found["parts"][0]
    spared = total["values"]["off/nearest"] - total["values"]["on/planned"]
    assert spared == pytest.approx(total["control"] + total["crews"], abs=0.01)
    kept = sorted(p.name for p in (reported / "cache").iterdir())
    assert say("report", "--data", reported, "--out", tmp_path, "--json", tmp_path / "again.json").code == 0
    assert json.loads((tmp_path / "again.json").read_text(encoding="utf-8"))["effects"] == found
    assert sorted(p.name for p in (reported / "cache").iterdir()) == kept
