"""The office over a data folder: what an import leaves, and what takes it back."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from banyan.measure.contribution import contribution
from banyan.model.authority import Refused
from banyan.model.project import Standing
from banyan.model.time import Instant
from banyan.runtime.data_folder import open_reader, open_writer
from banyan.runtime.projects import mending, shown, state
from banyan.runtime.projects.office import reading, writing
from banyan.runtime.projects.undo import undo
from banyan.runtime.scenario import UsageError
from tests.runtime.projects.office import ALPHA, BETA, EDITION, GAMMA, book, take


def export(data: Path) -> bytes:
    with open_reader(data) as store:
        return shown.export(store)


def names(data: Path, known_at: Instant | None = None) -> list[str]:
    with open_reader(data) as store:
        return [p.name for p in state.standing(store, known_at)]


def moment(data: Path) -> Instant:
    """When the last import was written."""
    with open_reader(data) as store:
        return [rec.at for _, rec in store.records(kind=state.IMPORT)][-1]


def total(data: Path, as_of: date | None = None) -> Decimal:
    with open_reader(data) as store:
        return sum((contribution(p, EDITION, as_of).amount for p in state.standing(store)), Decimal(0))


def test_the_same_file_again_changes_nothing_and_writes_nothing(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA, BETA)])
    with open_reader(tmp_path) as store:
        before = store.sequence()
    again, ahead = take(tmp_path, [book("a.csv", ALPHA, BETA)])
    assert again is None
    assert ahead.plans["a"].unchanged == ("PR-0001", "PR-0002")
    with open_reader(tmp_path) as store:
        assert store.sequence() == before


def test_every_value_keeps_file_sheet_and_cell(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA)])
    with open_reader(tmp_path) as store:
        source = state.standing(store)[0].sources[0]
    assert (source.file, source.sheet, source.row, source.sender) == ("a.csv", "csv", 2, "a")
    assert {field: (c.ref, c.text) for field, c in source.cells.items()} == {
        "name": ("A2", "榕树螺栓生产基地"), "investor": ("B2", "榕树螺栓有限公司"), "investment": ("C2", "12.5"),
        "channel": ("D2", "线下"), "contact": ("E2", "项目专员 13900001234")}


def test_a_newer_workbook_changes_adds_and_withdraws(tmp_path: Path):
    take(tmp_path, [book("a_2021-08-20.csv", ALPHA, BETA)])
    _, ahead = take(tmp_path, [book("a_2021-08-22.csv", ALPHA.replace("12.5", "15"), GAMMA)])
    plan = ahead.plans["a"]
    assert [(c.project.id, c.fields) for c in plan.changed] == [
        ("PR-0001", (("investment", "signed 1250000000", "signed 1250000000, revised 1500000000"),))]
    assert [p.name for p in plan.new] == ["海湾冷链"]
    assert [p.id for p in plan.withdrawn] == ["PR-0002"]
    assert names(tmp_path) == ["榕树螺栓生产基地", "海湾冷链"]
    assert total(tmp_path) == 1_700_000_000


def test_another_senders_workbook_withdraws_nothing(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA, BETA)])
    _, ahead = take(tmp_path, [book("b.csv", GAMMA)])
    assert ahead.plans["b"].withdrawn == ()
    assert len(names(tmp_path)) == 3


def test_what_was_known_then_is_what_was_imported_by_then(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA, BETA)])
    then = moment(tmp_path)
    take(tmp_path, [book("a.csv", ALPHA.replace("榕树螺栓生产基地", "榕树螺母生产基地"))])
    assert names(tmp_path) == ["榕树螺母生产基地"]
    assert names(tmp_path, then) == ["榕树螺栓生产基地", "云港数据中心"]


def test_what_was_true_on_a_day_asks_the_dates_in_the_rows(tmp_path: Path):
    head = "项目名称,投资额（亿元）,签约日期"
    take(tmp_path, [book("a.csv", "甲项目,2,2021-08-20", "乙项目,3,2021年8月23日", head=head)])
    assert total(tmp_path, date(2021, 8, 19)) == 0
    assert total(tmp_path, date(2021, 8, 22)) == 200_000_000
    assert total(tmp_path, date(2021, 8, 23)) == 500_000_000


def test_a_revision_told_of_a_day_holds_from_that_day(tmp_path: Path):
    head = "项目名称,投资额（亿元）,签约日期"
    take(tmp_path, [book("a.csv", "甲项目,2,2021-08-20", head=head)])
    take(tmp_path, [book("a.csv", "甲项目,5,2021-08-20", head=head)], told_on=date(2021, 9, 30))
    assert total(tmp_path, date(2021, 9, 29)) == 200_000_000
    assert total(tmp_path, date(2021, 9, 30)) == 500_000_000


def test_undo_leaves_the_export_as_before_to_the_byte(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA, BETA, "待办项目,某公司,待定,,")])
    before = export(tmp_path)
    last, _ = take(tmp_path, [book("a.csv", ALPHA.replace("12.5", "15"), GAMMA, "另一项目,某公司,10-12亿元,,"),
                              book("b.csv", ALPHA)])
    assert export(tmp_path) != before
    with writing(tmp_path) as office:
        mending.merge_all(office, 0.9, EDITION)
        undo(office, str(last))
    assert export(tmp_path) == before
    with open_writer(tmp_path) as store:
        assert store.rebuild() == 0
    assert export(tmp_path) == before


def test_undo_of_the_first_import_leaves_nothing_and_it_can_be_taken_again(tmp_path: Path):
    first, _ = take(tmp_path, [book("a.csv", ALPHA, BETA)])
    before = names(tmp_path)
    with writing(tmp_path) as office:
        undo(office, str(first))
    assert names(tmp_path) == []
    take(tmp_path, [book("a.csv", ALPHA, BETA)])
    with open_reader(tmp_path) as store:
        assert [(p.id, p.name) for p in state.standing(store)] == [("PR-0001", before[0]), ("PR-0002", before[1])]


def test_an_import_that_another_one_built_on_is_not_undone_alone(tmp_path: Path):
    first, _ = take(tmp_path, [book("a.csv", ALPHA)])
    take(tmp_path, [book("a.csv", ALPHA.replace("12.5", "15"))])
    with writing(tmp_path) as office, pytest.raises(UsageError, match="I-0002 changed PR-0001 after it"):
        undo(office, str(first))


def test_an_import_is_undone_once(tmp_path: Path):
    first, _ = take(tmp_path, [book("a.csv", ALPHA)])
    with writing(tmp_path) as office:
        undo(office, str(first))
        with pytest.raises(UsageError, match="was undone already"):
            undo(office, str(first))


def test_merge_keeps_both_sources_and_unmerge_leaves_the_export_as_before(tmp_path: Path):
    again = "福州市榕树螺栓生产基地建设项目,榕树螺栓股份有限公司,12.5,,"
    take(tmp_path, [book("a.csv", ALPHA), book("b.csv", again, GAMMA)])
    before = export(tmp_path)
    with writing(tmp_path) as office:
        pairs = mending.merge_all(office, 0.9, EDITION)
    assert [(d.a, d.b) for d in pairs] == [("PR-0001", "PR-0002")]
    with open_reader(tmp_path) as store:
        kept = state.standing(store)[0]
        assert len(state.standing(store)) == 2
    assert [s.file for s in kept.sources] == ["a.csv", "b.csv"]
    assert kept.aliases == ("福州市榕树螺栓生产基地建设项目",)
    assert total(tmp_path) == 1_450_000_000
    with writing(tmp_path) as office:
        assert mending.unmerge(office, "PR-0002") == ["PR-0002"]
    assert export(tmp_path) == before


def test_merge_keeps_the_named_one(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA, BETA)])
    with writing(tmp_path) as office:
        assert mending.merge(office, "PR-0001", "PR-0002", keep="PR-0002") == "PR-0002"
    assert names(tmp_path) == ["云港数据中心"]


def test_a_mended_cell_counts_and_a_later_import_leaves_it_mended(tmp_path: Path):
    row = "待办项目,某公司,待定,,"
    take(tmp_path, [book("a.csv", ALPHA, row)])
    with writing(tmp_path) as office:
        done = mending.fix(office, "R-0001", "5亿元", {})
    assert done is not None
    assert (done.id, done.investments[0].amount.value) == ("PR-0002", 500_000_000)
    cell = done.sources[0].cells["investment"]
    assert (cell.ref, cell.text, cell.mended_by) == ("C3", "5亿元", "owner")
    take(tmp_path, [book("a.csv", ALPHA.replace("12.5", "13"), row)])
    assert total(tmp_path) == 1_800_000_000


def test_a_cell_mended_in_the_workbook_leaves_the_red_list(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA, "待办项目,某公司,待定,,")])
    take(tmp_path, [book("a.csv", ALPHA, "待办项目,某公司,5,,")])
    with open_reader(tmp_path) as store:
        assert [(u.id, u.mended) for u in state.red(store).values()] == [("R-0001", "I-0002")]
    assert total(tmp_path) == 1_750_000_000


def test_a_value_that_cannot_be_read_either_stays_on_the_red_list(tmp_path: Path):
    take(tmp_path, [book("a.csv", "待办项目,某公司,待定,,", ALPHA)])
    with writing(tmp_path) as office:
        with pytest.raises(UsageError, match=r'R-0001, cell C2: "10-12" is a range'):
            mending.fix(office, "R-0001", "10-12", {})
        with pytest.raises(UsageError, match="nothing on the red list has that id"):
            mending.fix(office, "R-0009", "5", {})


def test_a_field_that_cannot_be_read_is_told_and_its_row_counts_without_it(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA.replace("线下", "电话"))])
    assert total(tmp_path) == 1_250_000_000
    with writing(tmp_path) as office:
        done = mending.fix(office, "R-0001", "线上", {})
    assert done is not None
    assert str(done.channel) == "on-site-online"


@pytest.mark.parametrize("act", [
    lambda o: mending.fix(o, "R-0001", "1", {}), lambda o: mending.merge(o, "PR-0001", "PR-0002"),
    lambda o: mending.merge_all(o, 0.9, None), lambda o: mending.unmerge(o, "PR-0001"), lambda o: undo(o, "I-0001"),
])  # fmt: skip
def test_a_statistician_may_look_and_change_nothing(tmp_path: Path, act):
    take(tmp_path, [book("a.csv", ALPHA, BETA)])
    with writing(tmp_path, "statistician-1") as office, pytest.raises(Refused, match="statistician-1 may not projects"):
        act(office)


def test_who_is_not_known_may_not_even_look(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA)])
    with reading(tmp_path, "nobody") as office, pytest.raises(Refused):
        office.may("projects.read")


def test_an_increase_adds_to_its_edition_under_the_labels_of_its_project(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA)])
    take(tmp_path, [book("c.csv", "榕树螺栓生产基地增资,榕树螺栓有限公司,2,,")], edition="2022 expo")
    with open_reader(tmp_path) as store:
        increase = state.standing(store, None, "2022 expo")[0]
    assert increase.increases == "PR-0001"
    assert str(increase.channel) == "on-site-offline"
    assert contribution(increase, "2022 expo").count == 0
    assert contribution(increase, "2022 expo").amount == 200_000_000


def test_what_is_withdrawn_stands_in_the_journal(tmp_path: Path):
    take(tmp_path, [book("a.csv", ALPHA, BETA)])
    take(tmp_path, [book("a.csv", ALPHA)])
    with open_reader(tmp_path) as store:
        assert state.projects(store)["PR-0002"].standing is Standing.WITHDRAWN
