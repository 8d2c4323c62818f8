"""banyan bulletin from a data folder to files: what is printed, what is not, and what a mistake is answered with."""

import json
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from lxml import etree, html

from banyan.cli.main import main
from tests.runtime.bulletin.folder import ROWS, imported, put

ASK = ("--edition", "2021 expo", "--as-of", "2021-08-23")
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("office") / "data")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def call(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["bulletin", *args])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return int(str(left.value.code)), said.out, said.err

    return call


def words(docx: Path) -> str:
    document = Document(str(docx))
    root = etree.fromstring(document.element.xml.encode())
    return "".join(t.text or "" for t in root.iter("{*}t"))


def test_the_tables_for_programs_are_complete_though_nothing_is_released(
    office: Path, tmp_path: Path, run: Run
) -> None:
    code, _, _ = run(*ASK, "--data", str(office), "--json", str(tmp_path / "b.json"))
    told = json.loads((tmp_path / "b.json").read_text())
    assert code == 0
    assert (told["schema"], told["edition"], told["as_of"], told["previous"]) == (
        "banyan.bulletin/1", "2021 expo", "2021-08-23", "2020 expo")
    tables = {t["name"]: [(r["label"], r["count"], r["amount"]) for r in t["rows"]] for t in told["tables"]}
    assert list(tables) == ["total", "channel", "sector", "investor_kind", "size_band", "origin", "change", "cohort"]
    assert tables["total"] == [("total", 3, "8050000000")]
    assert tables["channel"] == [("on-site-offline", 1, "6000000000"), ("on-site-online", 1, "1200000000"),
                                 ("off-site", 1, "850000000")]
    assert tables["size_band"] == [("at least 500 million", 3, "8050000000"), ("above 1 bn", 2, "7200000000"),
                                   ("above 5 bn", 1, "6000000000")]
    assert tables["change"][0] == ("total", 2, "5050000000")
    assert all(row["released"] == [] for t in told["tables"] for row in t["rows"])


def test_every_number_leads_to_file_sheet_and_cell(office: Path, tmp_path: Path, run: Run) -> None:
    run(*ASK, "--data", str(office), "--json", str(tmp_path / "b.json"))
    told = json.loads((tmp_path / "b.json").read_text())
    by_id = {p["id"]: p for p in told["projects"]}
    (row,) = [r for t in told["tables"] if t["name"] == "channel" for r in t["rows"] if r["label"] == "off-site"]
    (source,) = by_id[row["projects"][0]]["sources"]
    assert (source["file"], source["sheet"], source["row"]) == ("district-a.xlsx", "项目表", 4)
    assert source["cells"]["investment"] == "F4"
    assert "13900009999" not in (tmp_path / "b.json").read_text()


@pytest.mark.parametrize(("language", "total"), [("zh", "总投资80.5亿元"), ("en", "CNY 8.05 bn")])
@pytest.mark.parametrize("form", ["html", "docx"])
def test_a_bulletin_of_which_nothing_is_released_is_a_draft_on_every_page(
    office: Path, tmp_path: Path, run: Run, language: str, total: str, form: str
) -> None:
    out = tmp_path / f"b.{form}"
    code, said, err = run(*ASK, "--data", str(office), "--out", str(out), "--language", language)
    assert (code, said) == (0, f"{out}\n")
    assert "is a draft, because none of its figures is released" in err
    text = words(out) if form == "docx" else html.fromstring(out.read_bytes()).text_content()
    assert total.replace(" bn", "") in text.replace("\xa0◇", "").replace(" ◇", "")
    assert "◇" in text
    if form == "docx":
        with zipfile.ZipFile(out) as parts:
            headers = b"".join(parts.read(n) for n in parts.namelist() if "header" in n).decode()
        assert ("草稿" if language == "zh" else "DRAFT") in headers


def test_what_is_not_released_does_not_print(tmp_path: Path, run: Run) -> None:
    data = imported(tmp_path / "data")
    assert run("release", *ASK, "--data", str(data), "--figure", "channel/off-site")[0] == 0
    for form in ("html", "docx"):
        out = tmp_path / f"b.{form}"
        code, _, err = run(*ASK, "--data", str(data), "--out", str(out))
        text = words(out) if form == "docx" else html.fromstring(out.read_bytes()).text_content()
        assert (code, err) == (0, "")
        assert "8.5" in text
        for hidden in ("80.5", "74.5", "榕树芯片基地", "草稿", "◇", "产业领域", "13900009999", "国有企业", "重点项目"):
            assert hidden not in text, (form, hidden)
        assert "未批准发布" in text
    told = run("figures", *ASK, "--data", str(data))[1].splitlines()
    assert [line.split()[2] for line in told if line.startswith("released")] == [
        "channel/off-site/count", "channel/off-site/amount", "channel/off-site/share"]


def test_a_figure_that_changed_since_is_not_released_any_more(tmp_path: Path, run: Run) -> None:
    data = imported(tmp_path / "data")
    run("release", *ASK, "--data", str(data), "--all")
    put(data, (*ROWS, ("新根项目", "榕树五号公司", "民营", "其他", "场外", 5, "2021-08-23", "签约", "")), "2021 expo",
        "district-a.xlsx")
    listed = run("figures", *ASK, "--data", str(data))[1]
    assert re.search(r"^- +4  total/total/count$", listed, re.MULTILINE)
    assert re.search(r"^released +1  channel/on-site-offline/count$", listed, re.MULTILINE)


def test_a_release_is_a_record_of_who_gave_it_and_can_be_withdrawn(tmp_path: Path, run: Run) -> None:
    data = imported(tmp_path / "data")
    code, said, _ = run("release", *ASK, "--data", str(data), "--figure", "total/total/count", "--as", "releaser-1")
    assert (code, said) == (0, "1 figure released: total/total/count\n")
    assert run("release", *ASK, "--data", str(data), "--figure", "total/total/count")[1] == (
        "0 figures released, 1 were so already\n")
    from banyan.runtime.data_folder import open_reader

    with open_reader(data) as store:
        (record,) = [rec for _, rec in store.records(kind="figure-release")]
    assert (record.by, record.body["figures"]) == ("releaser-1", {"total/total/count": "3"})
    assert run("release", *ASK, "--data", str(data), "--all", "--withdraw")[1].startswith("1 figure withdrawn")
    assert "is a draft" in run(*ASK, "--data", str(data), "--out", str(tmp_path / "b.html"))[2]


def test_who_has_no_leave_releases_nothing(office: Path, run: Run) -> None:
    code, _, err = run("release", *ASK, "--data", str(office), "--all", "--as", "programme-officer-1")
    assert code == 2
    assert "programme-officer-1 may not figures.release" in err


def test_a_template_of_the_office_is_filled(office: Path, tmp_path: Path, run: Run) -> None:
    mine, out = tmp_path / "mine.docx", tmp_path / "b.docx"
    assert run("template", "--out", str(mine))[0] == 0
    document = Document(str(mine))
    document.paragraphs[0].text = "榕江日报:{{ title }}"
    document.add_paragraph('场外 {{ figures["channel/off-site/amount"] }}')
    document.add_paragraph('{{r references["channel/off-site"] }}')
    document.save(str(mine))
    assert run(*ASK, "--data", str(office), "--out", str(out), "--template", str(mine))[0] == 0
    text = words(out)
    assert text.startswith("榕江日报:2021 expo项目签约情况通报")
    assert "场外 8.5亿元[" in text


@pytest.mark.parametrize(("field", "said"), [
    ("{{ title", "mine.docx"), ("{% for %}", "mend it in Word"), ('{{ figures["channel/on-mars/count"] }}', "on-mars"),
    ("{{ nobody.knows.this }}", "can't be filled"),
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "can't be filled"),
])  # fmt: skip
def test_a_template_that_cannot_be_filled_is_told_in_one_sentence(
    office: Path, tmp_path: Path, run: Run, field: str, said: str
) -> None:
    mine = tmp_path / "mine.docx"
    document = Document()
    document.add_paragraph(field)
    document.save(str(mine))
    code, _, err = run(*ASK, "--data", str(office), "--out", str(tmp_path / "b.docx"), "--template", str(mine))
    assert code == 2
    assert said in err
    assert len(err.splitlines()) == 1
    assert not (tmp_path / "b.docx").exists()


def test_a_template_that_is_no_word_file(office: Path, tmp_path: Path, run: Run) -> None:
    (tmp_path / "t.docx").write_bytes(b"hello")
    own = ("--template", str(tmp_path / "t.docx"))
    code, _, err = run(*ASK, "--data", str(office), "--out", str(tmp_path / "b.docx"), *own)
    assert (code, "t.docx: found" in err) == (2, True)


def test_the_citys_own_bands(office: Path, tmp_path: Path, run: Run) -> None:
    small = '[[bands]]\nlabel = "small"\nbelow = "1e9"\n'
    (tmp_path / "bands.toml").write_text(f"[[bands]]\nat_least = 6000000000\n{small}")
    run(*ASK, "--data", str(office), "--bands", str(tmp_path / "bands.toml"), "--json", str(tmp_path / "b.json"))
    told = json.loads((tmp_path / "b.json").read_text())
    (bands,) = [t["rows"] for t in told["tables"] if t["name"] == "size_band"]
    assert [(r["label"], r["count"], r.get("at_least"), r.get("below")) for r in bands] == [
        ("at least 6 bn", 1, "6000000000", None), ("small", 1, None, "1000000000")]


@pytest.mark.parametrize(("args", "said"), [
    (("--as-of", "2021-08-23", "--out", "b.html"), "--edition is missing"),
    (("--edition", "2021 expo", "--out", "b.html"), "--as-of is missing"),
    ((*ASK,), "nothing to write"),
    ((*ASK, "--out", "b.pdf"), "ends with .html or .docx"),
    ((*ASK, "--out", "b.html", "--template", "t.docx"), "--template is for Word"),
    ((*ASK, "--out", "no/such/folder/b.html"), "can't be written there"),
    (("--edition", "2021 expo", "--as-of", "2021-02-30", "--out", "b.html"), '"2021-02-30" is no day'),
    (("--edition", "2031 expo", "--as-of", "2031-01-01", "--out", "b.html"), 'are: "2020 expo", "2021 expo"'),
    ((*ASK, "--out", "b.html", "--previous", "fair"), 'no project of the edition "fair"'),
    ((*ASK, "--out", "b.html", "--known-at", "yesterday"), '"yesterday" is no time'),
    ((*ASK, "--out", "b.html", "--bands", "none.toml"), "no such file"),
    (("release", *ASK), "either --figure NAME"),
    (("release", *ASK, "--figure", "mars"), 'no figure of this bulletin is called "mars"'),
    (("template", "--out", "t.txt"), "ends with .docx"),
])  # fmt: skip
def test_a_mistake_is_one_sentence_and_exit_code_2(
    office: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    data = () if args[0] == "template" else ("--data", str(office))
    code, _, err = run(*args, *data)
    assert code == 2
    assert said in err
    assert len(err.splitlines()) == 1


def test_a_folder_without_projects_says_how_to_begin(tmp_path: Path, run: Run) -> None:
    code, _, err = run(*ASK, "--data", str(tmp_path / "none"), "--out", str(tmp_path / "b.html"))
    assert (code, "holds no projects yet" in err) == (2, True)


def test_a_day_before_the_signing_has_empty_tables_and_says_so(office: Path, tmp_path: Path, run: Run) -> None:
    code, _, err = run("--edition", "2021 expo", "--as-of", "2021年8月22日", "--data", str(office), "--json",
                       str(tmp_path / "b.json"))
    told = json.loads((tmp_path / "b.json").read_text())
    assert (code, told["tables"][0]["rows"][0]["count"]) == (0, 0)
    assert "all tables are empty" in err


def test_what_was_not_known_then_is_not_told(office: Path, tmp_path: Path, run: Run) -> None:
    code, _, err = run(*ASK, "--data", str(office), "--known-at", "2021-08-23", "--json", str(tmp_path / "b.json"))
    assert (code, "the editions are: none" in err) == (2, True)


def test_every_link_of_the_page_has_its_place_and_every_number_a_link(office: Path, tmp_path: Path, run: Run) -> None:
    run(*ASK, "--data", str(office), "--out", str(tmp_path / "b.html"), "--draft")
    root = html.fromstring((tmp_path / "b.html").read_bytes())
    for link in root.xpath("//a/@href"):
        assert len(root.xpath(f"//*[@id='{link[1:]}']")) == 1, link
    bare = [td.text_content() for td in root.xpath("//section[@class='part']//td[@class='n']")
            if re.search(r"\d", td.text_content()) and not td.xpath("a")]
    assert bare == []
    assert root.xpath("//script") == []


def test_references_in_word_lead_to_bookmarks_of_the_appendices(office: Path, tmp_path: Path, run: Run) -> None:
    run(*ASK, "--data", str(office), "--out", str(tmp_path / "b.docx"), "--language", "en", "--draft")
    with zipfile.ZipFile(BytesIO((tmp_path / "b.docx").read_bytes())) as parts:
        root = etree.fromstring(parts.read("word/document.xml"))
        fonts = parts.read("word/styles.xml").decode()
    names = [e.attrib[k] for e in root.iter("{*}bookmarkStart") for k in e.attrib if k.endswith("}name")]
    links = {e.attrib[k] for e in root.iter("{*}hyperlink") for k in e.attrib if k.endswith("}anchor")}
    assert links
    assert links <= set(names)
    assert len(set(names)) == len(names)
    assert 'w:eastAsia="FangSong"' in fonts
    assert "{{" not in etree.tostring(root).decode()
    assert "{%" not in etree.tostring(root).decode()
