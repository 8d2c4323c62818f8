"""A type's own form at every door: asked with the attributes, judged with its rules, its answers kept in the report."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from banyan.command.forms.form import decode
from banyan.model.casetype import Attribute, Casebook, Definition
from banyan.model.text import Name
from banyan.runtime.casework.asks import ReportAsk, intake
from banyan.runtime.casework.casebook import load_casebook, load_forms
from banyan.runtime.casework.office import CaseOffice, Declined
from banyan.runtime.casework.residents import PublicReport, Residents
from banyan.runtime.folder.errors import FolderErrors
from tests.server.fake_cases import BAY, OFFICER, Town, bay

PIT = decode({
    "id": "pit", "version": 2,
    "schema": {"type": "object", "required": ["state"], "properties": {
        "state": {"enum": ["open", "fenced"]}, "width": {"type": "number", "minimum": 0},
        "deep": {"type": "number"}, "volume": {"type": "number"}, "seen": {"type": "boolean"}}},
    "rules": [{"show": "deep", "when": {"=": [{"field": "state"}, "open"]}},
              {"require": "width", "when": {"=": [{"field": "state"}, "open"]}},
              {"compute": "volume", "value": {"*": [{"field": "width"}, {"field": "deep"}]}}],
    "labels": {"width": {"zh": "宽度", "en": "Width"}, "state": {"zh": "现状", "en": "State"}},
})  # fmt: skip


class Asking(Town):
    """Banyan Bay, where a pothole has a form."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, seeded=False)
        book = self.office.book
        self.office = CaseOffice(_with_form(book), self.desk.store, self.store.note, self.city.authority,
                                 lambda: self.now, {"pit": PIT})
        self.desk.office = self.office
        self.residents = Residents(self.desk, self.city, self.photos)


def _with_form(book: Casebook) -> Casebook:
    def one(d: Definition) -> Definition:
        extra = Attribute("lane", Name("车道", "Lane"), order=1)
        return replace(d, form="pit", attributes=(extra,)) if d.id == "pothole" else d

    return replace(book, definitions=tuple(one(d) for d in book.definitions))


@pytest.fixture
def town(tmp_path: Path) -> Asking:
    return Asking(tmp_path)


def told(town: Town, cid: str) -> Any:
    return town.office.case(cid).reports[0]


def test_answers_are_kept_with_what_the_form_reckons_and_without_what_it_skips(town):
    kept = told(town, town.report("pothole", answers={"state": "open", "width": 2, "deep": 0.5, "seen": True}))
    assert (kept.form, kept.attributes) == ("pit@2", {})
    assert kept.answers == {"state": "open", "width": 2, "deep": 0.5, "volume": 1, "seen": True}
    fenced = told(town, town.report("pothole", answers={"state": "fenced", "deep": 9}, alone=True))
    assert fenced.answers == {"state": "fenced"}


def test_a_door_that_knows_attributes_alone_sends_them_as_texts(town):
    asked = {"lane": "left", "state": "open", "width": "1.5", "seen": "false"}
    kept = told(town, town.report("pothole", attributes=asked))
    assert (kept.attributes, kept.answers) == ({"lane": "left"}, {"state": "open", "width": 1.5, "seen": False})


def test_what_is_missing_or_wrong_is_said_all_at_once_in_both_languages_and_no_case_opens(town):
    with pytest.raises(Declined) as no:
        town.report("pothole", answers={"state": "open", "seen": "perhaps"})
    assert no.value.text("en") == ("the answers don't fit the form pit@2: Width: is needed, and no answer was given; "
                                   "seen: is of the wrong type; expected boolean")
    assert no.value.text("zh").startswith("表单 pit@2 填写有误： 宽度: 必填，尚未填写; ")
    assert list(town.office.register.open()) == []


def test_more_photos_than_the_form_takes_are_told_with_what_else_is_wrong(town):
    with pytest.raises(Declined) as no:
        town.report("pothole", media=tuple("abcdef"))
    assert no.value.text("en").endswith(
        "State: is needed, and no answer was given; there are 6 files; at most 5 are taken")


def test_answers_to_a_type_without_a_form_are_refused(town):
    with pytest.raises(Declined, match="bin-full has no form"):
        town.report("bin-full", answers={"state": "open"})


def test_the_same_report_again_is_the_same_case_whatever_it_answers(town):
    first = town.report("pothole", source="app/1", answers={"state": "fenced"})
    assert town.report("pothole", source="app/1", answers={"state": "no"}) == first


def test_doors_ask_the_forms_questions_after_the_types_own(town):
    [pothole] = [t for t in town.residents.city().types if t.id == "pothole"]
    assert [(a.code, a.required) for a in pothole.attributes] == [
        ("lane", False), ("state", True), ("width", False), ("deep", False), ("seen", False)]
    assert [c.key for c in pothole.attributes[1].values] == ["open", "fenced"]
    assert [(c.key, c.name.zh, c.name.en) for c in pothole.attributes[-1].values] == [
        ("true", "是", "Yes"), ("false", "否", "No")]


def test_a_resident_answers_the_form(town):
    report = PublicReport(id="a" * 32, type="pothole", position=(119.6, 26.0), answers={"state": "fenced"})
    town.residents.report(report)
    [case] = town.office.register.open()
    assert case.reports[0].answers == {"state": "fenced"}


def test_a_report_that_an_alert_makes_answers_no_form(town):
    by = town.office.actor(OFFICER)
    ask = ReportAsk(type="pothole", position=(119.6, 26.0))
    assert town.office.raised(intake(ask, by, town.now), ("raised-by", "alert/1")).reports[0].answers == {}


TYPE = '''[[types]]
id = "hole"
name = { zh = "坑", en = "Hole" }
class_code = "01"
subclass = "01"
thing = "part"
promised = "3 working days"
form = "pit"
version = 1
from = 2026-01-01
desk = "duty-officer"
outcomes = [{ id = "solved", name = { zh = "解决", en = "Solved" }, solved = true }]
'''


def _city(folder: Path, form: str | None) -> Path:
    shutil.copytree(BAY, folder)
    (folder / "casetypes").mkdir()
    (folder / "casetypes" / "own.toml").write_text(TYPE, encoding="utf-8")
    if form is not None:
        (folder / "forms").mkdir()
        (folder / "forms" / "pit.toml").write_text(form, encoding="utf-8")
    return folder


def test_a_folders_form_is_read_and_one_that_is_missing_or_makes_no_sense_is_told(tmp_path):
    good = 'id = "pit"\nversion = 1\n[schema]\ntype = "object"\n[schema.properties]\nstate = { enum = ["open"] }\n'
    there = _city(tmp_path / "a", good)
    assert load_casebook(there, bay()[0]) is not None
    assert "pit" in load_forms(there)
    with pytest.raises(FolderErrors, match=r"own\.toml.*form"):
        load_casebook(_city(tmp_path / "b", None), bay()[0])
    with pytest.raises(FolderErrors, match=r"forms/pit\.toml.*rules\[1\]"):
        load_casebook(_city(tmp_path / "c", good + '[[rules]]\nshow = "gone"\nwhen = true\n'), bay()[0])
