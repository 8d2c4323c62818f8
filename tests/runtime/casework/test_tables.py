"""Cases of before: tables of another system become history or go on, whole or not at all, and can be taken back."""

import io
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from banyan.command.casework.ending import answers_due
from banyan.command.privacy import Contact
from banyan.model.authority import Refused
from banyan.model.casework import Case, Move, Status, Verb, Verdict
from banyan.model.ids import CaseId
from banyan.model.record import canonical
from banyan.runtime.casework.forgetting import UNUSED, Forgetting
from banyan.runtime.casework.register import Register
from banyan.runtime.casework.tables import importing, state
from banyan.runtime.casework.tables.shown import Preview, Wanted
from banyan.runtime.casework.tables.undo import undo
from banyan.runtime.contacts import Contacts
from banyan.runtime.imports.books import Book
from banyan.runtime.indicators.casework import of_casework
from banyan.runtime.scenario import UsageError
from banyan.stores.embedded import EmbeddedStore
from tests.command.casework.town import BOOK, DESK, ROADS, START
from tests.districts import shapes, writers
from tests.runtime.casework.test_office import Office
from tests.runtime.demos import SOURCE

ROOT = str(Path(__file__).parents[3])
HEADS = ("编号", "类别", "上报时间", "立案时间", "派遣时间", "处置时间", "结案时间", "承办单位", "办理结果", "问题描述",
         "地址", "经度", "纬度", "联系电话", "反映人", "满意度")  # fmt: skip
OLD = ("A-1", "甲hole", "2026-01-05 09:00", "2026-01-05 09:20", "2026-01-05 10:00", "2026-01-06 10:00",
       "2026-01-07 10:00", "甲roads", "甲solved", "a deep hole", "Banyan Road 1", 119.601, 25.991, "13900001234",
       "Person One", "满意")  # fmt: skip
LATE = ("A-2", "hole", "2026-02-02 09:00", "2026-02-02 09:10", "2026-02-02 09:30", None, None, "roads", None,
        "a hole", "Banyan Road 2", None, None, None, None, None)  # fmt: skip
NEW = ("A-3", "01.02", "2026-03-02 08:50", *[None] * 6, "a hole", "Banyan Road 3", *[None] * 5)


def csv(*rows: Sequence[object], heads: Sequence[str] = HEADS, encoding: str = "utf-8") -> bytes:
    lines = [",".join("" if v is None else str(v) for v in row) for row in (heads, *rows)]
    return "\n".join(lines).encode(encoding)


def xlsx(*rows: Sequence[object], heads: Sequence[str] = HEADS, above: Sequence[Sequence[object]] = ()) -> bytes:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (*above, heads, *rows):
        sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


class Desk(Office):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.contacts = Contacts(folder)

    def look(self, data: bytes, file: str = "hotline-2026.csv", **wanted: Any) -> Preview:
        return importing.preview(self.office, DESK, self.contacts, [Book(file, data)], Wanted(**wanted))

    def take(self, data: bytes, file: str = "hotline-2026.csv", **wanted: Any) -> Preview:
        ahead = self.look(data, file, **wanted)
        importing.commit(self.office, DESK, ahead, self.contacts, [Book(file, data)])
        return ahead

    def case(self, number: str) -> Case:
        return self.office.case(f"H-{number}")

    def bodies(self) -> list[dict[str, Any]]:
        return [b for b in self.store.current("casework").values() if not b.get("undone")]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def reasons(ahead: Preview) -> list[tuple[str, str, str, bool]]:
    return [(r.cell.ref, r.field, r.reason.en, r.whole) for r in ahead.rejects]


def test_a_closed_case_comes_in_as_history_with_every_step_at_its_own_time(desk: Desk) -> None:
    ahead = desk.take(csv(OLD))
    assert reasons(ahead) == []
    case = desk.case("A-1")
    assert (case.number, case.type, case.status, case.outcome, case.verdict) == (
        "A-1", "hole", Status.CLOSED, "solved", Verdict.SOLVED)
    assert [(s.holder, s.step, s.state, s.begin.astimezone(UTC).strftime("%m-%d %H:%M")) for s in case.line.stints] == [
        ("desk", "file", "running", "01-05 01:00"), ("desk", "dispatch", "running", "01-05 01:20"),
        ("roads", "handle", "running", "01-05 02:00"), ("desk", "verify", "running", "01-06 02:00"),
        ("desk", "verify", "closed", "01-07 02:00")]  # fmt: skip
    assert (case.place.position, case.place.cell, case.reports[0].text) == ((119.601, 25.991), "c1", "a deep hole")


def test_history_raises_no_clock_no_notice_and_owes_no_answer(desk: Desk) -> None:
    desk.take(csv(OLD))
    desk.now += timedelta(days=30)
    assert desk.office.tick() == 0
    assert list(desk.store.pending()) == []
    assert answers_due(desk.case("A-1")) == ()
    assert desk.office.register.next_at() is None


def test_history_counts_in_the_indicators_of_its_own_period(desk: Desk) -> None:
    desk.take(csv(OLD))
    [row] = of_casework(desk.bodies(), BOOK.calendar, BOOK.timezone, desk.now)
    told = (row.reported_at, row.filed_at, row.dispatched_at, row.handled_at, row.verified_at, row.closed_at)
    assert [at.strftime("%m-%d %H:%M") if at else "" for at in told] == [
        "01-05 01:00", "01-05 01:20", "01-05 02:00", "01-06 02:00", "01-07 02:00", "01-07 02:00"]
    assert (row.class_, row.department, row.outcome, row.verdict) == ("hole", "roads", "solved", "solved")


def test_an_open_case_goes_on_with_the_clock_of_its_first_intake(desk: Desk) -> None:
    desk.take(csv(NEW))
    case = desk.case("A-3")
    assert (case.status, case.holder, case.intake) == (Status.REPORTED, "desk", START - timedelta(minutes=10))
    assert case.next_at == START + timedelta(minutes=20, microseconds=1), "filing is owed within 30 minutes of intake"
    desk.now += timedelta(minutes=21)
    assert desk.office.tick() == 1
    assert [n.body["key"] for n in desk.store.pending()] == ["case.told.breach", "case.told.call"]


def test_what_time_said_of_an_open_case_before_it_came_wakes_nobody_and_is_not_said_again(desk: Desk) -> None:
    desk.take(csv(LATE))
    case = desk.case("A-2")
    assert (case.status, case.holder, case.due < desk.now) == (Status.DISPATCHED, "roads", True)
    assert {t.what for t in case.told} == {"warning", "breach", "call"}
    desk.now += timedelta(minutes=1)
    desk.office.tick()
    assert list(desk.store.pending()) == []
    desk.office.move(case.id, Move(Verb.HANDLE, ROADS))
    assert desk.office.case(case.id).status is Status.HANDLING


def test_every_accepted_value_keeps_its_file_sheet_and_cell_and_no_contact(desk: Desk) -> None:
    desk.take(csv(OLD))
    source = desk.case("A-1").source
    assert source is not None
    assert (source.file, source.sheet, source.row, source.sender, source.imported) == (
        "hotline-2026.csv", "csv", 2, "hotline", "CI-0001")
    assert (source.cells["outcome"].ref, source.cells["outcome"].text) == ("I2", "甲solved")
    assert (source.cells["phone"].ref, source.cells["phone"].text, source.cells["name"].text) == ("N2", "***", "***")


def test_a_reporter_is_a_pseudonym_and_their_contact_is_in_no_record(desk: Desk) -> None:
    desk.take(csv(OLD))
    reporter = desk.case("A-1").reports[0].reporter
    assert reporter is not None
    assert desk.contacts.of(reporter) == Contact("13900001234", None, "Person One")
    journal = b"".join(canonical(rec) for _, rec in desk.store.records())
    assert b"13900001234" not in journal
    assert b"Person One" not in journal


def test_what_somebody_told_lately_is_not_overwritten_by_an_old_table(desk: Desk) -> None:
    who = desk.contacts.keep(Contact("13900001234", None, "New Name"), desk.now)
    desk.take(csv(OLD))
    assert who is not None
    assert desk.contacts.of(who) == Contact("13900001234", None, "New Name")


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.take(csv(OLD, LATE, NEW, ("A-9", "volcano", "2026-01-01", *[None] * 13)))
    before = desk.store.sequence()
    again = desk.take(csv(OLD, LATE, NEW, ("A-9", "volcano", "2026-01-01", *[None] * 13)))
    assert (again.nothing, again.unchanged, len(again.rejects)) == (True, 3, 1)
    assert desk.store.sequence() == before


def test_a_newer_table_changes_what_nobody_has_gone_on_with_here(desk: Desk) -> None:
    desk.take(csv(LATE, NEW))
    desk.office.move("H-A-3", Move(Verb.FILE, DESK))
    closed = (*LATE[:5], "2026-02-27 10:00", "2026-02-28 10:00", "roads", "not-solved", *LATE[9:])
    moved = (*NEW[:9], "a larger hole", *NEW[10:])
    ahead = desk.take(csv(closed, moved))
    assert [d.case.id for d in ahead.changed] == ["H-A-2"]
    assert reasons(ahead) == [("A3", "number", "case H-A-3 has gone on here since it was imported; what the table says "
                               "anew is not taken", True)]
    assert (desk.case("A-2").status, desk.case("A-2").outcome) == (Status.CLOSED, "not-solved")
    assert desk.case("A-3").reports[0].text == "a hole"


def test_what_cannot_be_read_waits_with_its_cell_and_reason_and_the_others_come_in(desk: Desk) -> None:
    ahead = desk.take(csv(
        ("B-1", "volcano", *OLD[2:]), ("B-2", "hole", "待定", *[None] * 13), ("", *OLD[1:]),
        ("B-4", *OLD[1:7], "nobody", *OLD[8:]), ("B-5", *OLD[1:8], "fine", *OLD[9:]),
        ("B-6", "hole", "2026-01-05 09:00", "2026-01-04 09:00", *[None] * 12), ("B-7", *OLD[1:11], 999, *OLD[12:]),
        ("B-8", "hole", "2027-01-05 09:00", *[None] * 13), OLD,
    ))  # fmt: skip
    assert [(ref, field, whole) for ref, field, _, whole in reasons(ahead)] == [
        ("B2", "type", True), ("C3", "reported_at", True), ("A4", "number", True), ("H5", "holder", False),
        ("I6", "outcome", True), ("A7", "number", True), ("L8", "longitude", False), ("A9", "number", True)]
    assert [reason for _, _, reason, _ in reasons(ahead)][1:3] == [
        '"待定" is no date and time', "no number: it can't be told from another case"]
    assert reasons(ahead)[5][2] == (
        "file at 2026-01-04 09:00:00 is before the step that comes first (2026-01-05 09:00:00)")
    assert sorted(c.case.number for c in ahead.new) == ["A-1", "B-4", "B-7"]
    assert [r.id for r in state.rejects(desk.store)] == [r.id for r in ahead.rejects]


def test_a_mended_cell_goes_off_the_list(desk: Desk) -> None:
    desk.take(csv(("A-1", "volcano", *OLD[2:])))
    ahead = desk.take(csv(OLD))
    assert ([d.case.id for d in ahead.new], len(ahead.mended), state.rejects(desk.store)) == (["H-A-1"], 1, [])


def test_a_word_that_is_said_later_changes_the_case_that_waited_for_it(desk: Desk) -> None:
    row = csv((*OLD[:7], "the roads people", *OLD[8:]))
    desk.take(row)
    assert desk.case("A-1").handler is None
    ahead = desk.take(row, values={"holder": {"theroadspeople": "roads"}})
    assert ([d.case.id for d in ahead.changed], len(ahead.mended), desk.case("A-1").handler) == (["H-A-1"], 1, "roads")


def test_the_same_number_twice_is_one_case_or_none_of_the_second(desk: Desk) -> None:
    ahead = desk.take(csv(OLD, OLD, (*OLD[:9], "another", *OLD[10:])))
    assert len(ahead.new) == 1
    assert [(ref, en) for ref, _, en, _ in reasons(ahead)] == [
        ("A4", "the number of row 2 of hotline-2026.csv, which says something else")]


def test_a_mapping_that_somebody_said_is_remembered_with_its_words(desk: Desk) -> None:
    heads = ("No.", "what", "heard", "what happened", *HEADS[4:])
    row = ("A-1", "坑", "2026-01-05 09:00", "a hole", *[None] * 12)
    assert desk.look(csv(row, heads=heads)).reads[0].left_out == (("csv", "no table of cases"),)
    desk.take(csv(row, heads=heads), name="office", columns={
        "no": "number", "what": "type", "heard": "reported_at", "whathappened": "text"},
        values={"type": {"坑": "hole"}})
    assert desk.case("A-1").reports[0].text == "a hole"
    again = desk.look(csv(("A-2", *row[1:]), heads=heads), "other.csv", name="office")
    assert [d.case.number for d in again.new] == ["A-2"]
    assert {m.reason for _, m in again.reads[0].mapping if m.field == "text"} == {"remembered from this mapping"}


def test_a_word_that_stands_for_nothing_the_city_has_is_refused_before_anything_is_read(desk: Desk) -> None:
    with pytest.raises(UsageError, match=r"--value type: hol was found.*did you mean"):
        desk.look(csv(OLD), values={"type": {"坑": "hol"}})


def test_an_empty_outcome_may_be_said_to_stand_for_one(desk: Desk) -> None:
    silent = (*OLD[:8], None, *OLD[9:])
    assert [f for _, f, _, _ in reasons(desk.look(csv(silent)))] == ["outcome"]
    desk.take(csv(silent), values={"outcome": {"": "solved"}})
    assert desk.case("A-1").outcome == "solved"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_of_every_encoding_is_read(desk: Desk, encoding: str) -> None:
    assert [d.case.number for d in desk.look(csv(OLD, NEW, encoding=encoding)).new] == ["A-1", "A-3"]


def test_workbooks_have_true_dates_headers_anywhere_and_two_lines_of_them(desk: Desk) -> None:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(["2026 年案件台账"])
    sheet.append(["编号", "类别", "时间", None, "反映人", None, "地址"])
    sheet.append([None, None, "上报时间", "结案时间", "姓名", "电话", None])
    nine = datetime(2026, 1, 5, 9)      # noqa: DTZ001  a workbook's times have no zone
    sheet.append([101, "hole", nine, None, "Person", 13900001234, "Banyan Road"])
    sheet.append([102, "hole", date(2026, 1, 6), None, None, None, None])
    sheet.append([103, "hole", 46027.5, None, None, None, None])
    sheet.append(["注：合成数据"])
    for cells in ("A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3"):
        sheet.merge_cells(cells)
    out = io.BytesIO()
    made.save(out)
    ahead = desk.look(out.getvalue(), "book.xlsx")
    assert reasons(ahead) == []
    assert [(d.case.number, d.case.intake) for d in ahead.new] == [
        ("101", datetime(2026, 1, 5, 1, tzinfo=UTC)), ("102", datetime(2026, 1, 5, 16, tzinfo=UTC)),
        ("103", datetime(2026, 1, 5, 4, tzinfo=UTC))]  # fmt: skip
    assert ahead.new[0].case.place.address == "Banyan Road"
    assert {m.field for _, m in ahead.reads[0].mapping} == {
        "number", "type", "reported_at", "closed_at", "name", "phone", "address"}


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_same_table_in_every_format_gives_the_same_cases(desk: Desk, tmp_path: Path, kind: str) -> None:
    cells = {(r, c): Decimal(str(v)) if isinstance(v, float) else v for r, row in enumerate((HEADS, OLD, NEW), 1)
             for c, v in enumerate(row, 1) if v is not None}  # fmt: skip
    path = writers.write(shapes.Book(f"hotline.{kind}", kind, [shapes.Sheet("cases", cells)]), tmp_path)
    ahead = desk.look(path.read_bytes(), path.name)
    plain = desk.look(csv(OLD, NEW))
    assert reasons(ahead) == []
    assert [(d.case.number, d.case.line.stints, d.case.place) for d in ahead.new] == [
        (d.case.number, d.case.line.stints, d.case.place) for d in plain.new]


def test_a_day_alone_is_its_beginning_and_of_an_end_its_end(desk: Desk) -> None:
    row = ("A-1", "hole", "2026-01-05 15:00", "2026-01-05", "2026-01-06", "2026-01-06", "2026-01-06", "roads", "solved",
           *OLD[9:])  # fmt: skip
    ahead = desk.look(csv(row))
    assert reasons(ahead) == []
    assert [s.begin.strftime("%d %H:%M:%S") for s in ahead.new[0].case.line.stints] == [
        "05 07:00:00", "05 07:00:00", "05 16:00:00", "05 16:00:00", "06 15:59:59"]


def test_an_import_is_taken_back_whole(desk: Desk) -> None:
    desk.report()
    before = [canonical(rec) for _, rec in desk.store.records()]
    desk.take(csv(OLD, NEW, ("A-9", "volcano", *OLD[2:])))
    assert undo(desk.office, DESK, "CI-0001") == 2
    assert [c.id for c in desk.office.register.open()] == ["K20260302-0001"]
    assert list(desk.office.register.ended()) == []
    assert (state.rejects(desk.store), state.remembered(desk.store, "hotline").columns) == ([], {})
    assert of_casework(desk.store.current("casework").values(), BOOK.calendar, BOOK.timezone, desk.now)[0].id == (
        "K20260302-0001")
    with pytest.raises(KeyError):
        desk.case("A-1")
    assert [canonical(rec) for _, rec in desk.store.records()][: len(before)] == before
    assert desk.store.rebuild() == 0
    assert [c.id for c in Register(desk.store).open()] == ["K20260302-0001"]
    with pytest.raises(UsageError, match="undone already by desk-1"):
        undo(desk.office, DESK, "CI-0001")


def test_after_it_was_taken_back_the_same_file_comes_in_again(desk: Desk) -> None:
    desk.take(csv(OLD, NEW))
    undo(desk.office, DESK, "CI-0001")
    ahead = desk.take(csv(OLD, NEW))
    assert [d.case.id for d in ahead.new] == ["H-A-1", "H-A-3"]
    assert desk.case("A-1").moves == 3
    undo(desk.office, DESK, "CI-0002")
    assert [c.id for c in desk.office.register.open()] == []


def test_a_change_that_is_taken_back_leaves_what_was_before_it(desk: Desk) -> None:
    desk.take(csv(NEW))
    was = desk.case("A-3")
    desk.take(csv((*NEW[:9], "a larger hole", *NEW[10:])))
    undo(desk.office, DESK, "CI-0002")
    now = desk.case("A-3")
    assert (now.reports, now.line, now.moves) == (was.reports, was.line, 3)


def test_an_import_that_people_have_gone_on_with_is_not_taken_back(desk: Desk) -> None:
    desk.take(csv(OLD, NEW))
    desk.now += timedelta(hours=1)
    desk.office.tick()
    desk.office.move("H-A-3", Move(Verb.FILE, DESK))
    before = desk.store.sequence()
    with pytest.raises(UsageError, match=r"H-A-3 has gone on since \(file by desk-1\); nothing was changed"):
        undo(desk.office, DESK, "CI-0001")
    assert desk.store.sequence() == before


def test_contacts_of_an_import_that_was_taken_back_are_forgotten_within_two_days(desk: Desk) -> None:
    desk.take(csv(OLD))
    reporter = desk.case("A-1").reports[0].reporter
    undo(desk.office, DESK, "CI-0001")
    desk.now += UNUSED + timedelta(seconds=1)
    assert Forgetting(desk.contacts, desk.office).forget(desk.now) == (reporter,)


def test_who_may_not_import_is_refused_before_anything_is_read(desk: Desk) -> None:
    stranger = DESK.__class__(DESK.principal.__class__("nobody"), ())
    with pytest.raises(Refused):
        importing.preview(desk.office, stranger, desk.contacts, [Book("x.csv", b"\xff\xfe\x00")], Wanted())


def test_numbers_that_are_no_plain_word_and_those_of_two_senders_stay_apart(desk: Desk) -> None:
    desk.take(csv(("工单/1", *NEW[1:]), NEW))
    ahead = desk.take(csv(NEW), "other.csv")
    ids = [c.id for c in desk.office.register.open()]
    assert len(set(ids)) == 3
    assert [i for i in ids if i.startswith("H-1-")] != []
    assert ahead.new[0].case.id.startswith("H-A-3-")
    assert all(desk.office.register.get(CaseId(i)) is not None for i in ids)


KILL = """
import os, signal, sys
from pathlib import Path
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.casework.test_tables import Desk, csv, NEW, OLD, LATE
desk, point = Desk(Path(sys.argv[1])), sys.argv[2]
append = desk.store.append
def dying(*units):
    if point == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    append(*units)
    os.kill(os.getpid(), signal.SIGKILL)
desk.store.append = dying
desk.take(csv(*(((f"N-{n}", *NEW[1:])) for n in range(50)), OLD, LATE))
"""


@pytest.mark.parametrize(("point", "there"), [("before", 0), ("after", 52)])
def test_killed_half_way_all_of_it_is_there_or_nothing(tmp_path: Path, point: str, there: int) -> None:
    env = {"PYTHONPATH": f"{SOURCE}:{ROOT}", "PATH": os.environ.get("PATH", "")}
    died = subprocess.run([sys.executable, "-c", KILL, str(tmp_path), point], env=env, cwd=ROOT, check=False,
                          timeout=120)
    assert died.returncode == -signal.SIGKILL
    store = EmbeddedStore(tmp_path, None)
    assert len(store.current("casework")) == there
    store.close()
    desk = Desk(tmp_path)
    assert len(desk.look(csv(OLD, LATE)).new) == (2 if there == 0 else 0)


VALUES = st.one_of(
    st.none(), st.text(st.characters(exclude_characters=',\n\r"\0', exclude_categories=("Cs",)), max_size=20),
    st.integers(-10**12, 10**12), st.floats(allow_nan=True, allow_infinity=True),
    st.sampled_from([*OLD, *NEW, "2026-13-45", "9999-12-31 23:59", "0001-01-01 00:00", "119.6,25.9", "１２", "=1+1"]),
)


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("patient"))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(VALUES, min_size=16, max_size=16), max_size=4))
def test_whatever_stands_in_the_cells_each_row_is_a_case_a_reject_or_a_note(
    patient: Desk, rows: list[list[object]]
) -> None:
    ahead = patient.look(csv(*rows))
    whole = {r.row for r in ahead.rejects if r.whole}
    read = ahead.reads[0]
    assert read.accepted == read.rows - len(whole)
    for done in ahead.new:
        assert done.case.intake <= patient.now
        assert done.notices == ()
