"""banyan projects export: the cleaned list and its cells in a workbook, an OC4IDS package; contacts stay masked."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from banyan.cli.main import main
from tests.runtime.bulletin.folder import imported

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return imported(tmp_path_factory.mktemp("office") / "data")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, office: Path) -> Run:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")

    def call(*args: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as left:
            main(["projects", "export", "--data", str(office), *args])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return int(str(left.value.code)), said.out, said.err

    return call


def test_the_list_has_every_value_and_the_cell_it_stood_in(tmp_path: Path, run: Run) -> None:
    assert run("--edition", "2021 expo", "--xlsx", str(tmp_path / "p.xlsx"))[0] == 0
    book = load_workbook(tmp_path / "p.xlsx")
    assert book.sheetnames == ["项目清单", "原始单元格"]
    rows = [dict(zip([c.value for c in book["项目清单"][1]], row, strict=True))
            for row in book["项目清单"].iter_rows(min_row=2, values_only=True)]
    assert [(r["项目名称"], r["计入投资额（元）"], r["签约渠道"], r["投资方性质"]) for r in rows] == [
        ("榕树芯片基地", 6_000_000_000, "现场线下", "民营企业"),
        ("气根数据中心", 1_200_000_000, "现场线上", "国有企业"),
        ("树荫物流园", 850_000_000, "场外", "外资企业")]
    assert rows[0]["出处"] == "district-a.xlsx · 项目表 · F2"
    cells = [dict(zip([c.value for c in book["原始单元格"][1]], row, strict=True))
             for row in book["原始单元格"].iter_rows(min_row=2, values_only=True)]
    assert (cells[2]["文件"], cells[2]["行"]) == ("district-a.xlsx", 4)
    assert cells[2]["投资额"].startswith("F4: 8.5")


def test_contacts_are_masked_unless_asked_for_by_one_who_may(tmp_path: Path, run: Run) -> None:
    run("--xlsx", str(tmp_path / "p.xlsx"))
    said = " ".join(str(v) for page in load_workbook(tmp_path / "p.xlsx") for row in page.values for v in row)
    assert "13900001234" not in said
    assert "34" in said
    code, _, err = run("--xlsx", str(tmp_path / "q.xlsx"), "--contacts", "--as", "statistician-1")
    assert (code, "may not projects.contacts" in err) == (2, True)
    assert run("--xlsx", str(tmp_path / "q.xlsx"), "--contacts")[0] == 0
    said = " ".join(str(v) for page in load_workbook(tmp_path / "q.xlsx") for row in page.values for v in row)
    assert "13900001234" in said


def test_the_package_names_its_publisher_and_holds_the_edition(tmp_path: Path, run: Run) -> None:
    code, _, _ = run("--edition", "2021 expo", "--oc4ids", str(tmp_path / "p.json"), "--publisher", "Banyan Bay")
    told = json.loads((tmp_path / "p.json").read_text())
    assert (code, told["version"], told["publisher"]["name"], len(told["projects"])) == (0, "0.9", "Banyan Bay", 3)
    assert told["projects"][0]["budget"]["amount"] == {"amount": 6_000_000_000, "currency": "CNY"}


@pytest.mark.parametrize(("args", "said"), [
    ((), "nothing to write"), (("--xlsx", "no/such/p.xlsx"), "can't be written there"),
    (("--oc4ids", "p.json", "--prefix", "mine"), "one like oc4ids-ab12cd"),
    (("--edition", "2031 expo", "--xlsx", "p.xlsx"), 'no project of the edition "2031 expo"'),
    (("--xlsx", "p.xlsx", "--as-of", "soon"), '"soon" is no day'),
])  # fmt: skip
def test_a_mistake_is_one_sentence(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...], said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(*args)
    assert (code, len(err.splitlines())) == (2, 1)
    assert said in err
