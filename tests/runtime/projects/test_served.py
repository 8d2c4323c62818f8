"""The office inside a running city: the city ticks on, and a replay after any stop gives the same city again."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from banyan.model.authority import Refused
from banyan.model.city import City
from banyan.model.ids import PrincipalId
from banyan.runtime.brain import Brain
from banyan.runtime.prepared import Prepared, prepare
from banyan.runtime.projects import shown
from banyan.runtime.projects.served import Served
from banyan.runtime.projects.views import Asked, ImportView
from banyan.runtime.scenario import UsageError
from banyan.stores.embedded import EmbeddedStore
from tests.runtime.conftest import at
from tests.runtime.projects.office import ALPHA, BETA, EDITION, GAMMA, book
from tests.runtime.test_brain import begin, go_on, journal

OWNER, OTHER = PrincipalId("owner"), PrincipalId("duty-officer-1")
TWIN = "榕树螺栓生产基地项目,榕树螺栓有限公司,12.5,线下,"
RED = "星海产业园,星海公司,10-12亿元,线下,"
PATIENCE_S = 30.0


@pytest.fixture(scope="module")
def ready(bay: City) -> Prepared:
    return prepare(bay)


@pytest.fixture
def brain(ready: Prepared, store: EmbeddedStore) -> Brain:
    return begin(ready, store)


@pytest.fixture
def office(brain: Brain) -> Served:
    return Served(brain.store, brain.note)


def until(look: Callable[[], ImportView], *states: str) -> ImportView:
    """The import once it is in one of the states: it is worked on in a thread of its own."""
    end = time.monotonic() + PATIENCE_S
    while (view := look()).state not in (*states, "failed") and time.monotonic() < end:
        time.sleep(0.01)
    assert view.state in states, (view.state, view.error)
    return view


def previewed(office: Served, *rows: str, name: str = "district-a.csv") -> str:
    iid = office.begin_import(EDITION, OWNER).id
    office.add_file(iid, name, book(name, *rows).data, "")
    office.read_files(iid, OWNER)
    until(lambda: office.looked_at(iid), "ready")
    return iid


def taken(office: Served, *rows: str, name: str = "district-a.csv") -> ImportView:
    iid = previewed(office, *rows, name=name)
    office.take_import(iid, OWNER)
    return until(lambda: office.looked_at(iid), "done")


def names(office: Served) -> list[str]:
    return [p.name for p in office.projects(Asked(), 0, 500).rows]


def test_a_city_goes_on_after_the_office_wrote_between_its_ticks(
    brain: Brain, office: Served, ready: Prepared, store: EmbeddedStore
) -> None:
    go_on(brain, at(300))
    assert taken(office, ALPHA, BETA).imported == "I-0001"
    go_on(brain, at(420))
    office.merge("PR-0001", "PR-0002", "PR-0001", OWNER)
    go_on(brain, at(600))
    before = journal(store)
    again = Brain(ready, store, at(0))
    again.resume()
    assert (again.now, again.state) == (brain.now, brain.state)
    assert journal(store) == before
    go_on(again, at(700))
    go_on(brain, at(600))


def test_a_city_that_was_killed_steps_past_what_the_office_wrote(ready: Prepared, tmp_path: Path) -> None:
    """The same storm with and without an office: the city's own records are the same, after a crash too."""
    def city(name: str, working: bool) -> list[bytes]:
        store = EmbeddedStore(tmp_path / name, "banyan-bay")
        brain = begin(ready, store)
        go_on(brain, at(250))
        if working:
            taken(Served(store, brain.note), ALPHA)
        go_on(brain, at(500))
        killed = Brain(ready, store, at(0))      # nothing was put in order before
        killed.resume()
        go_on(killed, at(800))
        found = [line for line in journal(store) if b'"kind":"project' not in line]
        store.close()
        return found

    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert city("a", True) == city("b", False)


def test_looking_writes_nothing_and_what_is_taken_leads_to_its_cells(office: Served, store: EmbeddedStore) -> None:
    iid = previewed(office, ALPHA, BETA, RED)
    view = office.looked_at(iid)
    assert store.current("project") == {}
    assert (view.new_count, view.rejected, view.files[0].rejected[0].text) == (2, 1, "10-12亿元")
    fields = [c.field for c in view.files[0].tables[0].columns]
    assert fields == ["name", "investor", "investment", "channel", "contact"]
    office.take_import(iid, OWNER)
    until(lambda: office.looked_at(iid), "done")
    [first, _] = office.projects(Asked(edition=EDITION), 0, 10).rows
    assert (first.amount, first.counts, first.cell and (first.cell.file, first.cell.ref, first.cell.text)) == (
        "1250000000", 1, ("district-a.csv", "C2", "12.5"))
    assert office.project(first.id).contact == "项*** *********34"
    assert office.projects(Asked(), 0, 1).begun


def test_the_same_file_again_changes_nothing_and_says_so(office: Served) -> None:
    taken(office, ALPHA, BETA)
    view = office.looked_at(previewed(office, ALPHA, BETA))
    assert (view.new_count, view.changed_count, view.unchanged, view.files[0].known) == (0, 0, 2, True)


def test_two_officers_who_import_at_once_lose_nothing(office: Served) -> None:
    drafts = [previewed(office, row, name=f"{name}.csv") for name, row in (("a", ALPHA), ("b", BETA), ("c", GAMMA))]
    threads = [threading.Thread(target=office.take_import, args=(iid, OWNER)) for iid in drafts]
    for thread in threads:
        thread.start()
    done = [until(lambda iid=iid: office.looked_at(iid), "done") for iid in drafts]  # type: ignore[misc]
    assert sorted(view.imported for view in done) == ["I-0001", "I-0002", "I-0003"]
    assert sorted(names(office)) == ["云港数据中心", "榕树螺栓生产基地", "海湾冷链"]


def test_undo_takes_a_whole_import_back_to_the_byte(office: Served, store: EmbeddedStore) -> None:
    taken(office, ALPHA, RED)
    before = shown.export(store)
    second = taken(office, BETA, GAMMA, name="district-b.csv")
    assert len(names(office)) == 3
    assert office.undo_import(second.imported, OWNER).state == "undone"
    assert (shown.export(store), names(office)) == (before, ["榕树螺栓生产基地"])
    with pytest.raises(UsageError, match="was undone already"):
        office.undo_import(second.imported, OWNER)
    assert [(i.id, i.state) for i in office.import_desk().imports] == [("I-0002", "undone"), ("I-0001", "done")]


def test_a_mapping_that_a_person_chose_is_remembered_for_the_sender(office: Served) -> None:
    head = "项目名称,谁来投,投资额（亿元）,签约方式,联系人"
    iid = office.begin_import(EDITION, OWNER).id
    office.add_file(iid, "a.csv", book("a.csv", ALPHA, head=head).data, "")
    office.read_files(iid, OWNER)
    table = until(lambda: office.looked_at(iid), "ready").files[0].tables[0]
    assert (table.columns[1].field, table.remembered) == ("", False)
    office.map_columns(iid, "a.csv", table.sheet, {"B": "investor"}, OWNER)
    mapped = until(lambda: office.looked_at(iid), "ready").files[0].tables[0].columns[1]
    assert (mapped.field, mapped.reason) == ("investor", "as you said")
    office.take_import(iid, OWNER)
    until(lambda: office.looked_at(iid), "done")
    again = office.begin_import(EDITION, OWNER).id
    office.add_file(again, "a.csv", book("a.csv", BETA, head=head).data, "")
    office.read_files(again, OWNER)
    table = until(lambda: office.looked_at(again), "ready").files[0].tables[0]
    assert (table.columns[1].field, table.remembered) == ("investor", True)


def test_a_pair_waits_is_kept_apart_merged_and_parted(office: Served) -> None:
    taken(office, ALPHA)
    taken(office, TWIN, name="district-b.csv")
    [pair] = office.pairs(EDITION, "open")
    assert float(pair.score) >= 0.9
    assert office.bulletin(EDITION, None).open_pairs == 1
    office.keep_apart(pair.a.id, pair.b.id, OWNER)
    assert (office.pairs("", "open"), len(office.pairs("", "apart"))) == ([], 1)
    office.merge(pair.a.id, pair.b.id, pair.b.id, OWNER)
    [line] = office.projects(Asked(), 0, 10).rows
    assert (line.id, line.merged, line.sources) == (pair.b.id, 1, 2)
    [merged] = office.pairs("", "merged")
    office.unmerge(merged.merge, OWNER)
    assert len(names(office)) == 2
    assert [v.what for v in office.project(pair.a.id).history] == ["imported", "merged", "unmerged"]
    with pytest.raises(UsageError, match="no project stands under that id"):
        office.keep_apart(pair.a.id, "PR-9999", OWNER)


def test_a_cell_of_the_red_list_is_mended_and_says_by_whom(office: Served) -> None:
    taken(office, ALPHA, RED)
    [cell] = office.unreadable("")
    with pytest.raises(UsageError, match="the row stays on the red list"):
        office.mend(cell.id, "很多", OWNER)
    assert office.mend(cell.id, "11亿元", OWNER).mended == "PR-0002"
    assert office.unreadable("") == []
    [investment] = office.project("PR-0002").investments
    assert (investment.amount, investment.cell and investment.cell.mended_by) == ("1100000000", "owner")


def test_the_bulletin_opens_its_rows_and_prints_what_is_released(office: Served) -> None:
    taken(office, ALPHA, BETA, GAMMA)
    view = office.bulletin("", None)
    assert (view.edition, view.released, view.unreadable) == (EDITION, 0, 0)
    total = view.tables[0].rows[0]
    assert total.amount is not None
    assert (total.amount.said.zh, total.amount.said.en) == ("17.5亿元", "CNY 1.75 bn")
    rows = office.bulletin_rows(EDITION, None, total.amount.figure)
    assert [(p.name, p.cell and p.cell.ref) for p in rows] == [
        ("榕树螺栓生产基地", "C2"), ("云港数据中心", "C3"), ("海湾冷链", "C4")]
    assert total.count is not None
    both = [total.count.figure, total.amount.figure]
    assert "17.5亿元" not in office.document(EDITION, None, "html", "zh").decode()
    assert office.release(EDITION, view.as_of, both, True, OWNER).released == 2
    assert "17.5亿元" in office.document(EDITION, None, "html", "zh").decode()
    assert office.release(EDITION, view.as_of, both[1:], False, OWNER).released == 1
    assert "17.5亿元" not in office.document(EDITION, None, "html", "zh").decode()
    with pytest.raises(KeyError):
        office.release(EDITION, view.as_of, ["total/nothing"], True, OWNER)


def test_what_was_known_then_is_still_told(office: Served) -> None:
    taken(office, ALPHA)
    then = office.import_desk().imports[0].at
    taken(office, BETA, name="district-b.csv")
    assert office.projects(Asked(known_at=then), 0, 10).count == 1
    assert office.projects(Asked(text="云港"), 0, 10).count == 1
    assert office.projects(Asked(channel="off-site"), 0, 10).rows[0].name == "云港数据中心"


def test_who_has_no_right_writes_nothing(office: Served, store: EmbeddedStore) -> None:
    taken(office, ALPHA, BETA)
    count = store.sequence()
    for act in (lambda: office.merge("PR-0001", "PR-0002", "PR-0001", OTHER),
                lambda: office.undo_import("I-0001", OTHER), lambda: office.keep_apart("PR-0001", "PR-0002", OTHER)):
        with pytest.raises(Refused):
            act()
    iid = office.begin_import(EDITION, OTHER).id
    office.add_file(iid, "c.csv", book("c.csv", GAMMA).data, "")
    office.read_files(iid, OTHER)
    assert "may not projects.import" in until_failed(office, iid).error
    assert store.sequence() == count


def until_failed(office: Served, iid: str) -> ImportView:
    end = time.monotonic() + PATIENCE_S
    while (view := office.looked_at(iid)).state != "failed" and time.monotonic() < end:
        time.sleep(0.01)
    return view


@pytest.mark.parametrize(("name", "data", "says"), [
    ("a.csv", b"", "a.csv"), ("a.xlsx", b"PK\x03\x04 broken", "a.xlsx"), ("a.pdf", b"%PDF", "a.pdf is no workbook"),
])
def test_what_cannot_be_read_is_said_with_its_name(office: Served, name: str, data: bytes, says: str) -> None:
    iid = office.begin_import(EDITION, OWNER).id
    try:
        office.add_file(iid, name, data, "")
        office.read_files(iid, OWNER)
        said = until_failed(office, iid).error
    except UsageError as refused:
        said = str(refused)
    assert says in said


@pytest.fixture(autouse=True)
def _no_thread_is_left(office: Served) -> Iterator[None]:
    yield
    for thread in [t for t in threading.enumerate() if t.name == "import"]:
        thread.join(PATIENCE_S)
